package dev.nabla.lang.torch;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.TensorRepr;
import dev.nabla.engine.Workspace;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.Run;
import dev.nabla.lang.value.Values;

/** How tensors are printed: torch.set_printoptions. */
final class PrintOptions {
    private TensorRepr present = TensorRepr.DEFAULT;

    private static PrintOptions current() {
        return Run.current().state(PrintOptions.class, PrintOptions::new);
    }

    static String repr(Tensor t) {
        TensorRepr r = current().present;
        Run.current().take(16L * Math.min(t.shape().size(), Math.max(r.threshold(), 1000)));
        return r.of(t, Workspace.current().defaultDtype());
    }

    /** {@code set_printoptions(precision, threshold, edgeitems, linewidth, profile, sci_mode)} */
    static Object set(Given a) {
        PrintOptions options = current();
        TensorRepr before = options.present;
        Run.onUndo(() -> options.present = before);
        TensorRepr p = before;
        if (a.has(4)) {
            p = switch (a.text(4)) {
                case "default" -> TensorRepr.DEFAULT;
                case "short" -> TensorRepr.SHORT;
                case "full" -> TensorRepr.FULL;
                default -> p;
            };
        }
        options.present = new TensorRepr(a.has(0) ? a.size(0) : p.precision(), a.has(1) ? threshold(a.get(1)) : p.threshold(),
                a.has(2) ? a.size(2) : p.edgeItems(), a.has(3) ? Math.max(1, a.size(3)) : p.lineWidth(),
                a.has(5) ? (Boolean) Values.truth(a.get(5)) : a.given()[5] ? null : p.scientific());
        return None.NONE;
    }

    private static int threshold(Object v) {
        if (v instanceof Double d) {
            if (d.isNaN()) {
                throw PyError.value("threshold must be a number");
            }
            return d > Integer.MAX_VALUE ? Integer.MAX_VALUE : d.intValue();
        }
        return (int) Math.min(Integer.MAX_VALUE, dev.nabla.lang.value.Numbers.index(v));
    }
}
