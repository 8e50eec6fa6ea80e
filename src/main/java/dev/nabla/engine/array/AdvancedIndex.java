package dev.nabla.engine.array;

import java.util.ArrayList;
import java.util.List;

/**
 * What index tensors pick together: an index tensor takes the place of one dimension, a mask that of as many as it has. They are broadcast
 * against each other; the dimensions of the broadcast stand where the indexed dimensions stood if those are neighbours, else in front.
 *
 * @param places storage indices of the picked elements
 * @param shape the shape of the pick
 * @see <a href="https://numpy.org/doc/stable/user/basics.indexing.html#advanced-indexing">Advanced indexing</a>
 */
public record AdvancedIndex(int[] places, Shape shape) {
    /**
     * @param dims the first dimension of x that each index stands for, ascending
     * @param indices of an integer dtype, or masks
     * @throws TorchError IndexError for an index of another dtype or out of bounds, a mask that does not fit, or shapes that do not broadcast
     */
    public static AdvancedIndex of(NdArray x, int[] dims, NdArray... indices) {
        List<Integer> indexed = new ArrayList<>();
        List<NdArray> parts = new ArrayList<>();
        for (int k = 0; k < dims.length; k++) {
            NdArray index = indices[k];
            if (index.dtype().isFloat()) {
                throw TorchError.index("tensors used as indices must be long, int, byte or bool tensors");
            }
            if (index.dtype() != DType.BOOL) {
                indexed.add(dims[k]);
                parts.add(index.to(DType.INT64));
                continue;
            }
            checkMask(x, dims[k], index);
            NdArray[] found = index.rank() == 0 ? Places.nonzero(index.unsqueezed(0)) : Places.nonzero(index);
            for (int j = 0; j < found.length; j++) {
                indexed.add(dims[k] + j);
                parts.add(found[j]);
            }
        }
        if (!indexed.isEmpty() && indexed.getLast() >= x.rank()) {
            throw TorchError.index("too many indices for tensor of dimension " + x.rank());
        }
        return of(x, indexed, parts, broadcast(parts));
    }

    private static void checkMask(NdArray x, int first, NdArray mask) {
        for (int j = 0; j < mask.rank(); j++) {
            if (first + j >= x.rank()) {
                throw TorchError.index("too many indices for tensor of dimension " + x.rank());
            }
            if (mask.dim(j) != x.dim(first + j)) {
                throw TorchError.index("The shape of the mask " + mask.shape() + " at index " + j
                        + " does not match the shape of the indexed tensor " + x.shape() + " at index " + (first + j));
            }
        }
    }

    private static Shape broadcast(List<NdArray> parts) {
        try {
            return parts.stream().map(NdArray::shape).reduce(Shape.SCALAR, Broadcasting::of);
        } catch (TorchError e) {
            throw TorchError.index("shape mismatch: indexing tensors could not be broadcast together with shapes "
                    + String.join(", ", parts.stream().map(p -> p.shape().toString()).toList()));
        }
    }

    private static AdvancedIndex of(NdArray x, List<Integer> indexed, List<NdArray> parts, Shape picks) {
        int[] block = block(x, indexed, parts, picks);
        boolean neighbours = indexed.isEmpty() || indexed.getLast() - indexed.getFirst() == indexed.size() - 1;
        int front = neighbours && !indexed.isEmpty() ? indexed.getFirst() : 0;
        List<int[]> tables = new ArrayList<>();
        Shape shape = Shape.SCALAR;
        for (int i = 0; i < x.rank(); i++) {
            if (!indexed.contains(i)) {
                tables.add(Places.axis(x, i));
                shape = shape.insert(shape.rank(), x.dim(i));
            }
        }
        tables.add(front, block);
        for (int i = 0; i < picks.rank(); i++) {
            shape = shape.insert(front + i, picks.dim(i));
        }
        return new AdvancedIndex(Places.outer(x.offset(), tables.toArray(int[][]::new)), shape);
    }

    /** The offsets that the indices make together. */
    private static int[] block(NdArray x, List<Integer> indexed, List<NdArray> parts, Shape picks) {
        int[] block = new int[picks.size()];
        boolean empty = picks.size() == 0;
        for (int i = 0; i < x.rank(); i++) {
            empty |= !indexed.contains(i) && x.dim(i) == 0;
        }
        for (int k = 0; k < parts.size() && !empty; k++) {
            int n = x.dim(indexed.get(k));
            int stride = x.stride(indexed.get(k));
            if (n == 0) {
                throw TorchError.index("index is out of bounds for dimension with size 0");
            }
            NdArray part = parts.get(k).broadcastTo(picks).contiguous();
            for (int j = 0; j < block.length; j++) {
                long v = part.storage().longs()[part.offset() + j];
                if (v < -n || v >= n) {
                    throw TorchError.index("index " + v + " is out of bounds for dimension " + k + " with size " + n);
                }
                block[j] += (int) (v < 0 ? v + n : v) * stride;
            }
        }
        return block;
    }
}
