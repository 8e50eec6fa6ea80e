package dev.nabla.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Budget;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Generator;
import dev.nabla.engine.array.Storage;

/**
 * The mutable state that a run of ops works in: grad mode, default dtype, what is recorded, and the undo log that makes a request atomic. One
 * thread at a time; bound to it by {@link #call}.
 */
public final class Workspace {
    private static final ScopedValue<Workspace> CURRENT = ScopedValue.newInstance();

    /** Which calls leave an {@link Application} behind. */
    public enum Recording {
        NONE,
        /** The calls made by the user: what a composite op calls inside is not recorded. */
        CALLS,
        /** The ops that have a kernel: composite ops are recorded as their parts. */
        PRIMITIVES
    }

    private final Budget budget;
    private DType defaultDtype = DType.FLOAT32;
    private boolean gradEnabled = true;
    private Recording recording = Recording.NONE;
    private int depth;
    private long sequence;
    private final Generator generator = new Generator(Generator.DEFAULT_SEED);
    private boolean generatorSaved;
    private boolean undoing;
    private Consumer<Storage> guard = _ -> {
    };
    private long begun;
    /** Gradients and elements as they were; for what is garbage meanwhile nothing is kept. */
    private final Map<Tensor, Optional<Tensor>> grads = new WeakHashMap<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final Map<Storage, Storage> contents = new WeakHashMap<>();

    public Workspace(Budget budget) {
        this.budget = budget;
    }

    /** A workspace that may take all memory there is. */
    public Workspace() {
        this(Budget.UNLIMITED);
    }

    /** The present thread's workspace. */
    public static Workspace current() {
        return CURRENT.get();
    }

    /** Runs the body in this workspace. */
    public <R> R call(Supplier<R> body) {
        return ScopedValue.where(CURRENT, this).where(Budget.CURRENT, budget).call(body::get);
    }

    /** Runs the body in this workspace. */
    public void run(Runnable body) {
        ScopedValue.where(CURRENT, this).where(Budget.CURRENT, budget).run(body);
    }

    public DType defaultDtype() {
        return defaultDtype;
    }

    public void defaultDtype(DType dtype) {
        onUndo(restore(defaultDtype));
        defaultDtype = dtype;
    }

    private Runnable restore(DType before) {
        return () -> defaultDtype = before;
    }

    /** What random ops draw from. A request that is taken back gives the numbers back. */
    public Generator generator() {
        if (undoing && !generatorSaved) {
            generatorSaved = true;
            Generator before = generator.copy();
            undo.push(() -> generator.set(before));
        }
        return generator;
    }

    /** torch.manual_seed. */
    public void seed(long seed) {
        generator().seed(seed);
    }

    public boolean isGradEnabled() {
        return gradEnabled;
    }

    /** torch.set_grad_enabled: stays until set again. */
    public void setGradEnabled(boolean enabled) {
        gradEnabled = enabled;
    }

    /** Runs the body with grad mode on or off, then sets it back. */
    public <R> R withGrad(boolean enabled, Supplier<R> body) {
        boolean before = gradEnabled;
        gradEnabled = enabled;
        try {
            return body.get();
        } finally {
            gradEnabled = before;
        }
    }

    /** Runs the body with another way of recording, then sets it back. */
    public <R> R withRecording(Recording mode, Supplier<R> body) {
        Recording before = recording;
        recording = mode;
        try {
            return body.get();
        } finally {
            recording = before;
        }
    }

    Recording recording() {
        return recording;
    }

    boolean records(boolean primitive) {
        return switch (recording) {
            case NONE -> false;
            case CALLS -> depth == 0;
            case PRIMITIVES -> primitive;
        };
    }

    void enterComposite() {
        depth++;
    }

    void leaveComposite() {
        depth--;
    }

    /** The next position in the order of execution, by which backward runs the newest function first. */
    long nextSequence() {
        return sequence++;
    }

    /** The position that comes next. */
    public long sequence() {
        return sequence;
    }

    /** Goes on from a position, as where a snapshot was taken. */
    public void sequence(long next) {
        sequence = next;
    }

    /** From here on every change is logged, until {@link #commit} or {@link #rollback}. */
    public void begin() {
        undoing = true;
        begun = sequence;
    }

    /** Keeps all changes since {@link #begin}. */
    public void commit() {
        undoing = false;
        undo.clear();
        contents.clear();
        grads.clear();
        generatorSaved = false;
    }

    /** Takes back all changes since {@link #begin}, newest first. */
    public void rollback() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
        contents.forEach(Storage::restore);
        grads.forEach((t, before) -> t.restoreGrad(before.orElse(null)));
        contents.clear();
        grads.clear();
        sequence = begun;
        generatorSaved = false;
        undoing = false;
    }

    /** Says how to take back a change about to be made. */
    public void onUndo(Runnable step) {
        if (undoing) {
            undo.push(step);
        }
    }

    /** Whether a change to what has this place in the order of execution is to be logged: what this request has made goes as a whole. */
    boolean isLogged(long place) {
        return undoing && place < begun;
    }

    /** To be called before a tensor's gradient is set: the one it had is kept, once a request. */
    void beforeGrad(Tensor t, @Nullable Tensor grad) {
        if (undoing) {
            grads.putIfAbsent(t, Optional.ofNullable(grad));
        }
    }

    /** Asks before elements of a storage are overwritten; refuses by throwing. */
    public void guardWrites(Consumer<Storage> writeGuard) {
        guard = writeGuard;
    }

    /** To be called before elements of a storage are overwritten: its old content is kept, once a request. */
    void beforeWrite(Storage storage) {
        guard.accept(storage);
        if (undoing && !contents.containsKey(storage)) {
            Budget.ask(storage.bytes());
            contents.put(storage, storage.snapshot());
        }
    }
}
