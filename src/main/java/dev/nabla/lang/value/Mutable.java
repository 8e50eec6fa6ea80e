package dev.nabla.lang.value;

/** A value that can change. Before the first change in a run that did not make it, the way back is noted. */
public abstract class Mutable implements PyObject {
    private Run.Era era = Run.current().era();

    /** To be called before each change. */
    protected final void changes() {
        if (era.isOver()) {
            era = Run.current().era();
            Run.onUndo(wayBack());
        }
    }

    /** Puts the present content back. */
    protected abstract Runnable wayBack();
}
