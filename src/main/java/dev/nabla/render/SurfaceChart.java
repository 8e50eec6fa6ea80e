package dev.nabla.render;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;

/** A loss over a line as a curve with its tangent, or over a plane as a map with contours; with the present point, and the path of a descent. */
public final class SurfaceChart {
    /** What is not a finite number: in no colour of the scale. */
    private static final String NOT_FINITE = "#d9d9d9";
    /** From low to high: dark to light, in one hue after another, so that it reads in grey too. */
    private static final String[] BANDS =
            {"#2d2a6e", "#2f4b7c", "#25688a", "#1f8389", "#2e9c7f", "#58b36b", "#8fc654", "#c5d548", "#f0e25a"};
    private static final String INK = "#c0392b";
    /** Cells along one axis of a picture; finer grids are thinned. */
    private static final int CELLS = 120;

    private SurfaceChart() {
    }

    /**
     * Points in the plane, and what goes on there.
     *
     * @param x of the present point, then those of the path
     */
    public record Trail(double[] x, double[] y) {
    }

    /**
     * A line.
     *
     * @param slope of the tangent at the point (x0, z0)
     * @param trail of a descent, along the curve; or null
     */
    public static String line(String title, String xName, double[] x, NdArray z, double x0, double z0, double slope,
            @Nullable Trail trail) {
        double[] losses = z.toDoubles();
        Scale across = Scale.of(List.of(x), false);
        Plot plot = new Plot(640, 360, 18, across, Scale.of(List.of(losses), false), title);
        plot.axes(xName, "loss");
        plot.curve(x, losses, "stroke=\"" + Plot.COLOURS[0] + "\" stroke-width=\"1.8\"");
        if (Double.isFinite(slope) && Double.isFinite(z0)) {
            double[] ends = {across.low(), across.high()};
            double[] heights = {z0 + slope * (ends[0] - x0), z0 + slope * (ends[1] - x0)};
            plot.curve(ends, heights, "stroke=\"" + Plot.COLOURS[1] + "\" stroke-width=\"1.4\" stroke-dasharray=\"5 4\"");
            plot.legend(0, Plot.COLOURS[1], "slope " + Plot.number(slope));
        }
        if (trail != null) {
            plot.curve(trail.x, trail.y, "stroke=\"" + INK + "\" stroke-width=\"1.2\"");
            for (int i = 0; i < Math.min(trail.x.length, 200); i++) {
                plot.dot(trail.x[i], trail.y[i], INK);
            }
        }
        plot.dot(x0, z0, "#111");
        return plot.svg();
    }

    /**
     * A plane.
     *
     * @param z (rows of y, columns of x)
     * @param direction of steepest descent at the point; or null
     * @param trail of a descent; or null
     */
    public static String map(String title, String xName, String yName, double[] x, double[] y, NdArray z, double[] point,
            double @Nullable [] direction, @Nullable Trail trail) {
        int[] columns = thinned(x.length);
        int[] rows = thinned(y.length);
        Field field = new Field(picked(x, columns), picked(y, rows), new double[rows.length][columns.length]);
        double[] all = z.toDoubles();
        for (int j = 0; j < rows.length; j++) {
            for (int i = 0; i < columns.length; i++) {
                field.z[j][i] = all[rows[j] * x.length + columns[i]];
            }
        }
        double[] levels = levels(all);
        Plot plot = new Plot(680, 520, 110, edges(field.x), edges(field.y), title);
        plot.axes(xName, yName);
        cells(plot, field, levels);
        for (double level : levels) {
            plot.path(Contours.path(field.x, field.y, field.z, level, plot), "stroke=\"#fff\" stroke-opacity=\"0.7\" stroke-width=\"0.8\"");
        }
        if (trail != null) {
            plot.curve(trail.x, trail.y, "stroke=\"" + INK + "\" stroke-width=\"1.6\"");
        }
        plot.dot(point[0], point[1], "#fff");
        if (direction != null) {
            plot.arrow(point[0], point[1], direction[0], direction[1], 46, "#fff");
        }
        scale(plot, levels, all);
        return plot.svg();
    }

    private record Field(double[] x, double[] y, double[][] z) {
    }

    private static int[] thinned(int n) {
        int m = Math.min(n, CELLS);
        int[] picked = new int[m];
        for (int i = 0; i < m; i++) {
            picked[i] = (int) Math.round((double) i * (n - 1) / (m - 1));
        }
        return picked;
    }

    private static double[] picked(double[] values, int[] which) {
        return Arrays.stream(which).mapToDouble(i -> values[i]).toArray();
    }

    /** From the outer edge of the first cell to that of the last; a point is the middle of its cell. */
    private static Scale edges(double[] values) {
        int n = values.length;
        double before = values[1] / 2 - values[0] / 2;
        double after = values[n - 1] / 2 - values[n - 2] / 2;
        return new Scale(values[0] - before, values[n - 1] + after, false);
    }

    /** Levels with about as many finite values between any two: none where all values are the same. */
    private static double[] levels(double[] all) {
        double[] finite = Arrays.stream(all).filter(Double::isFinite).sorted().toArray();
        if (finite.length == 0) {
            return finite;
        }
        double[] levels = new double[BANDS.length - 1];
        for (int k = 0; k < levels.length; k++) {
            levels[k] = finite[(int) ((k + 1L) * (finite.length - 1) / BANDS.length)];
        }
        return Arrays.stream(levels).filter(v -> v > finite[0]).distinct().toArray();
    }

    private static int band(double v, double[] levels) {
        int k = 0;
        while (k < levels.length && v >= levels[k]) {
            k++;
        }
        return k;
    }

    private static String colour(double v, double[] levels) {
        if (!Double.isFinite(v)) {
            return NOT_FINITE;
        }
        return BANDS[levels.length == 0 ? BANDS.length / 2 : band(v, levels) * (BANDS.length - 1) / levels.length];
    }

    /** Runs of one colour in a row are one rectangle. */
    private static void cells(Plot plot, Field f, double[] levels) {
        for (int j = 0; j < f.y.length; j++) {
            double bottom = plot.up(edge(f.y, j));
            double top = plot.up(edge(f.y, j + 1));
            for (int i = 0; i < f.x.length;) {
                String colour = colour(f.z[j][i], levels);
                int end = i + 1;
                while (end < f.x.length && colour(f.z[j][end], levels).equals(colour)) {
                    end++;
                }
                double left = plot.across(edge(f.x, i));
                plot.rect(left, top, plot.across(edge(f.x, end)) - left + 0.3, bottom - top + 0.3, colour);
                i = end;
            }
        }
    }

    /** The edge between cell i − 1 and cell i. */
    private static double edge(double[] values, int i) {
        int n = values.length;
        if (i == 0 || i == n) {
            Scale whole = edges(values);
            return i == 0 ? whole.low() : whole.high();
        }
        return values[i - 1] / 2 + values[i] / 2;
    }

    private static void scale(Plot plot, double[] levels, double[] all) {
        double left = plot.innerRight() + 14;
        double top = plot.innerTop();
        int bands = levels.length + 1;
        boolean isAnyFinite = Arrays.stream(all).anyMatch(Double::isFinite);
        for (int k = 0; isAnyFinite && k < bands; k++) {
            double at = top + (bands - 1 - k) * 24.0;
            plot.rect(left, at, 14, 24, BANDS[levels.length == 0 ? BANDS.length / 2 : k * (BANDS.length - 1) / levels.length]);
            if (k > 0) {
                plot.text(left + 20, at + 28, "start", "fill=\"#444\" font-size=\"11\"", short4(levels[k - 1]));
            } else if (levels.length == 0) {
                plot.text(left + 20, at + 16, "start", "fill=\"#444\" font-size=\"11\"",
                        short4(Arrays.stream(all).filter(Double::isFinite).findFirst().orElse(0)));
            }
        }
        if (!Arrays.stream(all).allMatch(Double::isFinite)) {
            double at = top + bands * 24.0 + 14;
            plot.rect(left, at, 14, 14, NOT_FINITE);
            plot.text(left + 20, at + 11, "start", "fill=\"#444\" font-size=\"11\"", "not finite");
        }
    }

    private static String short4(double v) {
        return v == 0 || Math.abs(v) >= 1e-3 && Math.abs(v) < 1e5 ? String.format(Locale.ROOT, "%.4g", v).replaceFirst("\\.?0+$", "")
                : String.format(Locale.ROOT, "%.2e", v);
    }
}
