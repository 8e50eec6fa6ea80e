package dev.nabla.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;

/**
 * A graph that lasts: used by one request at a time, in the order in which they arrive. It ends after its idle timeout without a request, unless
 * something holds it, or at the end of its time to live.
 */
public final class Session {
    private final String id;
    private final String owner;
    private final @Nullable String name;
    private final long number;
    private final DType defaultDtype;
    private final @Nullable Long seed;
    private final InstantSource clock;
    private final Instant createdAt;
    private final Duration idleTimeout;
    private final @Nullable Duration ttl;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Residence residence;
    private volatile Instant lastUsedAt;
    private volatile boolean ended;
    private volatile int holders;
    private volatile Seen lastSeen;

    /**
     * @param empty makes the graph that it begins with
     * @param graph the graph itself; null where it is in the journal
     */
    Session(Journal.Kept kept, Supplier<Graph> empty, @Nullable Graph graph, InstantSource clock) {
        this.id = kept.id();
        this.owner = kept.owner();
        this.number = kept.number();
        this.name = kept.name();
        this.defaultDtype = kept.defaultDtype();
        this.seed = kept.seed();
        this.clock = clock;
        this.createdAt = kept.createdAt();
        this.lastUsedAt = kept.usedAt();
        this.idleTimeout = kept.idleTimeout();
        this.ttl = kept.ttl();
        this.lastSeen = new Seen(-1, kept.tensors(), kept.bytes());
        this.residence = new Residence(this, empty, graph);
    }

    /** What is kept of it besides its content. */
    Journal.Kept kept() {
        Seen s = lastSeen;
        return new Journal.Kept(id, owner, name, number, createdAt, lastUsedAt, idleTimeout, ttl, defaultDtype, seed, s.tensors, s.bytes);
    }

    public String id() {
        return id;
    }

    public @Nullable String name() {
        return name;
    }

    public String owner() {
        return owner;
    }

    Instant lastUsedAt() {
        return lastUsedAt;
    }

    /** Grows from session to session. */
    public long number() {
        return number;
    }

    /** The answer to a change, read off the graph that was changed. */
    private interface Answer<R> {
        R of(Graph g, Execution e);
    }

    private <R> R change(Change change, Answer<R> answer) {
        return change(_ -> tag(), _ -> change, false, answer);
    }

    /**
     * Changes the graph: all of it, or nothing where something fails. The change is kept before it counts.
     *
     * @param tagged gives the tag of what is changed
     * @throws Refusal session_not_found where it has ended
     */
    private <R> R change(Function<Graph, String> tagged, Function<Graph, Change> what, boolean traced, Answer<R> answer) {
        while (true) {
            try {
                return alone(g -> {
                    Precondition.check(tagged.apply(g));
                    g.allowance().start();
                    try {
                        long begin = System.nanoTime();
                        Change change = what.apply(g);
                        R result = g.atomically(() -> {
                            Execution e = new Execution(g, traced ? new Tracing(g) : null);
                            e.run(change);
                            R r = answer.of(g, e);
                            residence.keep(change);
                            return r;
                        });
                        residence.made(change, System.nanoTime() - begin);
                        return result;
                    } finally {
                        g.allowance().finish();
                    }
                });
            } catch (Journal.Stale e) {
                // Made anew, on what the other replica has made of it.
                Precondition.renew();
            }
        }
    }

    /**
     * Looks at the graph; the body changes nothing.
     *
     * @throws Refusal session_not_found where it has ended
     */
    public <R> R read(Function<Graph, R> body) {
        return alone(g -> g.call(() -> body.apply(g)));
    }

    /**
     * Compares what the request at work has seen of this session with what it is.
     *
     * @throws Refusal stale
     */
    public void checkPrecondition() {
        alone(_ -> {
            Precondition.check(tag());
            return true;
        });
    }

    /** The entity tag of the session as it is now. */
    private String tag() {
        return SessionView.tag(residence.version());
    }

    /** Gives a new session its content, before anybody knows of it. */
    Journal.Content fill(Consumer<Graph> content) {
        return alone(g -> g.call(() -> {
            content.accept(g);
            lastSeen = new Seen(residence.version(), g.names().size(), g.memory());
            return residence.beginning(g);
        }));
    }

    /** How a copy of this session starts. */
    Opening opening(@Nullable String copy, boolean replace) {
        return new Opening(copy, defaultDtype, null, idleTimeout, ttl, null, null, replace);
    }

    private <R> R alone(Function<Graph, R> work) {
        lock.lock();
        try {
            if (ended) {
                throw notFound();
            }
            lastUsedAt = clock.instant();
            return work.apply(residence.present());
        } finally {
            if (ended) {
                residence.leave();
            }
            lock.unlock();
        }
    }

    /** Requests that wait for the one at work. */
    int waiting() {
        return lock.getQueueLength();
    }

    /** Does something with what is in memory, unless a request is at work on it. */
    private void ifFree(Consumer<Graph> body) {
        if (!lock.isHeldByCurrentThread() && lock.tryLock()) {
            try {
                if (!ended && residence.isInMemory()) {
                    body.accept(residence.inMemory());
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Has what it holds measured, unless a request is at work on it. */
    void measureIfFree() {
        ifFree(g -> g.allowance().measure());
    }

    /** Leaves memory, all of it kept, unless a request is at work on it or something holds it. */
    void restIfFree() {
        ifFree(g -> {
            if (holders == 0) {
                look(g);
                residence.keepAll();
                residence.leave();
                g.tally().evicted();
            }
        });
    }

    /** Keeps all of it where it is in memory. */
    void keepAll() {
        ifFree(_ -> residence.keepAll());
    }

    boolean isInMemory() {
        return residence.isInMemory();
    }

    /** From here on every change is kept. */
    void keepIn(Journal journal) {
        residence.keepIn(journal);
    }

    Refusal notFound() {
        return notFound(name == null ? id : name);
    }

    static Refusal notFound(String idOrName) {
        return new Refusal(Refusal.Kind.SESSION_NOT_FOUND, "there is no session " + idOrName);
    }

    // ---- commands -------------------------------------------------------------------------------------------------

    /** Runs steps, and answers what was asked for. */
    public Answers.Values run(List<Step> steps, @Nullable List<String> refs, DataMode data) {
        return change(new Change.Steps(steps), (g, e) -> Views.values(g, e, refs, data));
    }

    /** Runs a program. */
    public Answers.Ran run(String code, @Nullable List<String> refs, DataMode data) {
        return change(new Change.One(new Step.Run(code)), (g, e) -> Views.ran(g, e, refs, data));
    }

    /** Runs one step, and answers its results. */
    public Answers.Values run(Step step, DataMode data) {
        return change(new Change.One(step), (g, e) -> Views.values(g, e, null, data));
    }

    /** Applies one op. */
    public Answers.Outputs apply(Step.Apply step, DataMode data) {
        return change(new Change.One(step), (g, e) -> Views.outputs(g, e, data));
    }

    /** Makes a tensor. */
    public TensorView create(Step.NewTensor step, DataMode data) {
        return change(new Change.One(step), (g, e) -> Views.tensor(g, String.valueOf(e.results().getFirst()), data));
    }

    /** Runs backward; with {@code trace} says what each function did. */
    public Answers.Gradients backward(Step.Backward step, boolean trace, DataMode data) {
        return change(_ -> tag(), _ -> new Change.One(step), trace, (g, e) -> Views.gradients(g, e, e.tracing(), data));
    }

    /** Sets all gradients to null. */
    public void zeroGrad() {
        change(new Change.One(new Step.ZeroGrad(null)), (_, _) -> true);
    }

    /** Changes one tensor, and shows it. */
    public TensorView change(String tensor, TensorChange change, DataMode data) {
        return change(g -> g.tag(tensor), _ -> new Change.OfTensor(tensor, change), false, (g, _) -> Views.tensor(g, tensor, data));
    }

    /** Frees a name. */
    public void delete(String tensor) {
        change(g -> g.tag(tensor), _ -> new Change.Freed(tensor), false, (_, _) -> true);
    }

    /**
     * Gives numbers a name.
     *
     * @throws Refusal name_taken, bad_name, session_too_large
     */
    public void bind(String tensor, NdArray value, boolean replace) {
        change(new Change.Bound(tensor, value, replace), (_, _) -> true);
    }

    /**
     * A job takes leaves, all or none: until it gives them back nobody else may change them.
     *
     * @param label what the job is called where somebody wants to
     * @param loss what is descended, null for an expression
     * @throws Refusal leaf_in_use if another has one; stale
     */
    public void take(String job, String label, List<Tensor> leaves, @Nullable Tensor loss) {
        change(_ -> tag(), g -> new Change.Taken(job, label, placed(g, leaves),
                loss == null ? null : placed(g, List.of(loss)).getFirst()), false, (_, _) -> true);
    }

    /** Whether a job has leaves of this session. */
    public boolean hasTaken(String job) {
        return read(g -> g.ownership().all().containsKey(job));
    }

    /** Shows all of it while nobody changes it. */
    public <R> R whole(Function<Journal.Content, R> body) {
        return alone(g -> body.apply(residence.beginning(g)));
    }

    private static List<Integer> placed(Graph g, List<Tensor> tensors) {
        List<Integer> places = Residence.placesOf(g, tensors);
        if (places.contains(-1)) {
            throw new Refusal(Refusal.Kind.STALE, "the session has changed meanwhile");
        }
        return places;
    }

    /** A job gives back what it has taken, as it is. */
    public void giveBack(String job) {
        change(new Change.GivenBack(job), (_, _) -> true);
    }

    /** A job gives back what it has taken, moved to where it came; what it descended is computed anew there. */
    public void move(String job, List<NdArray> values) {
        change(new Change.Moved(job, values), (_, _) -> true);
    }

    // ---- reads ----------------------------------------------------------------------------------------------------

    /** One tensor. */
    public TensorView tensor(String tensor, DataMode data) {
        return read(g -> Views.tensor(g, tensor, data));
    }

    /** A tensor's gradient, as a tensor. */
    public TensorView gradient(String tensor, DataMode data) {
        return read(g -> Views.gradient(g, tensor, data));
    }

    /** The accumulated gradients of all leaves. */
    public Answers.Accumulated gradients(DataMode data) {
        return read(g -> Views.accumulated(g, data));
    }

    /** All partial derivatives of a recorded tensor. */
    public Derivatives.Partials jacobian(String of, List<String> inputs, DataMode data) {
        return read(g -> new Derivatives(g, of, inputs, data).jacobian());
    }

    /** All second partial derivatives of a recorded scalar. */
    public Derivatives.Blocks hessian(String of, List<String> inputs, DataMode data) {
        return read(g -> new Derivatives(g, of, inputs, data).hessian());
    }

    /** v times the Jacobian. */
    public Derivatives.Partials vjp(String of, List<String> inputs, @Nullable Operand v, DataMode data) {
        return read(g -> new Derivatives(g, of, inputs, data).vjp(v));
    }

    /** The Jacobian times v. */
    public Derivatives.Product jvp(String of, List<String> inputs, List<Operand> v, DataMode data) {
        return read(g -> new Derivatives(g, of, inputs, data).jvp(v));
    }

    /** The Hessian times v. */
    public Derivatives.Partials hvp(String of, List<String> inputs, List<Operand> v, DataMode data) {
        return read(g -> new Derivatives(g, of, inputs, data).hvp(v));
    }

    /** The Jacobian beside difference quotients. */
    public Derivatives.Report gradcheck(String of, List<String> inputs, double eps, double atol, double rtol) {
        return read(g -> new Derivatives(g, of, inputs, DataMode.USUAL).gradcheck(eps, atol, rtol));
    }

    /** The graph behind a tensor, or all of it. */
    public GraphView graph(@Nullable String of, GraphView.Kind kind, int maxNodes) {
        return read(g -> GraphView.of(g, of, kind, maxNodes));
    }

    /** All of it, copied. */
    public SavedGraph save() {
        return read(g -> g.uncounted(() -> SavedGraph.of(g).copied()));
    }

    /** A script that rebuilds the graph in PyTorch. */
    public String script() {
        return read(TorchScript::of);
    }

    /** All named tensors as they are now, copied, without their histories. */
    public Map<String, NdArray> elements() {
        return read(g -> g.uncounted(() -> {
            Map<String, NdArray> all = new LinkedHashMap<>();
            g.tensors().forEach(b -> all.put(b.name(), b.tensor().data().copy()));
            return all;
        }));
    }

    /** One tensor's elements, copied. */
    public Elements elements(String tensor) {
        return read(g -> g.uncounted(() -> new Elements(g.tensor(tensor).data().copy(), g.tag(tensor))));
    }

    /** A gradient's elements, copied. */
    public Elements gradientElements(String tensor) {
        return read(g -> g.uncounted(() -> new Elements(Views.gradient(g, tensor).data().copy(), null)));
    }

    /** The session itself. */
    public SessionView view() {
        return view(null);
    }

    SessionView view(Answers.@Nullable Values built) {
        return read(g -> {
            look(g);
            return shown(lastSeen, built);
        });
    }

    /** The session in a list: as it is now, or was before the request that is at work on it. Does not count as use. */
    public SessionView glance() {
        ifFree(this::look);
        return shown(lastSeen, null);
    }

    /** What can be seen while nobody else is at work. */
    private record Seen(long version, int tensors, long bytes) {
    }

    private void look(Graph g) {
        if (lastSeen.version != residence.version()) {
            lastSeen = new Seen(residence.version(), g.names().size(), g.memory());
        }
    }

    private SessionView shown(Seen s, Answers.@Nullable Values built) {
        return new SessionView(id, name, createdAt, lastUsedAt, expiresAt(), s.version, defaultDtype, s.tensors, s.bytes,
                built == null ? null : built.values(), built == null ? null : built.warnings());
    }

    // ---- life -----------------------------------------------------------------------------------------------------

    /** Keeps the session alive until {@link #release}, whoever asks or not. */
    public synchronized void hold() {
        holders++;
    }

    public synchronized void release() {
        holders--;
        lastUsedAt = clock.instant();
    }

    /** When it ends unless it is used again before. */
    Instant expiresAt() {
        Instant idle = lastUsedAt.plus(idleTimeout);
        return ttl == null || idle.isBefore(createdAt.plus(ttl)) ? idle : createdAt.plus(ttl);
    }

    boolean isOver(Instant now) {
        boolean idle = holders == 0 && !now.isBefore(lastUsedAt.plus(idleTimeout));
        return ended || idle && !lock.isLocked() || ttl != null && !now.isBefore(createdAt.plus(ttl));
    }

    /** Whether it has ended: nothing can be done with it any more. */
    public boolean isEnded() {
        return ended;
    }

    void end() {
        ended = true;
        if (lock.tryLock()) {
            try {
                residence.leave();
            } finally {
                lock.unlock();
            }
        }
    }

    /** It was ended elsewhere. */
    void vanish() {
        ended = true;
    }
}
