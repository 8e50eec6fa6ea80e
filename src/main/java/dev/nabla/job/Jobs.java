package dev.nabla.job;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.TorchError;
import dev.nabla.session.Refusal;
import dev.nabla.session.Session;
import dev.nabla.session.Sessions;

/** All jobs: those that run, those that wait, and those that have ended and are not yet forgotten. */
@Service
public class Jobs implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private record Key(String owner, String name) {
    }

    private final Sessions sessions;
    private final JobLimits limits;
    private final InstantSource clock;
    private final JobPool pool;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong lastNumber = new AtomicLong();
    private final Map<String, DescentJob> byId = new ConcurrentHashMap<>();
    private final Map<Key, DescentJob> byName = new ConcurrentHashMap<>();
    private final JobStore store;
    private final LongAdder plans = new LongAdder();
    private final LongAdder planNanos = new LongAdder();
    private final LongAdder forgottenSteps = new LongAdder();
    private volatile boolean running;

    @Autowired
    Jobs(Sessions sessions, JobLimits limits, InstantSource clock, ObjectProvider<JobStore> store) {
        this(sessions, limits, clock, store.getIfAvailable(() -> JobStore.NONE));
    }

    public Jobs(Sessions sessions, JobLimits limits, InstantSource clock, JobStore store) {
        this.sessions = sessions;
        this.store = store;
        this.limits = limits;
        this.clock = clock;
        this.pool = new JobPool(limits.slots(), limits.jobsQueued());
    }

    /**
     * Launches a job, or with {@code validate_only} says what it would start from.
     *
     * @throws Refusal where it cannot be run; nothing has changed then
     */
    public DescentJob launch(String owner, String sid, JobRequest request) {
        DescentJob job = make(sessions.get(owner, sid), request, new IdentityHashMap<>());
        if (request.onlyValidates()) {
            JobRunner.tryOut(job);
        } else {
            start(List.of(job));
        }
        return job;
    }

    /**
     * Launches jobs together.
     *
     * @throws Refusal where one of them cannot be run; nothing has changed then
     */
    List<DescentJob> launch(Session session, List<JobRequest> requests) {
        IdentityHashMap<Tensor, NdArray> copies = new IdentityHashMap<>();
        List<DescentJob> made = new ArrayList<>();
        for (JobRequest r : requests) {
            made.add(make(session, r, copies));
        }
        start(made);
        return made;
    }

    private DescentJob make(Session session, JobRequest request, IdentityHashMap<Tensor, NdArray> copies) {
        checkName(request.name());
        long begin = System.nanoTime();
        Prepared prepared = Preparation.of(session, request, limits, copies);
        plans.increment();
        planNanos.add(System.nanoTime() - begin);
        return new DescentJob(newId(), nextNumber(), clock.instant(), session, request, prepared, clock);
    }

    /** Later jobs have higher numbers, also after a restart. */
    private long nextNumber() {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        return lastNumber.updateAndGet(last -> Math.max(last + 1, micros));
    }

    /** @throws Refusal bad_name */
    static void checkName(@Nullable String name) {
        if (name != null && !NAME.matcher(name).matches()) {
            throw new Refusal(Refusal.Kind.BAD_NAME, "a job's name has 1 to 64 of A-Z, a-z, 0-9, _ and -").at("/name");
        }
    }

    private void start(List<DescentJob> made) {
        if (!pool.hasRoom(made.size())) {
            throw new Refusal(Refusal.Kind.TOO_MANY_JOBS, "at most " + limits.jobsQueued() + " jobs may wait")
                    .retryAfter(Duration.ofSeconds(5));
        }
        for (DescentJob before = register(made); before != null; before = register(made)) {
            end(before);
            forget(before);
        }
        made.forEach(pool::submit);
    }

    /** Makes the jobs known, and has them take their leaves; or answers one that has to end first. */
    private synchronized @Nullable DescentJob register(List<DescentJob> made) {
        for (DescentJob job : made) {
            DescentJob before = job.name() == null ? null : byName.get(new Key(job.owner(), job.name()));
            if (before != null && !job.request().replaces()) {
                throw new Refusal(Refusal.Kind.NAME_TAKEN, "a job named " + job.name() + " is there").at("/name");
            }
            if (before != null) {
                return before;
            }
        }
        made.forEach(this::register);
        forgetOldest();
        return null;
    }

    private void register(DescentJob job) {
        if (store.isOn()) {
            job.session().whole(base -> {
                store.begin(job.kept(), base);
                return true;
            });
        }
        try {
            take(job);
        } catch (Refusal r) {
            store.delete(job.id());
            throw r;
        }
        add(job);
    }

    private static void take(DescentJob job) {
        if (job.request().writesBack()) {
            String label = job.name() == null ? job.id() : job.name();
            job.session().take(job.id(), label, job.prepared().leaves(), job.prepared().loss());
        } else {
            job.session().checkPrecondition();
        }
        job.session().read(_ -> {
            job.load();
            return true;
        });
    }

    private void add(DescentJob job) {
        if (!job.status().isEnd()) {
            job.session().hold();
            job.whenEnded(() -> {
                job.session().release();
                keep(job);
            });
        }
        byId.put(job.id(), job);
        if (job.name() != null) {
            byName.put(new Key(job.owner(), job.name()), job);
        }
    }

    /** Keeps how a job ended. Where that cannot be kept now, whoever adopts it finds its end in its session. */
    private void keep(DescentJob job) {
        try {
            store.update(job.kept());
        } catch (Refusal r) {
            LOG.warn("How job {} ended could not be kept: {}", job.id(), r.getMessage());
        }
    }

    /** Goes on with the jobs of processes that died. */
    public void adopt() {
        for (JobStore.Orphan orphan : store.adopt()) {
            try {
                revive(orphan);
            } catch (Refusal | TorchError e) {
                LOG.warn("Job {} cannot go on: {}", orphan.job().id(), e.getMessage());
                store.delete(orphan.job().id());
            }
        }
    }

    /** A job runs again on what it began on, to the same numbers; its session is changed by its end alone. */
    private void revive(JobStore.Orphan orphan) {
        JobStore.Kept k = orphan.job();
        Session session = sessions.get(k.owner(), k.session());
        Prepared prepared = Preparation.of(sessions.aside(orphan.base()), k.request(), limits, new IdentityHashMap<>());
        DescentJob job = new DescentJob(k.id(), k.number(), k.createdAt(), session, k.request(), prepared, clock);
        if (k.request().writesBack() && !session.hasTaken(k.id())) {
            LOG.info("Job {} had ended when its process died", k.id());
        }
        add(job);
        pool.submit(job);
    }

    String newId() {
        byte[] id = new byte[12];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** Cancels a job that may be under way, and waits until it has ended. */
    private void end(DescentJob job) {
        cancelIfOpen(job);
        job.end().join();
    }

    private void forgetOldest() {
        int tooMany = byId.size() - limits.jobsKept();
        if (tooMany > 0) {
            byId.values().stream().filter(j -> j.status().isEnd()).sorted(Comparator.comparingLong(DescentJob::number)).limit(tooMany)
                    .toList().forEach(this::forget);
        }
    }

    private void forget(DescentJob job) {
        store.delete(job.id());
        if (byId.remove(job.id(), job)) {
            forgottenSteps.add(job.standing().steps());
        }
        if (job.name() != null) {
            byName.remove(new Key(job.owner(), job.name()), job);
        }
    }

    // ---- reading --------------------------------------------------------------------------------------------------

    /**
     * The owner's job of that id or name.
     *
     * @throws Refusal job_not_found
     */
    public DescentJob get(String owner, String idOrName) {
        DescentJob job = byId.get(idOrName);
        if (job == null) {
            job = byName.get(new Key(owner, idOrName));
        }
        if (job == null && store.isOn()) {
            JobStore.Kept kept = store.find(owner, idOrName);
            job = kept == null ? null : shown(kept);
        }
        if (job == null || !job.owner().equals(owner)) {
            throw new Refusal(Refusal.Kind.JOB_NOT_FOUND, "there is no job " + idOrName);
        }
        return job;
    }

    /** A job that is not run here, as it was last kept; one that has ended is remembered. */
    private DescentJob shown(JobStore.Kept kept) {
        DescentJob job = new DescentJob(kept, sessions.get(kept.owner(), kept.session()), clock);
        if (job.status().isEnd()) {
            add(job);
        }
        return job;
    }

    /**
     * The owner's jobs, newest first.
     *
     * @param sid a session's id or name, or null for all
     * @param status null for every status
     */
    public List<DescentJob> list(String owner, @Nullable String sid, @Nullable JobStatus status) {
        Session session = sid == null ? null : sessions.get(owner, sid);
        List<DescentJob> all = new ArrayList<>(byId.values());
        store.list(owner).stream().filter(kept -> !byId.containsKey(kept.id())).forEach(kept -> all.add(shown(kept)));
        List<DescentJob> mine = new ArrayList<>(all.stream().filter(j -> j.owner().equals(owner))
                .filter(j -> session == null || j.session() == session).filter(j -> status == null || j.status() == status).toList());
        mine.sort(Comparator.comparingLong(DescentJob::number).reversed());
        return mine;
    }

    /** How many jobs are in a state. */
    public long count(JobStatus status) {
        return byId.values().stream().filter(j -> j.status() == status).count();
    }

    /** Steps made since the start of the service. */
    public long stepsDone() {
        return forgottenSteps.sum() + byId.values().stream().mapToLong(j -> j.standing().steps()).sum();
    }

    /** Plans traced since then. */
    public long plans() {
        return plans.sum();
    }

    public long planNanos() {
        return planNanos.sum();
    }

    /** The job as it is now. */
    public JobView view(DescentJob job) {
        return job.view(pool.position(job));
    }

    /**
     * One recorded step of a job, written out.
     *
     * @param x names of X and y in the job's session, where the matrix form of the gradient is asked for; else null
     * @throws Refusal bad_argument where it was not recorded; tensor_not_found, shape_mismatch
     */
    public Iteration iteration(DescentJob job, long step, @Nullable String x, @Nullable String y) {
        if ((x == null) != (y == null)) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "the matrix form needs X and y");
        }
        if (x == null || y == null) {
            return Iteration.of(job, step, null, null);
        }
        List<NdArray> data = job.session().read(g -> List.of(g.tensor(x).data().copy(), g.tensor(y).data().copy()));
        return Iteration.of(job, step, data.get(0), data.get(1));
    }

    // ---- commands -------------------------------------------------------------------------------------------------

    /**
     * Cancels a job: it ends between two steps, and its parameters so far are written back.
     *
     * @return the job, ended unless a step takes its time
     * @throws Refusal job_not_found, job_ended
     */
    public JobView cancel(String owner, String idOrName) {
        DescentJob job = get(owner, idOrName);
        cancel(job);
        job.end().completeOnTimeout(job, 50, TimeUnit.MILLISECONDS).join();
        return view(job);
    }

    private void cancel(DescentJob job) {
        boolean isIdle = job.cancel();
        if (pool.withdraw(job) || isIdle) {
            JobRunner.finish(job, new DescentJob.Outcome(JobStatus.CANCELLED, StopReason.CANCELLED, null));
        }
    }

    /**
     * Lets a job wait where it stands; its slot is free for others.
     *
     * @throws Refusal job_not_found, job_ended
     */
    public JobView pause(String owner, String idOrName) {
        DescentJob job = get(owner, idOrName);
        job.pause();
        if (pool.withdraw(job)) {
            job.rest();
        }
        return view(job);
    }

    /**
     * Lets a paused job go on.
     *
     * @throws Refusal job_not_found, job_ended
     */
    public JobView resume(String owner, String idOrName) {
        DescentJob job = get(owner, idOrName);
        if (job.resume()) {
            pool.submit(job);
        }
        return view(job);
    }

    /**
     * Forgets an ended job.
     *
     * @throws Refusal leaf_in_use where it has not ended
     */
    public void delete(DescentJob job) {
        if (!job.status().isEnd()) {
            throw new Refusal(Refusal.Kind.LEAF_IN_USE, "the job has not ended: cancel it first");
        }
        forget(job);
    }

    @EventListener
    void ended(Sessions.SessionEnded e) {
        for (DescentJob job : byId.values()) {
            if (job.session() == e.session()) {
                job.whenEnded(() -> forget(job));
                cancelIfOpen(job);
            }
        }
    }

    /** Cancels a job unless it has ended. */
    void cancelIfOpen(DescentJob job) {
        try {
            cancel(job);
        } catch (Refusal ended) {
            // Then there is nothing to cancel.
        }
    }

    // ---- with the service -----------------------------------------------------------------------------------------

    @Override
    public void start() {
        running = true;
        adopt();
    }

    /** Before the service waits for its requests to end: some wait for a job. */
    @Override
    public void stop() {
        running = false;
        for (DescentJob job : byId.values()) {
            if (store.isOn()) {
                job.leave();
                pool.withdraw(job);
            } else {
                cancelIfOpen(job);
            }
        }
        pool.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
