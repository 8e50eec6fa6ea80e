package dev.nabla.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/** The forms that rows take. In rules: g is the gradient arriving, x (a, b) the operand(s), y the result; {@code _} is not needed. */
final class Rows {
    /** A rule of a function of one variable that reads its operand. */
    @FunctionalInterface
    interface OfInput {
        Tensor gradient(Tensor g, Tensor x);
    }

    /** A rule of a function of one variable that reads its result. */
    @FunctionalInterface
    interface OfOutput {
        Tensor gradient(Tensor g, Tensor y);
    }

    /** A rule that reads both operands. */
    @FunctionalInterface
    interface OfInputs {
        Tensor gradient(Tensor g, Tensor a, Tensor b);
    }

    /** What a rule uses, and the rule. */
    record Derivative(long uses, Row.Rule rule) {
    }

    private Rows() {
    }

    /** A derivative that reads nothing but the gradient. */
    static Derivative plain(UnaryOperator<Tensor> rule) {
        return new Derivative(0, f -> rule.apply(f.g()));
    }

    /** A derivative in terms of the (only) operand. */
    static Derivative input(OfInput rule) {
        return new Derivative(Row.in(0), f -> rule.gradient(f.g(), f.in(0)));
    }

    /** A derivative in terms of the result. */
    static Derivative output(OfOutput rule) {
        return new Derivative(Row.out(0), f -> rule.gradient(f.g(), f.out(0)));
    }

    /** A derivative in terms of two operands. */
    static Derivative inputs(OfInputs rule) {
        return new Derivative(Row.in(0) | Row.in(1), f -> rule.gradient(f.g(), f.in(0), f.in(1)));
    }

    /** A derivative in terms of the second of two operands. */
    static Derivative second(OfInput rule) {
        return new Derivative(Row.in(1), f -> rule.gradient(f.g(), f.in(1)));
    }

    /** The derivative of a step function: zero where there is one. */
    static final Derivative FLAT = plain(g -> g.zerosLike());

    /** An op with a kernel. */
    static Row primitive(String signature, Row.Kernel kernel) {
        return new Row(signature, kernel, null);
    }

    /** An op that is other ops; PyTorch shows them one by one, and so do we. */
    static Row composite(String signature, Row.Composition parts) {
        return new Row(signature, null, parts);
    }

    /**
     * An op that PyTorch shows as one function and that is computed as other ops. Its gradient is that of the expression, computed again from the
     * operands.
     */
    static Row fused(String signature, Row.Composition parts) {
        return fused(signature, call -> computed(call, parts), parts);
    }

    /** {@link #fused(String, Row.Composition)} with a kernel that computes the same at once. */
    static Row fused(String signature, Row.Kernel kernel, Row.Composition parts) {
        return new Row(signature, kernel, null).jointly(Row.ALL_INPUTS, f -> differentiate(f, parts));
    }

    /** The results of the parts, without a trace of how they were computed. */
    static NdArray[] computed(Call call, Row.Composition parts) {
        Workspace w = Workspace.current();
        Tensor[] results = w.withGrad(false, () -> w.withRecording(Workspace.Recording.NONE, () -> parts.run(call)));
        NdArray[] arrays = new NdArray[results.length];
        for (int k = 0; k < arrays.length; k++) {
            arrays[k] = results[k].data();
        }
        return arrays;
    }

    /** The gradients of the expression at the saved operands; differentiable when this backward is. */
    private static @Nullable Tensor[] differentiate(Frame f, Row.Composition parts) {
        boolean create = Workspace.current().isGradEnabled();
        @Nullable
        Tensor[] at = new @Nullable Tensor[f.count()];
        List<Tensor> wanted = new ArrayList<>();
        for (int i = 0; i < at.length; i++) {
            at[i] = f.has(i) ? f.in(i) : null;
            if (at[i] != null && f.needs(i)) {
                // Of its own, so that an operand given twice has two gradients.
                Tensor own = create ? ShapeOps.ALIAS.call(f.in(i)) : Tensor.leaf(f.in(i).data(), true);
                at[i] = own;
                wanted.add(own);
            }
        }
        Tensor[] results = Workspace.current().withGrad(true, () -> parts.run(f.call(at)));
        List<Tensor> outputs = new ArrayList<>();
        List<Tensor> gradients = new ArrayList<>();
        for (int k = 0; k < results.length; k++) {
            Tensor g = f.gOrNull(k);
            if (g != null && results[k].requiresGrad()) {
                outputs.add(results[k]);
                gradients.add(g);
            }
        }
        @Nullable
        Tensor[] found = new @Nullable Tensor[at.length];
        @Nullable
        Tensor[] partials = Autograd.partials(outputs, wanted, gradients, create);
        for (int i = 0, k = 0; i < found.length; i++) {
            found[i] = f.needs(i) ? partials[k++] : null;
        }
        return found;
    }

    /** A function of one real variable; integers are computed in the default float dtype. */
    static Row unary(String name, DoubleUnaryOperator f, Derivative d) {
        return primitive(name + "(Tensor input)", c -> one(map(c, f))).loops().elementwise().vjp(d.uses(), d.rule()).inPlace();
    }

    /** {@link #unary(String, DoubleUnaryOperator, Derivative)} as one line of a table. */
    static Row unary(String name, DoubleUnaryOperator f, Derivative d, String derivative, String doc) {
        return unary(name, f, d).derivative(derivative).doc(doc);
    }

    /** The function of a real variable at the first operand, in its dtype, or in the default float dtype if it is an integer. */
    static NdArray map(Call c, DoubleUnaryOperator f) {
        DType dtype = Promotion.floatResult(c.in(0));
        return Elementwise.map(c.array(0).to(dtype), dtype, f);
    }

    /** A function of one number that keeps its dtype, and for integers has a form of its own. */
    static Row keeping(String name, DoubleUnaryOperator f, LongUnaryOperator g, Derivative d) {
        return primitive(name + "(Tensor input)", c -> one(keep(c, f, g))).loops().elementwise().vjp(d.uses(), d.rule()).inPlace();
    }

    /**
     * {@link #keeping} that refuses booleans.
     *
     * @param kernel PyTorch's name for it in the message
     */
    static Row numeric(String name, String kernel, DoubleUnaryOperator f, LongUnaryOperator g, Derivative d) {
        return primitive(name + "(Tensor input)", c -> {
            refuse(c.dtype(0) == DType.BOOL, kernel, c.dtype(0));
            return one(keep(c, f, g));
        }).loops().elementwise().vjp(d.uses(), d.rule()).inPlace();
    }

    static NdArray keep(Call c, DoubleUnaryOperator f, LongUnaryOperator g) {
        return c.dtype(0).isFloat() ? Elementwise.map(c.array(0), c.dtype(0), f) : Elementwise.mapLong(c.array(0), g);
    }

    /**
     * @param kernel PyTorch's name for the kernel that does not take the dtype
     * @throws TorchError NotImplementedError if so
     */
    static void refuse(boolean so, String kernel, DType dtype) {
        if (so) {
            throw TorchError.notImplemented("\"" + kernel + "\" not implemented for '" + dtype.scalarName() + "'");
        }
    }

    /** A function of two numbers of one dtype, broadcast against each other. */
    static Row binary(String signature, DoubleBinaryOperator f, LongBinaryOperator g, Derivative da, Derivative db) {
        return primitive(signature, c -> one(combine(Promotion.resultType(c.in(0), c.in(1)), c.in(0), c.in(1), f, g))).loops().elementwise()
                .vjp(da.uses(), da.rule()).vjp(db.uses(), db.rule());
    }

    /** A function of two real variables; integers are computed in the default float dtype. */
    static Row real(String signature, DoubleBinaryOperator f, Derivative da, Derivative db) {
        return primitive(signature, c -> one(combine(Promotion.floatResult(c.in(0), c.in(1)), c.in(0), c.in(1), f, NO_INTEGERS))).loops()
                .elementwise()
                .vjp(da.uses(), da.rule()).vjp(db.uses(), db.rule());
    }

    /**
     * A function of two real variables that refuses integers.
     *
     * @param kernel PyTorch's name for it in the message
     */
    static Row real(String signature, String kernel, DoubleBinaryOperator f, Derivative da, Derivative db) {
        return primitive(signature, c -> {
            DType dtype = Promotion.resultType(c.in(0), c.in(1));
            Broadcasting.of(c.shape(0), c.shape(1));
            refuse(!dtype.isFloat(), kernel, dtype);
            return one(combine(dtype, c.in(0), c.in(1), f, NO_INTEGERS));
        }).loops().elementwise().vjp(da.uses(), da.rule()).vjp(db.uses(), db.rule());
    }

    /** For kernels of real numbers only. */
    static final LongBinaryOperator NO_INTEGERS = (_, _) -> {
        throw new IllegalStateException();
    };

    static NdArray combine(DType dtype, Tensor a, Tensor b, DoubleBinaryOperator f, LongBinaryOperator g) {
        NdArray p = a.data().to(dtype);
        NdArray q = b.data().to(dtype);
        Shape shape = Broadcasting.of(p.shape(), q.shape());
        return dtype.isFloat() ? Elementwise.combine(p, q, shape, f) : Elementwise.combineLong(p, q, shape, g);
    }

    /** A vector of float64, for examples. */
    static NdArray points(double... x) {
        return NdArray.of(Shape.of(x.length), x);
    }

    static NdArray[] one(NdArray a) {
        return new NdArray[]{a};
    }
}
