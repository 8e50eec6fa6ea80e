package dev.nabla.engine;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Storage;
import dev.nabla.engine.array.TorchError;

/**
 * An op with an underscore: the result is written over the first operand, which takes over its history. Derived from the op without one.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/notes/autograd.html#in-place-operations-with-autograd">In-place operations with
 *     autograd</a>
 */
record InPlace(Op base, Row row) implements Op {
    static InPlace of(Op base) {
        return new InPlace(base, base.row().inPlaceForm());
    }

    @Override
    public String name() {
        return base.name() + "_";
    }

    @Override
    public String family() {
        return base.family();
    }

    @Override
    public Tensor[] apply(Params params, @Nullable Tensor... inputs) {
        return write(this, (p, in) -> Dispatcher.apply(this, p, in), params, inputs);
    }

    /** What computes the new value. */
    @FunctionalInterface
    interface Functional {
        Tensor[] apply(Params params, @Nullable Tensor[] inputs);
    }

    /**
     * Carries out one in-place call.
     *
     * @param shown the op as the record knows it
     * @param functional computes the new value and its history
     */
    static Tensor[] write(Op shown, Functional functional, Params params, @Nullable Tensor... inputs) {
        Workspace w = Workspace.current();
        Tensor target = java.util.Objects.requireNonNull(inputs[0]);
        boolean tracked = w.isGradEnabled() && requiresGrad(inputs);
        if (tracked) {
            checkTracked(target);
        }
        checkOverlap(target.data());
        w.enterComposite();
        try {
            @Nullable
            Tensor[] operands = inputs.clone();
            operands[0] = tracked ? target.beforeWrite() : target;
            Tensor result = functional.apply(params, operands)[0];
            check(target, result);
            overwrite(w, target.data(), result.data());
            if (tracked && result.requiresGrad()) {
                target.takeOver(result);
            }
        } finally {
            w.leaveComposite();
        }
        Tensor[] results = {target};
        if (w.records(true)) {
            Dispatcher.recordInPlace(shown, params, inputs, target, w);
        }
        return results;
    }

    private static boolean requiresGrad(@Nullable Tensor[] inputs) {
        for (Tensor t : inputs) {
            if (t != null && t.requiresGrad()) {
                return true;
            }
        }
        return false;
    }

    private static void checkTracked(Tensor target) {
        Tensor.View view = target.view();
        if (view != null) {
            if (!view.gradEnabled()) {
                throw modified(
                        "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use "
                                + "case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the "
                                + "inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you "
                                + "want the inplace to be tracked).");
            }
            if (view.oneOfSeveral()) {
                throw modified("Output " + view.index() + " of " + view.functionName()
                        + " is a view and is being modified inplace. This view is the output of a function that returns multiple views. Such "
                        + "functions do not allow the output views to be modified inplace. You should replace the inplace operation by an "
                        + "out-of-place one.");
            }
            Tensor base = view.base();
            if (base.isLeaf() && base.requiresGrad()) {
                throw modified("a view of a leaf Variable that requires grad is being used in an in-place operation.");
            }
        } else if (target.isLeaf() && target.requiresGrad()) {
            throw modified("a leaf Variable that requires grad is being used in an in-place operation.");
        }
    }

    private static TorchError modified(String message) {
        return TorchError.runtime(TorchError.Kind.MODIFIED_INPLACE, message);
    }

    private static void checkOverlap(NdArray target) {
        for (int i = 0; i < target.rank(); i++) {
            if (target.stride(i) == 0 && target.dim(i) > 1) {
                throw modified("unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
                        + "Please clone() the tensor before performing the operation.");
            }
        }
    }

    private static void check(Tensor target, Tensor result) {
        if (!result.shape().equals(target.shape())) {
            throw TorchError.shape(
                    "output with shape " + target.shape() + " doesn't match the broadcast shape " + result.shape());
        }
        DType from = result.dtype();
        DType to = target.dtype();
        if (from.isFloat() && !to.isFloat() || from != DType.BOOL && to == DType.BOOL) {
            throw TorchError.dtype("result type " + from.scalarName() + " can't be cast to the desired output type " + to.scalarName());
        }
    }

    /** Writes elements, so that it can be undone and is seen by those who saved the old ones. */
    static void overwrite(Workspace w, NdArray target, NdArray value) {
        Storage storage = target.storage();
        w.beforeWrite(storage);
        target.assign(value.storage() == storage ? value.copy() : value);
        storage.bump();
    }
}
