package dev.nabla.lang.torch;

import dev.nabla.engine.Workspace;
import dev.nabla.lang.value.Arguments;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Context;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Run;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.function;

/** {@code torch.no_grad()}, {@code enable_grad()}, {@code set_grad_enabled(…)}: contexts, and decorators of functions. */
final class GradModes {
    static final PyType NO_GRAD = PyType.of("torch", "no_grad");
    static final PyType ENABLE_GRAD = PyType.of("torch", "enable_grad");
    static final PyType INFERENCE_MODE = PyType.of("torch", "inference_mode");
    static final PyType SET_GRAD_ENABLED = PyType.of("torch", "set_grad_enabled");

    static {
        NO_GRAD.madeBy(function("no_grad(orig_func=None)", a -> a.has(0) ? wrapped(a.get(0), false) : new Mode(NO_GRAD, false)));
        ENABLE_GRAD.madeBy(function("enable_grad(orig_func=None)", a -> a.has(0) ? wrapped(a.get(0), true) : new Mode(ENABLE_GRAD, true)));
        INFERENCE_MODE.madeBy(function("inference_mode(mode=True)", a -> new Mode(INFERENCE_MODE, !a.flag(0))));
        SET_GRAD_ENABLED.madeBy(function("set_grad_enabled(mode)", a -> {
            boolean before = Workspace.current().isGradEnabled();
            set(a.flag(0));
            Mode m = new Mode(SET_GRAD_ENABLED, a.flag(0));
            m.before = before;
            return m;
        }));
    }

    private GradModes() {
    }

    private static void set(boolean enabled) {
        Workspace w = Workspace.current();
        boolean before = w.isGradEnabled();
        Run.onUndo(() -> w.setGradEnabled(before));
        w.setGradEnabled(enabled);
    }

    private static Object wrapped(Object f, boolean enabled) {
        Object name = Values.attributeOrNull(f, "__name__");
        return Builtin.unboundFunction(name == null ? "wrapper" : Values.str(name),
                (_, arguments) -> Workspace.current().withGrad(enabled, () -> Values.call(f, arguments)));
    }

    /** A mode entered and left. */
    private static final class Mode implements Context {
        private final PyType type;
        private final boolean enabled;
        private boolean before;

        Mode(PyType type, boolean enabled) {
            this.type = type;
            this.enabled = enabled;
        }

        @Override
        public PyType type() {
            return type;
        }

        @Override
        public Object enter() {
            Workspace w = Workspace.current();
            if (type != SET_GRAD_ENABLED) {
                before = w.isGradEnabled();
            }
            w.setGradEnabled(enabled);
            return None.NONE;
        }

        @Override
        public void exit() {
            Workspace.current().setGradEnabled(before);
        }

        @Override
        public boolean isCallable() {
            return true;
        }

        /** As a decorator. */
        @Override
        public Object call(Arguments arguments) {
            if (type == SET_GRAD_ENABLED) {
                Workspace.current().setGradEnabled(before);
            }
            return wrapped(arguments.positional()[0], enabled);
        }
    }
}
