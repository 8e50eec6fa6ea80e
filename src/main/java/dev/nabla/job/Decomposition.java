package dev.nabla.job;

import java.util.Map;
import java.util.Objects;

import dev.nabla.engine.Op;
import dev.nabla.engine.Ops;
import dev.nabla.engine.Params;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/** Decompositions of matrices of float64, by the engine's ops. */
final class Decomposition {
    private Decomposition() {
    }

    /**
     * The eigenvalues of a symmetric n×n matrix.
     *
     * @param values ascending
     * @param vectors row-major; column k belongs to value k
     */
    record Eigen(double[] values, double[] vectors) {
    }

    static Eigen eigh(double[] matrix, int n) {
        NdArray[] parts = run("eigh", Map.of(), NdArray.of(Shape.of(n, n), matrix));
        return new Eigen(parts[0].toDoubles(), parts[1].toDoubles());
    }

    /** U, the singular values in descending order, and Vᵀ of an m×n matrix, with min(m, n) columns, values and rows. */
    static NdArray[] svd(NdArray a) {
        return run("svd", Map.of("full_matrices", false), a);
    }

    private static NdArray[] run(String name, Map<String, Object> params, NdArray a) {
        Op op = Objects.requireNonNull(Ops.named(name));
        Tensor[] results = op.apply(Params.of(op.row().signature(), params), Tensor.of(a));
        NdArray[] parts = new NdArray[results.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = results[i].data();
        }
        return parts;
    }
}
