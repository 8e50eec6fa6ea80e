package dev.nabla.engine;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.RowTable;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Examples.array;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/**
 * Tables with a row for each member of a vocabulary.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.functional.html#sparse-functions">Sparse functions</a>
 */
enum EmbeddingOps implements Op {
    EMBEDDING(
            primitive("embedding(Tensor input, Tensor weight, int? padding_idx=None, *, bool scale_grad_by_freq=False, bool sparse=False)",
                    EmbeddingOps::embed)
                    .constant()
                    .vjp(Row.in(0), EmbeddingOps::gradient)
                    .example(Map.of(), NdArray.of(Shape.of(3), 2L, 0L, 2L), array(3, 2))
                    .doc("The rows of the weight that the indices name.")
                    .derivative(
                            "g added up at the rows; none at padding_idx; with scale_grad_by_freq divided by how often an index occurs")),
    EMBEDDING_DENSE_BACKWARD(primitive("embedding_dense_backward(Tensor grad_output, Tensor indices, int num_weights, int padding_idx, "
            + "bool scale_grad_by_freq)", EmbeddingOps::embeddingGradient)
            .vjp(Row.in(1), EmbeddingOps::embeddedAgain)
            .example(Map.of("num_weights", 3L, "padding_idx", 0L, "scale_grad_by_freq", false), array(3, 2),
                    NdArray.of(Shape.of(3), 2L, 0L, 2L))
            .doc("The gradient of embedding by its weight: rows added up where the indices say.")
            .derivative("the rows of g that the indices name, 0 at padding_idx; as in PyTorch not scaled by frequency")),
    ONE_HOT(primitive("one_hot(Tensor tensor, int num_classes=-1)", EmbeddingOps::oneHot)
            .example(Map.of("num_classes", 4L), NdArray.of(Shape.of(3), 2L, 0L, 3L))
            .doc("For each class a row of zeros with a 1 at the class; as many columns as given, or as are needed."));

    private final Row row;

    EmbeddingOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    /** padding_idx counted from the front, −1 for none. */
    private static int padding(Params p, Shape weight) {
        if (p.get("padding_idx") == null) {
            return -1;
        }
        int at = p.integer("padding_idx");
        return at < 0 ? at + weight.dim(0) : at;
    }

    private static NdArray[] embed(Call c) {
        Shape weight = c.shape(1);
        if (weight.rank() > 0 && c.params().get("padding_idx") != null) {
            int at = padding(c.params(), weight);
            if (at < 0 || at >= weight.dim(0)) {
                throw TorchError.value("Padding_idx must be within num_embeddings");
            }
        }
        if (weight.rank() != 2) {
            throw TorchError.shape("'weight' must be 2-D");
        }
        DType index = c.dtype(0);
        if (!index.isInteger()) {
            throw TorchError
                    .dtype("Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
                            + (index == DType.BOOL ? "CPUBoolType" : "torch." + index.scalarName() + "Tensor")
                            + " instead (while checking arguments for embedding)");
        }
        if (weight.dim(0) == 0 && c.shape(0).size() > 0) {
            throw TorchError.index("index_select(): self indexing axis dim should be positive");
        }
        return one(RowTable.rows(c.array(1), c.array(0)));
    }

    private static Tensor gradient(Frame f) {
        return EMBEDDING_DENSE_BACKWARD.call(Map.of("num_weights", f.shape(1).dim(0), "padding_idx", padding(f.params(), f.shape(1)),
                "scale_grad_by_freq", f.params().flag("scale_grad_by_freq")), f.g(), f.in(0));
    }

    private static NdArray[] embeddingGradient(Call c) {
        Params p = c.params();
        return one(
                RowTable.added(c.array(0), c.array(1), p.integer("num_weights"), p.integer("padding_idx"), p.flag("scale_grad_by_freq")));
    }

    private static Tensor embeddedAgain(Frame f) {
        int padding = f.params().integer("padding_idx");
        Map<String, @Nullable Object> none = new HashMap<>();
        none.put("padding_idx", null);
        Tensor rows = EMBEDDING.call(none, f.in(1), f.g());
        if (padding < 0) {
            return rows;
        }
        Tensor at = f.in(1).eq(padding);
        return rows.except(at.reshape(at.shape().insert(at.shape().rank(), 1)));
    }

    private static NdArray[] oneHot(Call c) {
        if (c.dtype(0) != DType.INT64) {
            throw TorchError.dtype("one_hot is only applicable to index tensor of type LongTensor.");
        }
        long[] classes = c.array(0).toLongs();
        long given = c.params().whole("num_classes");
        if (classes.length == 0 && given <= 0) {
            throw TorchError.argument("Can not infer total number of classes from empty tensor.");
        }
        long largest = -1;
        for (long k : classes) {
            if (k < 0) {
                throw TorchError.argument("Class values must be non-negative.");
            }
            largest = Math.max(largest, k);
        }
        if (given != -1 && largest >= given) {
            throw TorchError.argument("Class values must be smaller than num_classes.");
        }
        int n = Math.toIntExact(given == -1 ? largest + 1 : given);
        NdArray y = NdArray.zeros(DType.INT64, c.shape(0).insert(c.shape(0).rank(), n));
        for (int i = 0; i < classes.length; i++) {
            y.storage().setLong(i * n + (int) classes[i], 1);
        }
        return one(y);
    }
}
