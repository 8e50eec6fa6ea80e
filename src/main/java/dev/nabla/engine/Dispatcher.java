package dev.nabla.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;

/** Carries out calls: runs the kernel or the composition, builds the node that backward will run, and records the call. */
final class Dispatcher {
    private Dispatcher() {
    }

    static Tensor[] apply(Op op, Params params, @Nullable Tensor[] inputs) {
        Row row = op.row();
        Workspace w = Workspace.current();
        Call call = new Call(op, params, inputs);
        Tensor[] results;
        if (row.isPrimitive()) {
            results = primitive(call, row, inputs, w);
        } else {
            w.enterComposite();
            try {
                results = row.composition().run(call);
            } finally {
                w.leaveComposite();
            }
        }
        int shown = Math.min(row.visible(), results.length);
        if (op == InPlaceOps.SETITEM_) {
            if (w.records(true)) {
                recordInPlace(op, params, inputs, results[0], w);
            }
        } else if (w.records(row.isPrimitive())) {
            // Whoever replays primitives replays derivative rules, which read hidden results too.
            record(op, params, inputs, results, w.recording() == Workspace.Recording.PRIMITIVES ? results.length : shown, w);
        }
        return shown == results.length ? results : Arrays.copyOf(results, shown);
    }

    /** All results, hidden ones included. */
    private static Tensor[] primitive(Call call, Row row, @Nullable Tensor[] inputs, Workspace w) {
        NdArray[] arrays = row.kernel().run(call);
        int shown = Math.min(row.visible(), arrays.length);
        Tensor[] all = new Tensor[arrays.length];
        boolean leaf = row.makesLeaf(call.params());
        for (int k = 0; k < all.length; k++) {
            all[k] = Tensor.leaf(arrays[k], leaf);
        }
        if (row.isView() && row.isDifferentiable() && all.length > 0 && arrays[0].storage() == call.array(0).storage()) {
            Tensor.View outer = call.in(0).view();
            boolean several = row.givesSeveral() || outer != null && outer.oneOfSeveral();
            boolean gradEnabled = w.isGradEnabled() && (outer == null || outer.gradEnabled());
            for (int k = 0; k < shown; k++) {
                all[k].viewOf(new Tensor.View(call.in(0), call.op(), call.params(), k, several, gradEnabled));
            }
        }
        if (w.isGradEnabled() && needsNode(row, inputs)) {
            OpNode node = new OpNode(w.nextSequence(), row, call, inputs, all, shown);
            for (int k = 0; k < shown; k++) {
                if (all[k].dtype().isFloat() && !row.isConstantResult(k)) {
                    all[k].computedBy(node, k);
                }
            }
        }
        return all;
    }

    private static boolean needsNode(Row row, @Nullable Tensor[] inputs) {
        for (int i = 0; i < inputs.length; i++) {
            Tensor t = inputs[i];
            if (t != null && t.requiresGrad() && row.isDifferentiable(i)) {
                return true;
            }
        }
        return false;
    }

    private static void record(Op op, Params params, @Nullable Tensor[] inputs, Tensor[] results, int count, Workspace w) {
        List<@Nullable Source> operands = new ArrayList<>(inputs.length);
        for (Tensor t : inputs) {
            operands.add(t == null ? null : t.source());
        }
        Application application = new Application(op, operands, params, w.isGradEnabled(), w.nextSequence());
        for (int k = 0; k < count; k++) {
            Tensor t = results[k];
            if (isOneOf(t, inputs) || op.row().makesLeaf(params)) {
                continue;
            }
            NdArray small = t.data().size() <= Computed.SMALL ? t.data() : null;
            Node f = t.gradFn();
            t.recordedAs(new Computed(application, k, t.shape(), t.dtype(), small, f == null ? null : f.name()));
        }
    }

    /**
     * Records that a tensor, and with it the base it is a view of, was overwritten. A leaf updated under no_grad stays given: what is computed from
     * it is a function of its present content.
     */
    static void recordInPlace(Op op, Params params, @Nullable Tensor[] inputs, Tensor target, Workspace w) {
        if (target.origin() == null && target.isLeaf() && target.requiresGrad()) {
            return;
        }
        List<@Nullable Source> operands = new ArrayList<>(inputs.length);
        for (Tensor t : inputs) {
            operands.add(t == null ? null : t.source());
        }
        Application application = new Application(op, operands, params, w.isGradEnabled(), w.nextSequence());
        target.recordedAnew(computed(application, target));
        Tensor.View view = target.view();
        if (view != null) {
            view.base().recordedAnew(computed(application, view.base()));
        }
    }

    private static Computed computed(Application application, Tensor t) {
        Node f = t.gradFn();
        return new Computed(application, 0, t.shape(), t.dtype(), null, f == null ? null : f.name());
    }

    private static boolean isOneOf(Tensor t, @Nullable Tensor[] inputs) {
        for (Tensor i : inputs) {
            if (i == t) {
                return true;
            }
        }
        return false;
    }
}
