package dev.nabla.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.session.Refusal;
import dev.nabla.session.Session;
import dev.nabla.session.Warning;

/**
 * A descent as its owner sees it: a state machine driven from two sides. Clients wish (pause, cancel, resume), the runner that has the job obeys
 * between two steps; a job that no runner has obeys at once. Every transition is made under the job's monitor, and none leads out of an end.
 *
 * <pre>
 * queued ──▶ running ──▶ succeeded | diverged | failed | cancelled
 *   ▲ │        │
 *   │ ▼        ▼
 *   └─ paused ◀┘ ──▶ cancelled
 * </pre>
 */
public final class DescentJob {
    /** What the owner wants of a running job. */
    enum Wish {
        RUN, PAUSE, CANCEL,
        /** The process ends; another goes on with the job. */
        LEAVE
    }

    /** How a run ended. */
    record Outcome(JobStatus status, StopReason reason, @Nullable String message) {
    }

    private final String id;
    private final long number;
    private final Session session;
    private final JobRequest request;
    private final List<String> names;
    private final DType dtype;
    private final long steps;
    private final List<Warning> warnings;
    private final int[] groupOf;
    private final History history;
    private final StopRules rules;
    private final InstantSource clock;
    private final Instant createdAt;
    private final JobEvents events = new JobEvents();
    private final CompletableFuture<DescentJob> end = new CompletableFuture<>();

    private volatile Wish wish = Wish.RUN;
    private volatile JobStatus status = JobStatus.QUEUED;
    private boolean isDecided;
    private @Nullable StopReason reason;
    private @Nullable String message;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    /** What runs; let go at the end. */
    private volatile @Nullable Prepared prepared;
    private volatile List<@Nullable NdArray> first;
    private volatile Standing standing;
    private volatile @Nullable Diagnosis diagnosis;
    private long activeNanos;

    /** Where the descent stands, as of the last look at it. */
    record Standing(long steps, @Nullable Double loss, @Nullable Double initial, @Nullable Double best, @Nullable Double gradNorm,
            double lr,
            List<@Nullable NdArray> parameters) {
    }

    DescentJob(String id, long number, Instant createdAt, Session session, JobRequest request, Prepared prepared, InstantSource clock) {
        this.id = id;
        this.number = number;
        this.session = session;
        this.request = request;
        this.prepared = prepared;
        this.names = prepared.names();
        this.dtype = prepared.dtype();
        this.steps = prepared.steps();
        this.warnings = List.copyOf(prepared.warnings());
        this.groupOf = prepared.groupOf();
        this.clock = clock;
        this.createdAt = createdAt;
        this.rules = new StopRules(request.stop());
        JobRequest.Recording record = request.record();
        boolean[] kept = new boolean[prepared.leaves().size()];
        for (int i = 0; i < kept.length; i++) {
            Boolean asked = record == null ? null : record.parameters();
            kept[i] = asked == null ? prepared.leaves().get(i).data().size() <= History.SMALL : asked;
        }
        this.history = new History(record == null || record.every() == null ? 0 : record.every(), kept,
                prepared.descent().rates().length, prepared.start() == null ? 0 : prepared.elements());
        this.first = prepared.small();
        this.standing = new Standing(0, null, null, null, null, prepared.descent().rate(), first);
        events.add(JobEvent.Kind.STATUS, JobStatus.QUEUED);
    }

    /** One that is kept elsewhere: it has ended, or another process runs it. */
    DescentJob(JobStore.Kept kept, Session session, InstantSource clock) {
        this.id = kept.id();
        this.number = kept.number();
        this.session = session;
        this.request = kept.request();
        this.names = kept.names();
        this.dtype = kept.dtype();
        this.steps = kept.steps();
        this.warnings = kept.warnings();
        this.groupOf = kept.groupOf();
        this.clock = clock;
        this.createdAt = kept.createdAt();
        this.rules = new StopRules(request.stop());
        this.history = new History(kept.points());
        this.first = kept.first();
        this.standing = kept.standing();
        this.status = kept.status();
        this.reason = kept.reason();
        this.message = kept.message();
        this.startedAt = kept.startedAt();
        this.endedAt = kept.endedAt();
        this.diagnosis = kept.diagnosis();
        this.activeNanos = kept.activeNanos();
        this.isDecided = status.isEnd();
        events.restore(kept.events());
        if (status.isEnd()) {
            end.complete(this);
        }
    }

    /** What there is of it. */
    synchronized JobStore.Kept kept() {
        return new JobStore.Kept(id, number, owner(), session.id(), request, names, dtype, steps, warnings, groupOf, createdAt, status, reason,
                message, startedAt, endedAt, first, standing, diagnosis, activeNanos, history.after(0), events.after(0));
    }

    public String id() {
        return id;
    }

    public @Nullable String name() {
        return request.name();
    }

    public String owner() {
        return session.owner();
    }

    /** Grows from job to job. */
    public long number() {
        return number;
    }

    public Session session() {
        return session;
    }

    public JobRequest request() {
        return request;
    }

    public JobEvents events() {
        return events;
    }

    public JobStatus status() {
        return status;
    }

    /** Done when the job has ended. */
    public CompletableFuture<DescentJob> end() {
        return end.copy();
    }

    /** Runs the body when the job has ended, at once if it has. */
    void whenEnded(Runnable body) {
        CompletableFuture<Void> _ = end.thenRun(body);
    }

    public List<String> parameterNames() {
        return names;
    }

    /** Where the run began; null for a large parameter. */
    public List<@Nullable NdArray> firstParameters() {
        return first;
    }

    /** The group of parameter i, and so the place of its rate among those of a point. */
    int groupOf(int i) {
        return groupOf[i];
    }

    /** Takes the parameters from where the session's leaves now stand. */
    void load() {
        Prepared p = prepared();
        p.load();
        first = p.small();
        standing = new Standing(0, null, null, null, null, p.descent().rate(), first);
    }

    /** The recorded points after a step. */
    public List<Point> history(long after) {
        return history.after(after);
    }

    /** A number of the loss, to be written with the digits of its dtype. */
    public Number shown(double v) {
        return dtype == DType.FLOAT32 ? (Number) (float) v : (Number) v;
    }

    Prepared prepared() {
        Prepared p = prepared;
        if (p == null) {
            throw new IllegalStateException("job " + id + " has ended");
        }
        return p;
    }

    History history() {
        return history;
    }

    StopRules rules() {
        return rules;
    }

    Wish wish() {
        return wish;
    }

    Standing standing() {
        return standing;
    }

    void stands(Standing where) {
        standing = where;
    }

    void diagnosed(@Nullable Diagnosis d) {
        diagnosis = d;
    }

    // ---- the owner ------------------------------------------------------------------------------------------------

    /**
     * Asks the job to stop between two steps and keep where it stands.
     *
     * @return whether no runner has it, so that the asking thread has to end it
     * @throws Refusal job_ended
     */
    synchronized boolean cancel() {
        checkOpen();
        boolean isIdle = wish != Wish.CANCEL && status != JobStatus.RUNNING;
        wish = Wish.CANCEL;
        isDecided = isDecided || isIdle;
        return isIdle;
    }

    /**
     * Asks the job to wait between two steps.
     *
     * @return whether it was queued, and now is to leave the queue
     * @throws Refusal job_ended, also where it is being cancelled
     */
    synchronized boolean pause() {
        checkNotCancelled();
        if (status == JobStatus.RUNNING) {
            wish = Wish.PAUSE;
            return false;
        }
        boolean wasQueued = status == JobStatus.QUEUED;
        if (wasQueued) {
            become(JobStatus.PAUSED);
        }
        return wasQueued;
    }

    /**
     * Lets a paused job go on.
     *
     * @return whether it is to be queued again
     * @throws Refusal job_ended, also where it is being cancelled
     */
    synchronized boolean resume() {
        checkNotCancelled();
        wish = Wish.RUN;
        if (status != JobStatus.PAUSED) {
            return false;
        }
        become(JobStatus.QUEUED);
        return true;
    }

    /** Asks the job to stop where it stands, without an end: this process ends. */
    synchronized void leave() {
        if (wish != Wish.CANCEL) {
            wish = Wish.LEAVE;
        }
    }

    private void checkNotCancelled() {
        checkOpen();
        if (wish == Wish.CANCEL) {
            throw new Refusal(Refusal.Kind.JOB_ENDED, "the job is being cancelled");
        }
    }

    private void checkOpen() {
        if (isDecided || status.isEnd()) {
            throw new Refusal(Refusal.Kind.JOB_ENDED,
                    "the job has ended: " + (status.isEnd() ? status.word() : "its end is being written"));
        }
    }

    // ---- the runner -----------------------------------------------------------------------------------------------

    /** A runner takes the job; false where it is not to be run any more. */
    synchronized boolean start() {
        if (isDecided || status != JobStatus.QUEUED && status != JobStatus.RUNNING) {
            return false;
        }
        if (startedAt == null) {
            startedAt = clock.instant();
        }
        if (status == JobStatus.QUEUED) {
            become(JobStatus.RUNNING);
        }
        return true;
    }

    /** The runner leaves the job where it stands; false where the wish to pause is gone. */
    synchronized boolean rest() {
        if (wish != Wish.PAUSE) {
            return false;
        }
        wish = Wish.RUN;
        become(JobStatus.PAUSED);
        return true;
    }

    /** Settles how the job ends: as found, unless a cancel was acknowledged before. From here on nothing is obeyed. */
    synchronized Outcome decide(Outcome found) {
        isDecided = true;
        return wish == Wish.CANCEL ? new Outcome(JobStatus.CANCELLED, StopReason.CANCELLED, null) : found;
    }

    /** The end, after its consequences are written. */
    void close(Outcome outcome) {
        synchronized (this) {
            reason = outcome.reason;
            message = outcome.message;
            endedAt = clock.instant();
            prepared = null;
            become(outcome.status);
        }
        events.add(JobEvent.Kind.END, view(null));
        end.complete(this);
    }

    private void become(JobStatus next) {
        if (status.isEnd()) {
            throw new IllegalStateException(status + " is an end, not " + next);
        }
        status = next;
        events.add(JobEvent.Kind.STATUS, next);
    }

    synchronized void worked(Duration time) {
        activeNanos += time.toNanos();
    }

    synchronized Duration activeTime() {
        return Duration.ofNanos(activeNanos);
    }

    // ---- what is shown --------------------------------------------------------------------------------------------

    /**
     * The job as it is now.
     *
     * @param queuePosition from 1 while it is queued, else null
     */
    synchronized JobView view(@Nullable Integer queuePosition) {
        Standing s = standing;
        Map<String, @Nullable NdArray> parameters = new LinkedHashMap<>();
        for (int i = 0; i < s.parameters.size(); i++) {
            parameters.put(names.get(i), s.parameters.get(i));
        }
        Double rate = activeNanos == 0 ? null : s.steps / (activeNanos * 1e-9);
        return new JobView(request.onlyValidates() ? null : id, request.name(), session.id(), request, names, status, reason,
                s.steps, steps,
                shownOrNull(s.loss), shownOrNull(s.initial), shownOrNull(s.best), shownOrNull(s.gradNorm), s.lr, parameters, message,
                diagnosis, warnings, createdAt, startedAt, endedAt, rate, queuePosition);
    }

    private @Nullable Number shownOrNull(@Nullable Double v) {
        return v == null ? null : shown(v);
    }
}
