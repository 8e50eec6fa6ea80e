package dev.nabla.job.web;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;
import dev.nabla.job.DescentJob;
import dev.nabla.job.Point;

/** A history as a table: one row for each point, one column for each element of each parameter. */
final class HistoryCsv {
    private HistoryCsv() {
    }

    static String of(DescentJob job, List<Point> points) {
        StringBuilder b = new StringBuilder("step,loss,lr,grad_norm");
        List<String> names = job.parameterNames();
        List<@Nullable NdArray> first = points.isEmpty() ? null : points.getFirst().parameters();
        for (int i = 0; first != null && i < first.size(); i++) {
            NdArray p = first.get(i);
            if (p != null) {
                header(b, names.get(i), p, 0, "");
            }
        }
        b.append("\r\n");
        for (Point p : points) {
            b.append(p.step()).append(',').append(job.shown(p.loss())).append(',').append(p.rates()[0]).append(',')
                    .append(job.shown(p.gradNorm()));
            List<@Nullable NdArray> parameters = p.parameters();
            if (parameters != null) {
                parameters.forEach(a -> row(b, a));
            }
            b.append("\r\n");
        }
        return b.toString();
    }

    private static void header(StringBuilder b, String name, NdArray p, int dim, String index) {
        if (dim == p.rank()) {
            b.append(',').append(name).append(index);
            return;
        }
        for (int i = 0; i < p.dim(dim); i++) {
            header(b, name, p, dim + 1, index + "[" + i + "]");
        }
    }

    private static void row(StringBuilder b, @Nullable NdArray p) {
        for (int i = 0; p != null && i < p.size(); i++) {
            double v = p.getDouble(i);
            b.append(',').append(p.dtype() == dev.nabla.engine.array.DType.FLOAT32 ? Float.toString((float) v) : Double.toString(v));
        }
    }
}
