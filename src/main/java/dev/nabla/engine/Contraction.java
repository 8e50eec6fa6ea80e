package dev.nabla.engine;

import java.util.ArrayList;
import java.util.List;

import dev.nabla.engine.array.CrossProduct;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/** Products that sum over chosen dimensions: torch.tensordot and torch.linalg.cross. */
final class Contraction {
    private Contraction() {
    }

    /** @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.tensordot.html">torch.tensordot</a> */
    static Tensor[] tensordot(Call c) {
        Object dims = c.params().get("dims");
        Tensor a = c.in(0);
        Tensor b = c.in(1);
        if (dims instanceof Long n) {
            return new Tensor[]{tensordot(a, b, lastDims(a, b, n), firstDims(n))};
        }
        if (!(dims instanceof List<?> lists)) {
            throw TorchError.argument("tensordot expects dims to be int or tuple[list[int], list[int]] or list[list[int]] containing two "
                    + "lists, but got dims=" + dims).at("dims");
        }
        if (lists.size() != 2) {
            throw TorchError.value(lists.size() < 2 ? "not enough values to unpack (expected 2, got " + lists.size() + ")"
                    : "too many values to unpack (expected 2)").at("dims");
        }
        return new Tensor[]{tensordot(a, b, ints(lists.get(0), "dims_self", 3), ints(lists.get(1), "dims_other", 4))};
    }

    private static int[] lastDims(Tensor a, Tensor b, long n) {
        if (n < 0) {
            throw TorchError.argument("tensordot expects dims >= 0, but got dims=" + n).at("dims");
        }
        if (n > Math.min(a.shape().rank(), b.shape().rank())) {
            throw TorchError.argument("tensordot expects dims < ndim_a or ndim_b, but got dims=" + n).at("dims");
        }
        int[] dims = new int[(int) n];
        java.util.Arrays.setAll(dims, i -> i - (int) n);
        return dims;
    }

    private static int[] firstDims(long n) {
        int[] dims = new int[(int) n];
        java.util.Arrays.setAll(dims, i -> i);
        return dims;
    }

    private static int[] ints(Object value, String name, int position) {
        if (!(value instanceof List<?> list) || !list.stream().allMatch(Long.class::isInstance)) {
            throw TorchError.type("tensordot(): argument '" + name + "' (position " + position + ") must be tuple of ints, not "
                    + Params.pythonType(value)).at("dims");
        }
        return list.stream().mapToInt(v -> Math.toIntExact((Long) v)).toArray();
    }

    private static Tensor tensordot(Tensor a, Tensor b, int[] dimsA, int[] dimsB) {
        if (dimsA.length != dimsB.length) {
            throw TorchError.argument("both dimension lists should have same length");
        }
        if (a.dtype() != b.dtype()) {
            throw TorchError.dtype("both inputs should have same dtype");
        }
        boolean[] overA = marked(dimsA, a.shape().rank());
        boolean[] overB = marked(dimsB, b.shape().rank());
        int k = 1;
        for (int i = 0; i < dimsA.length; i++) {
            int p = Dims.wrap(dimsA[i], a.shape().rank());
            int q = Dims.wrap(dimsB[i], b.shape().rank());
            int m = a.shape().dim(p);
            int n = b.shape().dim(q);
            if (n == 1) {
                a = m == 1 ? a : a.sum(true, p).as(a.dtype());
            } else if (m == 1) {
                b = b.sum(true, q).as(b.dtype());
            } else if (m != n) {
                throw TorchError.shape("contracted dimensions need to match, but first has size " + m + " in dim " + dimsA[i]
                        + " and second has size " + n + " in dim " + dimsB[i]);
            } else {
                k *= m;
            }
        }
        List<Integer> result = new ArrayList<>();
        List<Integer> orderA = new ArrayList<>();
        List<Integer> orderB = new ArrayList<>();
        int m = free(a, overA, orderA, result);
        for (int i = 0; i < dimsA.length; i++) {
            orderA.add(Dims.wrap(dimsA[i], a.shape().rank()));
            orderB.add(Dims.wrap(dimsB[i], b.shape().rank()));
        }
        int n = free(b, overB, orderB, result);
        Tensor x = a.permute(ints(orderA));
        Tensor y = b.permute(ints(orderB));
        Tensor product = m == 1 && n == 1 ? x.reshape(Shape.of(k)).dot(y.reshape(Shape.of(k)))
                : x.reshape(Shape.of(m, k)).mm(y.reshape(Shape.of(k, n)));
        return product.view(ints(result));
    }

    private static boolean[] marked(int[] dims, int rank) {
        return dims.length == 0 ? new boolean[rank] : Dims.mask(dims, rank);
    }

    /** Adds the dimensions not summed over to the order and their sizes to the result; gives the product of those. */
    private static int free(Tensor x, boolean[] over, List<Integer> order, List<Integer> result) {
        int size = 1;
        for (int d = 0; d < over.length; d++) {
            if (!over[d]) {
                order.add(d);
                result.add(x.shape().dim(d));
                size *= x.shape().dim(d);
            }
        }
        return size;
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(i -> i).toArray();
    }

    /** @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.cross.html">torch.linalg.cross</a> */
    static NdArray[] cross(Call c) {
        NdArray a = c.array(0);
        NdArray b = c.array(1);
        int dim = c.params().integer("dim");
        if (a.rank() != b.rank()) {
            throw TorchError.shape("linalg.cross: inputs must have the same number of dimensions.");
        }
        if (a.rank() == 0) {
            throw TorchError.index("Dimension specified as " + dim + " but tensor has no dimensions");
        }
        int d = Dims.wrap(dim, a.rank());
        if (a.dim(d) != 3 || b.dim(d) != 3) {
            throw TorchError.shape("linalg.cross: inputs dimension " + dim + " must have length 3. Got " + a.dim(d) + " and " + b.dim(d));
        }
        if (c.dtype(0) == DType.BOOL) {
            throw TorchError.notImplemented("\"cross\" not implemented for 'Bool'");
        }
        if (c.dtype(0) != c.dtype(1)) {
            throw TorchError.dtype("expected scalar type " + c.dtype(0).scalarName() + " but found " + c.dtype(1).scalarName());
        }
        return Rows.one(CrossProduct.of(a, b, d));
    }
}
