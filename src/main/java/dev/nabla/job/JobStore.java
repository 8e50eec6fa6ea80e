package dev.nabla.job;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.session.Journal;
import dev.nabla.session.Warning;

/**
 * Where jobs are kept beyond memory. What is kept is safe when a call returns. Without one ({@link #NONE}) they end with the process.
 *
 * <p>A job is kept with the whole of its session as it began: on that it runs again to the same numbers, if the process that ran it died.
 */
public interface JobStore {
    /**
     * What there is of a job.
     *
     * @param names of its parameters
     * @param groupOf the group of each
     * @param first where they began
     */
    record Kept(String id, long number, String owner, String session, JobRequest request, List<String> names, DType dtype, long steps,
            List<Warning> warnings, int[] groupOf, Instant createdAt, JobStatus status, @Nullable StopReason reason, @Nullable String message,
            @Nullable Instant startedAt, @Nullable Instant endedAt, List<@Nullable NdArray> first, DescentJob.Standing standing,
            @Nullable Diagnosis diagnosis, long activeNanos, List<Point> points, List<JobEvent> events) {
    }

    /** A job whose process died, with what it began on. */
    record Orphan(Kept job, Journal.Content base) {
    }

    boolean isOn();

    /** Keeps a job that begins; this process runs it. */
    void begin(Kept job, Journal.Content base);

    /** Keeps what has come of a job. */
    void update(Kept job);

    void delete(String id);

    @Nullable
    Kept find(String owner, String idOrName);

    List<Kept> list(String owner);

    /** Takes over the jobs that no living process runs. */
    List<Orphan> adopt();

    /** Keeps nothing. */
    JobStore NONE = new JobStore() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public void begin(Kept job, Journal.Content base) {
        }

        @Override
        public void update(Kept job) {
        }

        @Override
        public void delete(String id) {
        }

        @Override
        public @Nullable Kept find(String owner, String idOrName) {
            return null;
        }

        @Override
        public List<Kept> list(String owner) {
            return List.of();
        }

        @Override
        public List<Orphan> adopt() {
            return List.of();
        }
    };
}
