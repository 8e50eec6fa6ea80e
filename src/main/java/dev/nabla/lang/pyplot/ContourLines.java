package dev.nabla.lang.pyplot;

import java.util.ArrayList;
import java.util.List;

import dev.nabla.engine.array.NdArray;

/**
 * The lines on which a field over a grid has one value, by marching squares. The grid may be bent: each corner has a place of its own.
 *
 * @see <a href="https://doi.org/10.1145/37402.37422">Lorensen and Cline, Marching cubes, 1987, of which this is the plane case</a>
 */
final class ContourLines {
    private final NdArray u;
    private final NdArray v;
    private final NdArray field;
    private final int columns;

    /** Pieces of line: from (u, v) to (u, v). */
    record Piece(double fromU, double fromV, double toU, double toV) {
    }

    ContourLines(NdArray u, NdArray v, NdArray field) {
        this.u = u.contiguous();
        this.v = v.contiguous();
        this.field = field.contiguous();
        this.columns = field.dim(1);
    }

    /** About n round values within the field's range. */
    double[] levels(int n) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < field.size(); i++) {
            double f = field.getDouble(i);
            if (Double.isFinite(f)) {
                low = Math.min(low, f);
                high = Math.max(high, f);
            }
        }
        if (!(high > low)) {
            return new double[0];
        }
        double raw = (high - low) / Math.max(n, 1);
        double unit = Math.pow(10, Math.floor(Math.log10(raw)));
        double step =
                raw <= unit ? unit : raw <= 2 * unit ? 2 * unit : raw <= 2.5 * unit ? 2.5 * unit : raw <= 5 * unit ? 5 * unit : 10 * unit;
        List<Double> out = new ArrayList<>();
        for (double k = Math.ceil(low / step); k * step <= high && out.size() < 1000; k++) {
            out.add(k * step);
        }
        return out.stream().mapToDouble(Double::doubleValue).toArray();
    }

    List<Piece> at(double level) {
        List<Piece> out = new ArrayList<>();
        for (int r = 0; r + 1 < field.dim(0); r++) {
            for (int c = 0; c + 1 < columns; c++) {
                int k = r * columns + c;
                cell(new int[]{k, k + 1, k + columns + 1, k + columns}, level, out);
            }
        }
        return out;
    }

    private void cell(int[] corner, double level, List<Piece> out) {
        double[] found = new double[8];
        int n = 0;
        for (int a = 0; a < 4; a++) {
            int from = corner[a];
            int to = corner[(a + 1) % 4];
            double f = field.getDouble(from);
            double g = field.getDouble(to);
            if (!Double.isFinite(f) || !Double.isFinite(g)) {
                return;
            }
            if (f >= level != g >= level) {
                double t = (level - f) / (g - f);
                found[n++] = u.getDouble(from) + t * (u.getDouble(to) - u.getDouble(from));
                found[n++] = v.getDouble(from) + t * (v.getDouble(to) - v.getDouble(from));
            }
        }
        for (int i = 0; i + 3 < n; i += 4) {
            out.add(new Piece(found[i], found[i + 1], found[i + 2], found[i + 3]));
        }
    }
}
