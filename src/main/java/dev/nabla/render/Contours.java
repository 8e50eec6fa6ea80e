package dev.nabla.render;

import java.util.Locale;

/**
 * Where a field on a grid has one value, by marching squares: the line through each cell of four neighbours, interpolated on its sides. A cell
 * with a corner that is not finite has none.
 *
 * @see <a href="https://doi.org/10.1145/37402.37422">Lorensen and Cline, Marching cubes, 1987, of which this is the plane case</a>
 */
final class Contours {
    private Contours() {
    }

    /** The line as a path in the coordinates of the picture. */
    static String path(double[] x, double[] y, double[][] z, double level, Plot plot) {
        StringBuilder path = new StringBuilder();
        for (int j = 0; j + 1 < y.length; j++) {
            for (int i = 0; i + 1 < x.length; i++) {
                cell(path, plot, level, new double[]{x[i], x[i + 1], x[i + 1], x[i]}, new double[]{y[j], y[j], y[j + 1], y[j + 1]},
                        new double[]{z[j][i], z[j][i + 1], z[j + 1][i + 1], z[j + 1][i]});
            }
        }
        return path.toString();
    }

    /** Joins the crossings of a cell's sides, in their order around it, two by two. */
    private static void cell(StringBuilder path, Plot plot, double level, double[] x, double[] y, double[] z) {
        boolean drawing = false;
        for (double v : z) {
            if (!Double.isFinite(v)) {
                return;
            }
        }
        for (int a = 0; a < 4; a++) {
            int b = (a + 1) % 4;
            if (z[a] >= level == z[b] >= level) {
                continue;
            }
            double t = (level / 2 - z[a] / 2) / (z[b] / 2 - z[a] / 2);
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", drawing ? "L" : "M", plot.across(x[a] + t * (x[b] - x[a])),
                    plot.up(y[a] + t * (y[b] - y[a]))));
            drawing = !drawing;
        }
    }
}
