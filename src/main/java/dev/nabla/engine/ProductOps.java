package dev.nabla.engine;

import java.util.Map;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.MatrixProduct;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Row.in;
import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Products of vectors and matrices. In rules: A, B matrices, x, y vectors. */
enum ProductOps implements Op {
    MM(primitive("mm(Tensor input, Tensor mat2)", ProductOps::mm)
            .vjp(in(1), f -> f.g().mm(f.in(1).mT()))
            .vjp(in(0), f -> f.in(0).mT().mm(f.g()))
            .example(Map.of(), matrix(2, 3), matrix(3, 2))
            .loops().doc("The product of two matrices.").derivative("g·Bᵀ; Aᵀ·g")),
    BMM(primitive("bmm(Tensor input, Tensor mat2)", ProductOps::bmm)
            .vjp(in(1), f -> f.g().bmm(f.in(1).mT()))
            .vjp(in(0), f -> f.in(0).mT().bmm(f.g()))
            .example(Map.of(), batch(2, 2, 3), batch(2, 3, 2))
            .loops().doc("The products of two batches of matrices, one by one.").derivative("g·Bᵀ; Aᵀ·g")),
    MV(primitive("mv(Tensor input, Tensor vec)", ProductOps::mv)
            .vjp(in(1), f -> column(f.g()).mul(f.in(1)))
            .vjp(in(0), f -> f.in(0).mT().mv(f.g()))
            .example(Map.of(), matrix(2, 3), vector(3))
            .loops().doc("The product of a matrix and a vector.").derivative("g·xᵀ; Aᵀ·g")),
    DOT(primitive("dot(Tensor input, Tensor tensor)", ProductOps::dot)
            .vjp(in(1), f -> f.g().mul(f.in(1)))
            .vjp(in(0), f -> f.g().mul(f.in(0)))
            .example(Map.of(), vector(3), vector(3))
            .loops().doc("The sum of the products of two vectors' elements.").derivative("g·y; g·x")),
    VDOT(primitive("vdot(Tensor input, Tensor other)", ProductOps::dot)
            .vjp(in(1), f -> f.g().mul(f.in(1)))
            .vjp(in(0), f -> f.g().mul(f.in(0)))
            .example(Map.of(), vector(3), vector(3))
            .doc("As dot; for complex numbers, which are not here, it would conjugate the first vector.").derivative("g·y; g·x")),
    OUTER(composite("outer(Tensor input, Tensor vec2)", ProductOps::outer)
            .example(Map.of(), vector(3), vector(2))
            .doc("Every element of the first vector times every element of the second.").derivative("g·y; gᵀ·x")),
    ADDMM(primitive("addmm(Tensor input, Tensor mat1, Tensor mat2, *, Number beta=1, Number alpha=1)", ProductOps::addmm)
            .vjp(f -> scaled(f.g(), f, "beta"))
            .vjp(in(2), f -> scaled(f.g().mm(f.in(2).mT()), f, "alpha"))
            .vjp(in(1), f -> scaled(f.in(1).mT().mm(f.g()), f, "alpha"))
            .example(Map.of("beta", 0.5, "alpha", 2.0), vector(2), matrix(2, 3), matrix(3, 2))
            .inPlace().loops().doc("beta times the input plus alpha times the product of two matrices.")
            .derivative("beta·g; alpha·g·Bᵀ; alpha·Aᵀ·g")),
    ADDMV(primitive("addmv(Tensor input, Tensor mat, Tensor vec, *, Number beta=1, Number alpha=1)", ProductOps::addmv)
            .vjp(f -> scaled(f.g(), f, "beta"))
            .vjp(in(2), f -> scaled(column(f.g()).mul(f.in(2)), f, "alpha"))
            .vjp(in(1), f -> scaled(f.in(1).mT().mv(f.g()), f, "alpha"))
            .example(Map.of("beta", 0.5, "alpha", 2.0), vector(2), matrix(2, 3), vector(3))
            .inPlace().loops().doc("beta times the input plus alpha times the product of a matrix and a vector.")
            .derivative("beta·g; alpha·g·xᵀ; alpha·Aᵀ·g")),
    ADDBMM(primitive("addbmm(Tensor input, Tensor batch1, Tensor batch2, *, Number beta=1, Number alpha=1)", ProductOps::addbmm)
            .vjp(f -> scaled(f.g(), f, "beta"))
            .vjp(in(2), f -> scaled(repeated(f).bmm(f.in(2).mT()), f, "alpha"))
            .vjp(in(1), f -> scaled(f.in(1).mT().bmm(repeated(f)), f, "alpha"))
            .example(Map.of("beta", 0.5, "alpha", 2.0), matrix(2, 2), batch(2, 2, 3), batch(2, 3, 2))
            .inPlace().loops().doc("beta times the input plus alpha times the sum of the products of two batches of matrices.")
            .derivative("beta·g; alpha·g·Bᵀ; alpha·Aᵀ·g")),
    BADDBMM(primitive("baddbmm(Tensor input, Tensor batch1, Tensor batch2, *, Number beta=1, Number alpha=1)", ProductOps::baddbmm)
            .vjp(f -> scaled(f.g(), f, "beta"))
            .vjp(in(2), f -> scaled(f.g().bmm(f.in(2).mT()), f, "alpha"))
            .vjp(in(1), f -> scaled(f.in(1).mT().bmm(f.g()), f, "alpha"))
            .example(Map.of("beta", 0.5, "alpha", 2.0), matrix(2, 2), batch(2, 2, 3), batch(2, 3, 2))
            .inPlace().loops().doc("beta times the input plus alpha times the products of two batches of matrices.")
            .derivative("beta·g; alpha·g·Bᵀ; alpha·Aᵀ·g")),
    ADDR(primitive("addr(Tensor input, Tensor vec1, Tensor vec2, *, Number beta=1, Number alpha=1)", ProductOps::addr)
            .vjp(f -> scaled(f.g(), f, "beta"))
            .vjp(in(2), f -> scaled(f.g().mv(f.in(2)), f, "alpha"))
            .vjp(in(1), f -> scaled(f.g().mT().mv(f.in(1)), f, "alpha"))
            .example(Map.of("beta", 0.5, "alpha", 2.0), matrix(2, 3), vector(2), vector(3))
            .inPlace().doc("beta times the input plus alpha times the outer product of two vectors.")
            .derivative("beta·g; alpha·g·y; alpha·gᵀ·x")),
    MATMUL(composite("matmul(Tensor input, Tensor other)", MatrixProducts::matmul)
            .example(Map.of(), batch(2, 2, 3), matrix(3, 2))
            .example(Map.of(), vector(3), batch(2, 3, 2))
            .doc("The product of two vectors, matrices or batches of matrices, leading dimensions broadcast.").derivative("g·Bᵀ; Aᵀ·g")),
    SQUEEZE_RESULT(primitive("_squeeze_result(Tensor input)", c -> one(c.array(0).reshaped(c.shape(0).without(0))))
            .vjp(f -> f.g().unsqueeze(0)).gradFn("SqueezeBackward4")
            .example(Map.of(), matrix(1, 3))
            .loops().doc("A result of one row as a vector: squeeze_ where nobody else holds the matrix.").derivative("g as one row")),
    MULTI_DOT(composite("multi_dot(Tensor[] tensors)", MatrixProducts::chain)
            .example(Map.of(), vector(2), matrix(2, 3), matrix(3, 2))
            .doc("The product of a chain of matrices, in the cheapest order; the first and the last may be vectors.")
            .derivative("for each factor (the product before it)ᵀ·g·(the product after it)ᵀ")),
    KRON(composite("kron(Tensor input, Tensor other)", MatrixProducts::kron)
            .example(Map.of(), matrix(2, 2), vector(3))
            .doc("The Kronecker product: every element of the first operand times the second as a block.")
            .derivative("the sum of g·B over each block; the sum of g·a over the blocks")),
    EINSUM(composite("einsum(Tensor[] operands, str equation)", Einsum::of)
            .example(Map.of("equation", "bij,jk->bik"), batch(2, 2, 3), matrix(3, 2))
            .example(Map.of("equation", "ii,i->"), matrix(3, 3), vector(3))
            .doc("The sum of products that an equation in Einstein's notation says.").derivative("einsum of g and the other operands")),
    TENSORDOT(composite("tensordot(Tensor a, Tensor b, Any dims=2)", Contraction::tensordot)
            .example(Map.of("dims", 1L), batch(2, 2, 3), matrix(3, 2))
            .doc("The sum of products over some dimensions of each operand.").derivative("g contracted with b; with a")),
    CROSS(primitive("cross(Tensor input, Tensor other, *, int dim=-1)", Contraction::cross).gradFn("LinalgCrossBackward0")
            .vjp(in(1), f -> f.in(1).cross(f.g(), f.params().integer("dim")))
            .vjp(in(0), f -> f.g().cross(f.in(0), f.params().integer("dim")))
            .example(Map.of(), matrix(2, 3), matrix(1, 3))
            .example(Map.of("dim", 0L), matrix(3, 2), matrix(3, 2))
            .doc("The vector product along a dimension of size 3.").derivative("b × g; g × a"));

    private final Row row;

    ProductOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    // ---- examples -------------------------------------------------------------------------------------------------

    private static NdArray vector(int n) {
        return Examples.array(n);
    }

    private static NdArray matrix(int m, int n) {
        return Examples.array(m, n);
    }

    private static NdArray batch(int b, int m, int n) {
        return Examples.array(b, m, n);
    }

    // ---- rules ----------------------------------------------------------------------------------------------------

    private static Tensor scaled(Tensor g, Frame f, String factor) {
        double k = f.params().real(factor);
        return k == 1 ? g : g.mul(k);
    }

    private static Tensor column(Tensor x) {
        return x.unsqueeze(1);
    }

    /** The gradient of a sum over a batch: the same for every matrix of it. */
    private static Tensor repeated(Frame f) {
        return f.g().expand(f.g().shape().insert(0, f.shape(1).dim(0)));
    }

    // ---- kernels --------------------------------------------------------------------------------------------------

    private static NdArray[] mm(Call c) {
        if (c.shape(0).rank() != 2) {
            throw TorchError.shape("self must be a matrix");
        }
        if (c.shape(1).rank() != 2) {
            throw TorchError.shape("mat2 must be a matrix");
        }
        requireProduct(c.shape(0), c.shape(1));
        if (c.dtype(0) != c.dtype(1)) {
            throw TorchError.dtype("expected m1 and m2 to have the same dtype, but got: " + c.dtype(0).nativeName() + " != "
                    + c.dtype(1).nativeName());
        }
        requireNumbers("addmm_impl_cpu_", c.array(0), c.array(1));
        return one(MatrixProduct.of(c.array(0), c.array(1)));
    }

    private static void requireProduct(Shape a, Shape b) {
        if (a.dim(1) != b.dim(0)) {
            throw TorchError.shape("mat1 and mat2 shapes cannot be multiplied (" + a.dim(0) + "x" + a.dim(1) + " and " + b.dim(0) + "x"
                    + b.dim(1) + ")");
        }
    }

    /** There are no products of booleans; of none at all there are. */
    private static void requireNumbers(String kernel, NdArray a, NdArray b) {
        if (a.dtype() == DType.BOOL && a.size() > 0 && b.size() > 0) {
            throw TorchError.notImplemented("\"" + kernel + "\" not implemented for 'Bool'");
        }
    }

    private static NdArray[] bmm(Call c) {
        requireBatches(c, 0);
        requireNumbers("bmm", c.array(0), c.array(1));
        requireSameScalar(c.dtype(0), c.dtype(1));
        return one(MatrixProduct.of(c.array(0), c.array(1)));
    }

    private static void requireSameScalar(DType a, DType b) {
        if (a != b) {
            throw TorchError.dtype("expected scalar type " + a.scalarName() + " but found " + b.scalarName());
        }
    }

    private static void requireBatches(Call c, int first) {
        for (int k = 0; k < 2; k++) {
            if (c.shape(first + k).rank() != 3) {
                throw TorchError.shape("batch" + (k + 1) + " must be a 3D tensor");
            }
        }
        Shape a = c.shape(first);
        Shape b = c.shape(first + 1);
        if (a.dim(0) != b.dim(0) || a.dim(2) != b.dim(1)) {
            throw TorchError.shape("Expected size for first two dimensions of batch2 tensor to be: [" + a.dim(0) + ", " + a.dim(2)
                    + "] but got: [" + b.dim(0) + ", " + b.dim(1) + "].");
        }
    }

    private static NdArray[] mv(Call c) {
        if (c.shape(0).isScalar()) {
            throw noDimensions();
        }
        requireMatrixAndVector(1, c.shape(0), c.shape(1));
        requireProduct(c.shape(0).dim(0), true, c.shape(0), c.shape(1));
        requireSame(c.dtype(1), c.array(0), c.array(1));
        return one(timesVector(c.array(0), c.array(1)));
    }

    private static TorchError noDimensions() {
        return TorchError.index("Dimension specified as 0 but tensor has no dimensions");
    }

    private static void requireMatrixAndVector(int rank, Shape mat, Shape vec) {
        if (rank > 1 || mat.rank() != 2 || vec.rank() != 1) {
            throw TorchError.shape("vector + matrix @ vector expected, got " + rank + ", " + mat.rank() + ", " + vec.rank());
        }
    }

    private static void requireProduct(int rows, boolean fits, Shape mat, Shape vec) {
        if (!fits || mat.dim(1) != vec.dim(0)) {
            throw TorchError.shape("size mismatch, got input (" + rows + "), mat (" + mat.dim(0) + "x" + mat.dim(1) + "), vec ("
                    + vec.dim(0) + ")");
        }
    }

    private static void requireSame(DType input, NdArray mat, NdArray vec) {
        if (input != mat.dtype() || mat.dtype() != vec.dtype()) {
            throw TorchError.dtype("addmv input tensors must have the same dtype, but got " + input.scalarName() + ", "
                    + mat.dtype().scalarName() + ", and " + vec.dtype().scalarName());
        }
        requireNumbers("addmv_impl_cpu", mat, vec);
    }

    private static NdArray timesVector(NdArray a, NdArray x) {
        NdArray column = x.view(Shape.of(x.dim(0), 1), new int[]{x.stride(0), 1}, x.offset());
        return MatrixProduct.of(a, column).reshaped(Shape.of(a.dim(0)));
    }

    private static NdArray[] dot(Call c) {
        Shape a = c.shape(0);
        Shape b = c.shape(1);
        if (a.rank() != 1 || b.rank() != 1) {
            throw TorchError.shape("1D tensors expected, but got " + a.rank() + "D and " + b.rank() + "D tensors");
        }
        if (c.dtype(0) != c.dtype(1)) {
            throw TorchError.dtype("dot : expected both vectors to have same dtype, but found " + c.dtype(0).scalarName() + " and "
                    + c.dtype(1).scalarName());
        }
        if (!a.equals(b)) {
            throw TorchError.shape("inconsistent tensor size, expected tensor [" + a.dim(0) + "] and src [" + b.dim(0)
                    + "] to have the same number of elements, but got " + a.dim(0) + " and " + b.dim(0) + " elements respectively");
        }
        if (c.dtype(0) == DType.BOOL) {
            throw TorchError.notImplemented("\"dot\" not implemented for 'Bool'");
        }
        NdArray row = c.array(0).view(Shape.of(1, a.dim(0)), new int[]{1, c.array(0).stride(0)}, c.array(0).offset());
        return one(timesVector(row, c.array(1)).reshaped(Shape.SCALAR));
    }

    private static Tensor[] outer(Call c) {
        requireVector(c, 0, "outer", "self");
        requireVector(c, 1, "outer", "vec2");
        return new Tensor[]{column(c.in(0)).mul(c.in(1))};
    }

    private static void requireVector(Call c, int i, String op, String name) {
        if (c.shape(i).rank() != 1) {
            throw TorchError.shape(op + ": Expected 1-D argument " + name + ", but got " + c.shape(i).rank() + "-D").at(name);
        }
    }

    private static NdArray[] addmm(Call c) {
        if (c.dtype(0) != c.dtype(2)) {
            throw TorchError.dtype("self and mat2 must have the same dtype, but got " + c.dtype(0).scalarName() + " and "
                    + c.dtype(2).scalarName());
        }
        requireSameMatrices(c);
        for (int k = 1; k <= 2; k++) {
            if (c.shape(k).rank() != 2) {
                throw TorchError.shape("mat" + k + " must be a matrix, got " + c.shape(k).rank() + "-D tensor");
            }
        }
        requireProduct(c.shape(1), c.shape(2));
        NdArray input = Broadcasting.expand(c.array(0), Shape.of(c.shape(1).dim(0), c.shape(2).dim(1)));
        requireNumbers("addmm_impl_cpu_", c.array(1), c.array(2));
        return one(sum(c, input, c.array(1), c.array(2)));
    }

    private static void requireSameMatrices(Call c) {
        if (c.dtype(1) != c.dtype(2)) {
            throw TorchError.dtype("mat1 and mat2 must have the same dtype, but got " + c.dtype(1).scalarName() + " and "
                    + c.dtype(2).scalarName());
        }
    }

    /** {@code beta·input + alpha·A·B}; a factor of zero drops its term, NaNs and all. */
    private static NdArray sum(Call c, NdArray input, NdArray a, NdArray b) {
        NdArray y = scaled(c, input);
        double alpha = factor(c, "alpha");
        if (alpha != 0) {
            MatrixProduct.accumulate(a, b, alpha, y);
        }
        return y;
    }

    /** A copy of the input times beta. */
    private static NdArray scaled(Call c, NdArray input) {
        double beta = factor(c, "beta");
        if (beta == 0) {
            return NdArray.zeros(input.dtype(), input.shape());
        }
        if (beta == 1) {
            return input.copy();
        }
        return input.dtype().isFloat() ? Elementwise.map(input, input.dtype(), v -> beta * v)
                : Elementwise.mapLong(input, v -> ((long) beta) * v);
    }

    /** A factor in the dtype of the result. */
    private static double factor(Call c, String name) {
        double k = c.params().real(name);
        return c.dtype(0).isFloat() ? c.dtype(0) == DType.FLOAT32 ? (float) k : k : (long) k;
    }

    private static NdArray[] addmv(Call c) {
        requireMatrixAndVector(c.shape(0).rank(), c.shape(1), c.shape(2));
        boolean one = c.shape(0).size() == 1;
        if (c.shape(0).isScalar() && c.shape(1).dim(1) != c.shape(2).dim(0)) {
            throw noDimensions();
        }
        requireProduct(one ? 1 : c.shape(0).dim(0), one || c.shape(0).dim(0) == c.shape(1).dim(0), c.shape(1), c.shape(2));
        requireSame(c.dtype(0), c.array(1), c.array(2));
        NdArray x = c.array(2);
        NdArray y = scaled(c, c.array(0).broadcastTo(Shape.of(c.shape(1).dim(0))));
        double alpha = factor(c, "alpha");
        if (alpha != 0) {
            MatrixProduct.accumulate(c.array(1), x.view(Shape.of(x.dim(0), 1), new int[]{x.stride(0), 1}, x.offset()), alpha,
                    y.reshaped(Shape.of(y.dim(0), 1)));
        }
        return one(y);
    }

    private static NdArray[] addbmm(Call c) {
        Dims.wrap(1, c.shape(1).rank());
        Dims.wrap(2, c.shape(2).rank());
        NdArray input = Broadcasting.expand(c.array(0), Shape.of(c.shape(1).dim(1), c.shape(2).dim(2)));
        for (int k = 1; k <= 2; k++) {
            if (c.shape(k).rank() != 3) {
                throw TorchError.shape("batch" + k + " must be a 3D tensor");
            }
        }
        Shape a = c.shape(1);
        Shape b = c.shape(2);
        if (a.dim(0) != b.dim(0)) {
            throw TorchError.shape("batch1 and batch2 must have same number of batches, got " + a.dim(0) + " and " + b.dim(0));
        }
        if (a.dim(2) != b.dim(1)) {
            throw TorchError.shape("Incompatible matrix sizes for bmm (" + a.dim(1) + "x" + a.dim(2) + " and " + b.dim(1) + "x"
                    + b.dim(2) + ")");
        }
        if (c.dtype(0) != c.dtype(2)) {
            throw TorchError.dtype("self and mat2 must have the same dtype, but got " + c.dtype(0).scalarName() + " and "
                    + c.dtype(2).scalarName());
        }
        requireSameMatrices(c);
        requireNumbers("addmm_impl_cpu_", c.array(1), c.array(2));
        // Side by side, the matrices of the batch are one long product.
        NdArray wide = c.array(1).permuted(1, 0, 2).contiguous().reshaped(Shape.of(a.dim(1), a.dim(0) * a.dim(2)));
        NdArray tall = c.array(2).contiguous().reshaped(Shape.of(b.dim(0) * b.dim(1), b.dim(2)));
        return one(sum(c, input, wide, tall));
    }

    private static NdArray[] baddbmm(Call c) {
        Dims.wrap(1, c.shape(1).rank());
        Dims.wrap(2, c.shape(2).rank());
        Shape a = c.shape(1);
        Shape b = c.shape(2);
        NdArray input = Broadcasting.expand(c.array(0), Shape.of(a.dim(0), a.dim(1), b.dim(2)));
        requireBatchesAndInput(c);
        NdArray y = scaled(c, input);
        MatrixProduct.accumulate(c.array(1), c.array(2), factor(c, "alpha"), y);
        return one(y);
    }

    private static void requireBatchesAndInput(Call c) {
        if (c.dtype(0) != c.dtype(1)) {
            throw TorchError.dtype("Input dtypes must be the same, got: input " + c.dtype(0).nativeName() + ", batch1: "
                    + c.dtype(1).nativeName() + ", batch2: " + c.dtype(2).nativeName());
        }
        requireBatches(c, 1);
        requireSameScalar(c.dtype(1), c.dtype(2));
        requireNumbers("baddbmm", c.array(1), c.array(2));
    }

    private static NdArray[] addr(Call c) {
        requireVector(c, 1, "addr", "vec1");
        requireVector(c, 2, "addr", "vec2");
        DType dtype = c.dtype(0).promote(Promotion.resultType(c.in(1), c.in(2)));
        dtype = Promotion.resultType(c.in(0), Tensor.of(NdArray.zeros(dtype, Shape.of(0))));
        requireFactor(c, "beta", dtype);
        requireFactor(c, "alpha", dtype);
        Shape shape = Shape.of(c.shape(1).dim(0), c.shape(2).dim(0));
        NdArray input = Broadcasting.expand(c.array(0), shape).to(dtype);
        NdArray x = c.array(1).to(dtype);
        NdArray column = x.view(Shape.of(shape.dim(0), 1), new int[]{x.stride(0), 1}, x.offset());
        NdArray y = c.array(2).to(dtype);
        double beta = c.params().real("beta");
        double alpha = c.params().real("alpha");
        if (dtype.isFloat()) {
            double p = dtype == DType.FLOAT32 ? (float) beta : beta;
            double q = dtype == DType.FLOAT32 ? (float) alpha : alpha;
            return one(Elementwise.combine(input, column, y, shape, p == 0 ? (_, u, v) -> q * u * v : (s, u, v) -> p * s + q * u * v));
        }
        // For bool, sums are or, products are and: what their conversion to bool makes of them.
        NdArray product = Elementwise.combineLong(column, y, shape, (u, v) -> ((long) alpha) * u * v);
        return one(Elementwise.combineLong(input, product, shape, (s, w) -> ((long) beta) * s + w));
    }

    private static void requireFactor(Call c, String name, DType dtype) {
        Object k = c.params().get(name);
        if (k instanceof Boolean && dtype != DType.BOOL) {
            throw TorchError.dtype("Boolean " + name + " only supported for Boolean results.").at(name);
        }
        if (k instanceof Double && !dtype.isFloat()) {
            throw TorchError.dtype("For integral input tensors, argument " + name + " must not be a floating point number.").at(name);
        }
    }
}
