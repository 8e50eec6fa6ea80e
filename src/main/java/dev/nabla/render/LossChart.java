package dev.nabla.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Loss against step as SVG: one curve for each run. The axis is logarithmic where the losses are positive and span decades. What is not finite is left
 * out, so a curve has a gap there.
 */
public final class LossChart {
    /** One run. */
    public record Curve(String name, double[] steps, double[] losses) {
    }

    private static final String[] COLOURS = {"#22709e", "#b06f00", "#00795a", "#a3416f", "#6b6b6b", "#7a5195"};
    private static final double WIDTH = 640;
    private static final double HEIGHT = 360;
    private static final double LEFT = 76;
    private static final double RIGHT = 18;
    private static final double TOP = 34;
    private static final double BOTTOM = 44;
    /** From this ratio of the largest loss to the smallest on, the axis is logarithmic. */
    private static final double DECADES = 100;

    private LossChart() {
    }

    public static String svg(String title, List<Curve> curves) {
        Axis x = Axis.of(curves, Curve::steps, false);
        Axis y = Axis.of(curves, Curve::losses, true);
        StringBuilder b = new StringBuilder(8192);
        b.append(String.format(Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" "
                        + "font-family=\"system-ui, 'Segoe UI', Helvetica, Arial, sans-serif\" font-size=\"12\">\n",
                WIDTH, HEIGHT, WIDTH, HEIGHT));
        b.append("<title>").append(GraphPictures.escape(title)).append("</title>\n");
        b.append(String.format(Locale.ROOT, "<rect width=\"%.0f\" height=\"%.0f\" rx=\"6\" fill=\"#fff\"/>\n", WIDTH, HEIGHT));
        text(b, WIDTH / 2, 20, "middle", "font-weight=\"600\" font-size=\"14\"", title);
        text(b, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "middle", "", "step");
        text(b, 12, TOP - 8, "start", "", y.logarithmic ? "loss (log)" : "loss");
        for (double tick : x.ticks()) {
            double at = across(x, tick);
            line(b, at, TOP, at, HEIGHT - BOTTOM, "#eee");
            text(b, at, HEIGHT - BOTTOM + 16, "middle", "fill=\"#444\"", number(tick));
        }
        for (double tick : y.ticks()) {
            double at = up(y, tick);
            line(b, LEFT, at, WIDTH - RIGHT, at, "#eee");
            text(b, LEFT - 6, at + 4, "end", "fill=\"#444\"", number(tick));
        }
        line(b, LEFT, TOP, LEFT, HEIGHT - BOTTOM, "#444");
        line(b, LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "#444");
        for (int i = 0; i < curves.size(); i++) {
            curve(b, curves.get(i), x, y, COLOURS[i % COLOURS.length]);
            if (curves.size() > 1) {
                text(b, WIDTH - RIGHT - 6, TOP + 14 + 15 * i, "end", "fill=\"" + COLOURS[i % COLOURS.length] + "\"", curves.get(i).name());
            }
        }
        return b.append("</svg>\n").toString();
    }

    private static void curve(StringBuilder b, Curve c, Axis x, Axis y, String colour) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < c.steps().length; i++) {
            boolean shown = y.shows(c.losses()[i]);
            if (shown) {
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", drawing ? "L" : "M", across(x, c.steps()[i]), up(y, c.losses()[i])));
                boolean alone = !drawing && (i + 1 == c.steps().length || !y.shows(c.losses()[i + 1]));
                path.append(alone ? "h0.01" : "");
            }
            drawing = shown;
        }
        b.append("<path fill=\"none\" stroke=\"").append(colour)
                .append("\" stroke-width=\"1.8\" stroke-linejoin=\"round\" stroke-linecap=\"round\" d=\"")
                .append(path).append("\"/>\n");
    }

    private static double across(Axis x, double value) {
        return LEFT + x.place(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double up(Axis y, double value) {
        return HEIGHT - BOTTOM - y.place(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static void line(StringBuilder b, double x1, double y1, double x2, double y2, String colour) {
        b.append(String.format(Locale.ROOT, "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"%s\"/>\n", x1, y1, x2, y2, colour));
    }

    private static void text(StringBuilder b, double x, double y, String anchor, String style, String text) {
        b.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>\n", x, y, anchor, style,
                GraphPictures.escape(text)));
    }

    /** A tick's label in few characters. */
    private static String number(double v) {
        double size = Math.abs(v);
        if (v != 0 && (size < 1e-3 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%.0e", v).replace("e+0", "e").replace("e-0", "e−").replace("e+", "e").replace("e-", "e−");
        }
        String s = String.format(Locale.ROOT, "%.4f", v);
        return s.replaceFirst("\\.?0+$", "");
    }

    /** A range of values laid out from 0 to 1. */
    private record Axis(double low, double high, boolean logarithmic) {
        /** Which numbers of a curve an axis is for. */
        private interface Values {
            double[] of(Curve c);
        }

        static Axis of(List<Curve> curves, Values values, boolean mayBeLogarithmic) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (Curve c : curves) {
                for (double v : values.of(c)) {
                    if (Double.isFinite(v)) {
                        low = Math.min(low, v);
                        high = Math.max(high, v);
                    }
                }
            }
            if (low > high) {
                return new Axis(0, 1, false);
            }
            if (mayBeLogarithmic && low > 0 && high / low >= DECADES) {
                return new Axis(low, high, true);
            }
            double margin = low == high ? Math.max(Math.abs(low), 1) / 2 : 0;
            return new Axis(low - margin, high + margin, false);
        }

        boolean shows(double v) {
            return Double.isFinite(v) && (!logarithmic || v > 0);
        }

        double place(double v) {
            return logarithmic ? (Math.log(v) - Math.log(low)) / (Math.log(high) - Math.log(low)) : (v - low) / (high - low);
        }

        /** About five round numbers, or whole powers of ten. */
        List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            if (logarithmic) {
                int from = (int) Math.ceil(Math.log10(low) - 1e-9);
                int to = (int) Math.floor(Math.log10(high) + 1e-9);
                int stride = Math.max(1, Math.ceilDiv(to - from + 1, 7));
                for (int e = from; e <= to; e += stride) {
                    ticks.add(Math.pow(10, e));
                }
                return ticks;
            }
            double raw = (high - low) / 5;
            double unit = Math.pow(10, Math.floor(Math.log10(raw)));
            double step = raw / unit < 1.5 ? unit : raw / unit < 3.5 ? 2 * unit : raw / unit < 7.5 ? 5 * unit : 10 * unit;
            for (double k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) {
                ticks.add(k * step);
            }
            return ticks;
        }
    }
}
