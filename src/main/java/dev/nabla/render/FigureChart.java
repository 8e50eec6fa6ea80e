package dev.nabla.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** A figure of Plotly's as SVG: curves, points, bars and contours in two dimensions, one frame for each pair of axes. */
public final class FigureChart {
    private static final double WIDTH = 640;
    private static final double HEIGHT = 480;
    private static final Map<String, String> DASHES = Map.of("dash", "7 4", "dot", "2 4", "dashdot", "7 3 2 3");
    /** From low to high. */
    private static final int[][] SHADES = {{68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 231, 37}};

    private final Map<?, ?> layout;
    private final List<Map<?, ?>> traces = new ArrayList<>();

    private FigureChart(Map<?, ?> figure) {
        layout = map(figure.get("layout"));
        list(figure.get("data")).forEach(t -> traces.add(map(t)));
    }

    /** The picture; null for a figure with anything in three dimensions. */
    public static @Nullable String svg(Map<?, ?> figure) {
        FigureChart chart = new FigureChart(figure);
        boolean solid = chart.traces.stream().anyMatch(t -> t.containsKey("scene")) || chart.layout.keySet().stream()
                .anyMatch(k -> String.valueOf(k).startsWith("scene"));
        return solid ? null : chart.drawn();
    }

    private String drawn() {
        double width = layout.get("width") instanceof Number n ? n.doubleValue() : WIDTH;
        double height = layout.get("height") instanceof Number n ? n.doubleValue() : HEIGHT;
        StringBuilder b = new StringBuilder(String.format(Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n", width,
                height,
                width, height));
        int number = 1;
        for (String suffix = ""; layout.get("xaxis" + suffix) != null; suffix = Integer.toString(++number)) {
            double[] across = numbers(list(map(layout.get("xaxis" + suffix)).get("domain")));
            double[] up = numbers(list(map(layout.get("yaxis" + suffix)).get("domain")));
            String inner = frame(suffix, Math.max(120, (across[1] - across[0]) * width), Math.max(100, (up[1] - up[0]) * height));
            b.append(String.format(Locale.ROOT, "<svg x=\"%.1f\" y=\"%.1f\" ", across[0] * width, (1 - up[1]) * height))
                    .append(inner.substring("<svg ".length()).replace("\"frame\"", "\"frame" + suffix + "\"").replace("#frame",
                            "#frame" + suffix));
        }
        return b.append("</svg>\n").toString();
    }

    private String frame(String suffix, double width, double height) {
        List<Map<?, ?>> own = traces.stream().filter(t -> ("x" + suffix).equals(t.get("xaxis"))).toList();
        Plot plot = new Plot(width, height, 18, scale("x", suffix, own), scale("y", suffix, own), title(suffix));
        plot.axes(label("x" + "axis" + suffix), label("y" + "axis" + suffix));
        int named = 0;
        for (Map<?, ?> t : own) {
            String colour = draw(plot, t);
            if (Boolean.TRUE.equals(layout.get("showlegend")) && Boolean.TRUE.equals(t.get("showlegend"))) {
                plot.legend(named++, colour, String.valueOf(t.get("name")));
            }
        }
        list(layout.get("shapes")).forEach(s -> straight(plot, map(s), suffix));
        return plot.svg();
    }

    private String title(String suffix) {
        String alone = text(map(layout.get("title")).get("text"));
        if (!alone.isEmpty() && suffix.isEmpty()) {
            return alone;
        }
        double[] across = numbers(list(map(layout.get("xaxis" + suffix)).get("domain")));
        double[] up = numbers(list(map(layout.get("yaxis" + suffix)).get("domain")));
        for (Object o : list(layout.get("annotations"))) {
            Map<?, ?> a = map(o);
            if (number(a.get("x")) == (across[0] + across[1]) / 2 && number(a.get("y")) == up[1]) {
                return text(a.get("text"));
            }
        }
        return "";
    }

    private String label(String axis) {
        return text(map(map(layout.get(axis)).get("title")).get("text"));
    }

    private Scale scale(String axis, String suffix, List<Map<?, ?>> own) {
        Map<?, ?> settings = map(layout.get(axis + "axis" + suffix));
        if (settings.get("range") instanceof List<?> range) {
            double[] ends = numbers(range);
            return new Scale(ends[0], ends[1], false);
        }
        List<double[]> all = new ArrayList<>();
        for (Map<?, ?> t : own) {
            double[] values = values(t, axis);
            all.add(values);
            if ("bar".equals(t.get("type"))) {
                double half = number(t.get("width")) / 2;
                all.add(axis.equals("y") ? new double[]{0}
                        : java.util.Arrays.stream(values).flatMap(v -> java.util.stream.DoubleStream.of(v - half,
                                v + half)).toArray());
            }
        }
        Scale exact = Scale.of(all, "log".equals(settings.get("type")));
        double margin = exact.logarithmic() || own.stream().anyMatch(t -> "contour".equals(t.get("type"))) ? 0
                : (exact.high() - exact.low()) * 0.04;
        return new Scale(exact.low() - margin, exact.high() + margin, exact.logarithmic());
    }

    /** The numbers of a trace along an axis; names stand at 0, 1, 2, … */
    private static double[] values(Map<?, ?> t, String axis) {
        List<?> given = list(t.get(axis));
        double[] out = new double[given.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = given.get(i) instanceof String ? i : number(given.get(i));
        }
        return out;
    }

    private static String draw(Plot plot, Map<?, ?> t) {
        double[] x = values(t, "x");
        double[] y = values(t, "y");
        String opacity = t.get("opacity") instanceof Number n ? " opacity=\"" + n + "\"" : "";
        Map<?, ?> marker = map(t.get("marker"));
        Map<?, ?> line = map(t.get("line"));
        String colour = text(line.containsKey("color") ? line.get("color") : marker.get("color"));
        switch (text(t.get("type"))) {
            case "bar" -> bars(plot, t, x, y, colour, opacity);
            case "contour" -> contours(plot, t, x, y);
            default -> {
                String mode = text(t.get("mode"));
                if (t.containsKey("fill")) {
                    plot.area(x, y, "fill=\"" + colour + "\"" + (opacity.isEmpty() ? " opacity=\"0.5\"" : opacity));
                } else if (mode.contains("lines")) {
                    String dash = DASHES.get(text(line.get("dash")));
                    plot.curve(x, y, "stroke=\"" + colour + "\" stroke-width=\"" + line.get("width") + "\"" + opacity
                            + (dash == null ? "" : " stroke-dasharray=\"" + dash + "\""));
                }
                for (int i = 0; mode.contains("markers") && i < x.length; i++) {
                    plot.dot(x[i], y[i], marker.get("color") instanceof List<?> each ? shade(each, i) : text(marker.get("color")));
                }
            }
        }
        return colour.startsWith("[") ? "#444" : colour;
    }

    private static String shade(List<?> values, int i) {
        double[] all = numbers(values);
        double low = java.util.Arrays.stream(all).min().orElse(0);
        double high = java.util.Arrays.stream(all).max().orElse(1);
        return shade(high > low ? (all[i] - low) / (high - low) : 0.5);
    }

    /** @param part from 0 to 1 */
    private static String shade(double part) {
        double at = Math.clamp(part, 0, 1) * (SHADES.length - 1);
        int k = Math.min((int) at, SHADES.length - 2);
        int[] c = new int[3];
        for (int i = 0; i < 3; i++) {
            c[i] = (int) Math.round(SHADES[k][i] + (at - k) * (SHADES[k + 1][i] - SHADES[k][i]));
        }
        return String.format(Locale.ROOT, "#%02x%02x%02x", c[0], c[1], c[2]);
    }

    private static void bars(Plot plot, Map<?, ?> t, double[] x, double[] y, String colour, String opacity) {
        double half = number(t.get("width")) / 2;
        for (int i = 0; i < x.length; i++) {
            plot.area(new double[]{x[i] - half, x[i] + half, x[i] + half, x[i] - half}, new double[]{0, 0, y[i], y[i]},
                    "fill=\"" + colour + "\"" + opacity);
        }
    }

    private static void contours(Plot plot, Map<?, ?> t, double[] x, double[] y) {
        List<?> rows = list(t.get("z"));
        double[][] z = new double[rows.size()][];
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int r = 0; r < z.length; r++) {
            z[r] = numbers(list(rows.get(r)));
            low = Math.min(low, java.util.Arrays.stream(z[r]).filter(Double::isFinite).min().orElse(low));
            high = Math.max(high, java.util.Arrays.stream(z[r]).filter(Double::isFinite).max().orElse(high));
        }
        Map<?, ?> levels = map(t.get("contours"));
        double from = number(levels.get("start"));
        double step = number(levels.get("size"));
        int count = Double.isFinite(from) && step > 0 ? (int) Math.min(1000, Math.round((number(levels.get("end")) - from) / step) + 1) : 0;
        String one = t.get("colorscale") instanceof List<?> scale ? text(list(scale.getFirst()).get(1)) : null;
        boolean filled = "fill".equals(levels.get("coloring"));
        for (int r = 0; filled && r + 1 < y.length; r++) {
            for (int c = 0; c + 1 < x.length; c++) {
                double mean = (z[r][c] + z[r][c + 1] + z[r + 1][c] + z[r + 1][c + 1]) / 4;
                double band = count > 1 ? Math.floor((mean - from) / step) * step + from + step / 2 : mean;
                if (Double.isFinite(mean)) {
                    String colour = one != null ? one : shade((band - low) / (high - low));
                    plot.area(new double[]{x[c], x[c + 1], x[c + 1], x[c]}, new double[]{y[r], y[r], y[r + 1], y[r + 1]},
                            "fill=\"" + colour + "\" stroke=\"" + colour + "\" stroke-width=\"0.6\"");
                }
            }
        }
        for (int k = 0; !filled && k < count; k++) {
            double level = from + k * step;
            plot.path(Contours.path(x, y, z, level, plot), "stroke-width=\"1.5\" stroke=\""
                    + (one != null ? one : shade((level - low) / (high - low))) + "\"");
        }
    }

    private static void straight(Plot plot, Map<?, ?> s, String suffix) {
        boolean across = ("x" + suffix + " domain").equals(s.get("xref"));
        boolean upright = ("y" + suffix + " domain").equals(s.get("yref"));
        if (!across && !("x" + suffix).equals(s.get("xref"))) {
            return;
        }
        Map<?, ?> line = map(s.get("line"));
        String dash = DASHES.get(text(line.get("dash")));
        double[] x = across ? plot.ends(true) : new double[]{number(s.get("x0")), number(s.get("x1"))};
        double[] y = upright ? plot.ends(false) : new double[]{number(s.get("y0")), number(s.get("y1"))};
        plot.curve(x, y, "stroke=\"" + line.get("color") + "\" stroke-width=\"" + line.get("width") + "\""
                + (dash == null ? "" : " stroke-dasharray=\"" + dash + "\""));
    }

    private static Map<?, ?> map(@Nullable Object v) {
        return v instanceof Map<?, ?> m ? m : Map.of();
    }

    private static List<?> list(@Nullable Object v) {
        return v instanceof List<?> l ? l : List.of();
    }

    private static double[] numbers(List<?> all) {
        return all.stream().mapToDouble(FigureChart::number).toArray();
    }

    private static double number(@Nullable Object v) {
        return v instanceof Number n ? n.doubleValue() : Double.NaN;
    }

    private static String text(@Nullable Object v) {
        return Objects.toString(v, "");
    }
}
