package dev.nabla.engine;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.nabla.engine.array.Budget;
import dev.nabla.engine.array.DType;
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
    private boolean undoing;
    private Consumer<Storage> guard = _ -> {
    };
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final Set<Storage> saved = Collections.newSetFromMap(new IdentityHashMap<>());

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

    /** From here on every change is logged, until {@link #commit} or {@link #rollback}. */
    public void begin() {
        undoing = true;
    }

    /** Keeps all changes since {@link #begin}. */
    public void commit() {
        undoing = false;
        undo.clear();
        saved.clear();
    }

    /** Takes back all changes since {@link #begin}, newest first. */
    public void rollback() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
        saved.clear();
        undoing = false;
    }

    /** Says how to take back a change about to be made. */
    public void onUndo(Runnable step) {
        if (undoing) {
            undo.push(step);
        }
    }

    boolean isUndoing() {
        return undoing;
    }

    /** Asks before elements of a storage are overwritten; refuses by throwing. */
    public void guardWrites(Consumer<Storage> writeGuard) {
        guard = writeGuard;
    }

    /** To be called before elements of a storage are overwritten: its old content is kept, once a request. */
    void beforeWrite(Storage storage) {
        guard.accept(storage);
        if (undoing && saved.add(storage)) {
            Budget.ask(storage.bytes());
            Storage snapshot = storage.snapshot();
            undo.push(() -> storage.restore(snapshot));
        }
    }
}
