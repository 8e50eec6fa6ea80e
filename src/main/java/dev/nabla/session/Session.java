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

import org.jspecify.annotations.Nullable;

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
    private final Graph graph;
    private final InstantSource clock;
    private final Instant createdAt;
    private final Duration idleTimeout;
    private final @Nullable Duration ttl;
    private final ReentrantLock lock = new ReentrantLock(true);
    private volatile Instant lastUsedAt;
    private volatile boolean ended;
    private volatile int holders;
    private volatile Seen lastSeen = new Seen(0, 0, 0);
    private long version;

    Session(String id, String owner, long number, Opening opening, Graph graph, Limits limits, InstantSource clock) {
        this.id = id;
        this.owner = owner;
        this.number = number;
        this.name = opening.name();
        this.graph = graph;
        this.clock = clock;
        this.createdAt = clock.instant();
        this.lastUsedAt = createdAt;
        this.idleTimeout = opening.idleTimeout() == null ? limits.idleTimeout() : opening.idleTimeout();
        this.ttl = opening.ttl();
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

    /** Grows from session to session. */
    public long number() {
        return number;
    }

    /**
     * Changes the graph: all of it, or nothing where the body throws.
     *
     * @throws Refusal session_not_found where it has ended
     */
    public <R> R change(Function<Graph, R> body) {
        return change(_ -> tag(), body);
    }

    /** @param tagged gives the tag of what the body changes */
    private <R> R change(Function<Graph, String> tagged, Function<Graph, R> body) {
        return alone(() -> {
            Precondition.check(tagged.apply(graph));
            graph.allowance().start();
            try {
                R result = graph.atomically(() -> body.apply(graph));
                version++;
                return result;
            } finally {
                graph.allowance().finish();
            }
        });
    }

    /**
     * Looks at the graph; the body changes nothing.
     *
     * @throws Refusal session_not_found where it has ended
     */
    public <R> R read(Function<Graph, R> body) {
        return alone(() -> graph.call(() -> body.apply(graph)));
    }

    /**
     * Compares what the request at work has seen of this session with what it is.
     *
     * @throws Refusal stale
     */
    public void checkPrecondition() {
        alone(() -> {
            Precondition.check(tag());
            return true;
        });
    }

    /** The entity tag of the session as it is now. */
    private String tag() {
        return SessionView.tag(version);
    }

    /** Gives a new session its content, before anybody knows of it. */
    Session fill(Consumer<Graph> content) {
        graph.call(() -> {
            content.accept(graph);
            return graph;
        });
        lastSeen = new Seen(version, graph.names().size(), graph.memory());
        return this;
    }

    /** How a copy of this session starts. */
    Opening opening(@Nullable String copy, boolean replace) {
        return new Opening(copy, graph.defaultDtype(), null, idleTimeout, ttl, null, null, replace);
    }

    private interface Work<R> {
        R run();
    }

    private <R> R alone(Work<R> work) {
        lock.lock();
        try {
            if (ended) {
                throw notFound(name == null ? id : name);
            }
            lastUsedAt = clock.instant();
            return work.run();
        } finally {
            if (ended) {
                graph.allowance().close();
            }
            lock.unlock();
        }
    }

    /** Requests that wait for the one at work. */
    int waiting() {
        return lock.getQueueLength();
    }

    /** Has what it holds measured, unless a request is at work on it. */
    void measureIfFree() {
        if (!lock.isHeldByCurrentThread() && lock.tryLock()) {
            try {
                if (!ended) {
                    graph.allowance().measure();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    static Refusal notFound(String idOrName) {
        return new Refusal(Refusal.Kind.SESSION_NOT_FOUND, "there is no session " + idOrName);
    }

    // ---- commands -------------------------------------------------------------------------------------------------

    /** Runs steps, and answers what was asked for. */
    public Answers.Values run(List<Step> steps, @Nullable List<String> refs, DataMode data) {
        return change(g -> {
            Execution e = new Execution(g);
            e.run(steps);
            return Views.values(g, e, refs, data);
        });
    }

    /** Runs a program. */
    public Answers.Ran run(String code, @Nullable List<String> refs, DataMode data) {
        return change(g -> {
            Execution e = new Execution(g);
            e.run(new Step.Run(code));
            return Views.ran(g, e, refs, data);
        });
    }

    /** Runs one step, and answers its results. */
    public Answers.Values run(Step step, DataMode data) {
        return change(g -> {
            Execution e = new Execution(g);
            e.run(step);
            return Views.values(g, e, null, data);
        });
    }

    /** Applies one op. */
    public Answers.Outputs apply(Step.Apply step, DataMode data) {
        return change(g -> {
            Execution e = new Execution(g);
            e.run(step);
            return Views.outputs(g, e, data);
        });
    }

    /** Makes a tensor. */
    public TensorView create(Step.NewTensor step, DataMode data) {
        return change(g -> {
            Execution e = new Execution(g);
            e.run(step);
            return Views.tensor(g, String.valueOf(e.results().getFirst()), data);
        });
    }

    /** Runs backward; with {@code trace} says what each function did. */
    public Answers.Gradients backward(Step.Backward step, boolean trace, DataMode data) {
        return change(g -> {
            Execution e = new Execution(g);
            Tracing tracing = trace ? new Tracing(g) : null;
            e.run(step, tracing);
            return Views.gradients(g, e, tracing, data);
        });
    }

    /** Sets all gradients to null. */
    public void zeroGrad() {
        change(g -> {
            new Execution(g).run(new Step.ZeroGrad(null));
            return true;
        });
    }

    /** Changes one tensor, and shows it. */
    public TensorView change(String tensor, TensorChange change, DataMode data) {
        return change(g -> g.tag(tensor), g -> {
            change.apply(g, tensor);
            return Views.tensor(g, tensor, data);
        });
    }

    /** Frees a name. */
    public void delete(String tensor) {
        change(g -> g.tag(tensor), g -> {
            g.delete(tensor);
            return true;
        });
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

    /**
     * A tensor's content alone.
     *
     * @param tag its entity tag, null for a gradient
     */
    public record Elements(NdArray data, @Nullable String tag) {
    }

    /** The session itself. */
    public SessionView view() {
        return view(null);
    }

    SessionView view(Answers.@Nullable Values built) {
        return read(g -> seen(built));
    }

    /** The session in a list: as it is now, or was before the request that is at work on it. Does not count as use. */
    public SessionView glance() {
        if (lock.tryLock()) {
            try {
                return seen(null);
            } finally {
                lock.unlock();
            }
        }
        return shown(lastSeen, null);
    }

    /** What can be seen while nobody else is at work. */
    private record Seen(long version, int tensors, long bytes) {
    }

    private SessionView seen(Answers.@Nullable Values built) {
        if (lastSeen.version != version) {
            lastSeen = new Seen(version, graph.names().size(), graph.memory());
        }
        return shown(lastSeen, built);
    }

    private SessionView shown(Seen s, Answers.@Nullable Values built) {
        return new SessionView(id, name, createdAt, lastUsedAt, expiresAt(), s.version, graph.defaultDtype(), s.tensors, s.bytes,
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
                graph.allowance().close();
            } finally {
                lock.unlock();
            }
        }
    }
}
