package dev.nabla.render;

import java.util.Locale;

/** A frame with axes, into which curves are drawn as SVG. */
final class Plot {
    /** Told apart by most colour-blind people too. */
    static final String[] COLOURS = {"#22709e", "#b06f00", "#00795a", "#a3416f", "#6b6b6b", "#7a5195"};

    private static final double LEFT = 76;
    private static final double TOP = 34;
    private static final double BOTTOM = 44;

    private final double width;
    private final double height;
    private final double right;
    private final Scale x;
    private final Scale y;
    private final StringBuilder b = new StringBuilder(8192);

    /** @param right what is left free at the right of the axes */
    Plot(double width, double height, double right, Scale x, Scale y, String title) {
        this.width = width;
        this.height = height;
        this.right = right;
        this.x = x;
        this.y = y;
        b.append(String.format(Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" "
                        + "font-family=\"system-ui, 'Segoe UI', Helvetica, Arial, sans-serif\" font-size=\"12\">\n",
                width, height, width, height));
        b.append("<title>").append(GraphPictures.escape(title)).append("</title>\n");
        b.append(String.format(Locale.ROOT, "<rect width=\"%.0f\" height=\"%.0f\" rx=\"6\" fill=\"#fff\"/>\n", width, height));
        text(width / 2, 20, "middle", "font-weight=\"600\" font-size=\"14\"", title);
        b.append(String.format(Locale.ROOT,
                "<clipPath id=\"frame\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/></clipPath>\n", LEFT, TOP,
                width - LEFT - right, height - TOP - BOTTOM));
    }

    /** Draws the axes with ticks, behind what is drawn later. */
    void axes(String acrossName, String upName) {
        text((LEFT + width - right) / 2, height - 8, "middle", "", acrossName);
        text(12, TOP - 8, "start", "", upName);
        for (double tick : x.ticks()) {
            line(across(tick), TOP, across(tick), height - BOTTOM, "#eee");
            text(across(tick), height - BOTTOM + 16, "middle", "fill=\"#444\"", number(tick));
        }
        for (double tick : y.ticks()) {
            line(LEFT, up(tick), width - right, up(tick), "#eee");
            text(LEFT - 6, up(tick) + 4, "end", "fill=\"#444\"", number(tick));
        }
        line(LEFT, TOP, LEFT, height - BOTTOM, "#444");
        line(LEFT, height - BOTTOM, width - right, height - BOTTOM, "#444");
    }

    double across(double value) {
        return LEFT + x.place(value) * (width - LEFT - right);
    }

    double up(double value) {
        return height - BOTTOM - y.place(value) * (height - TOP - BOTTOM);
    }

    /** A curve within the frame; it has a gap where a value is not shown. */
    void curve(double[] xs, double[] ys, String style) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < xs.length; i++) {
            boolean shown = shows(xs, ys, i);
            if (shown) {
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", drawing ? "L" : "M", far(across(xs[i])), far(up(ys[i]))));
                boolean alone = !drawing && !shows(xs, ys, i + 1);
                path.append(alone ? "h0.01" : "");
            }
            drawing = shown;
        }
        path(path.toString(), style);
    }

    private boolean shows(double[] xs, double[] ys, int i) {
        return i < xs.length && x.shows(xs[i]) && y.shows(ys[i]);
    }

    /** What is far outside the frame stays there without numbers that no viewer can read. */
    private static double far(double v) {
        return Math.clamp(v, -1e5, 1e5);
    }

    /** A path within the frame, in the coordinates of the picture. */
    void path(String d, String style) {
        b.append("<path clip-path=\"url(#frame)\" fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\" ").append(style)
                .append(" d=\"").append(d).append("\"/>\n");
    }

    /** A closed area within the frame. */
    void area(double[] xs, double[] ys, String style) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < xs.length; i++) {
            if (shows(xs, ys, i)) {
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", far(across(xs[i])), far(up(ys[i]))));
            }
        }
        b.append("<path clip-path=\"url(#frame)\" ").append(style).append(" d=\"").append(path).append(path.isEmpty() ? "" : "Z")
                .append("\"/>\n");
    }

    /** Where an axis begins and ends. */
    double[] ends(boolean isAcross) {
        Scale s = isAcross ? x : y;
        return new double[]{s.low(), s.high()};
    }

    void dot(double xValue, double yValue, String colour) {
        if (x.shows(xValue) && y.shows(yValue)) {
            b.append(String.format(Locale.ROOT, "<circle clip-path=\"url(#frame)\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>\n",
                    far(across(xValue)), far(up(yValue)),
                    colour));
        }
    }

    /** An arrow of this length in the picture, from a point in the direction of a vector of the plane. */
    void arrow(double fromX, double fromY, double dx, double dy, double length, String colour) {
        double fromAcross = across(fromX);
        double fromUp = up(fromY);
        double reach = Math.max(x.high() - x.low(), y.high() - y.low());
        double px = across(fromX + dx * reach) - fromAcross;
        double py = up(fromY + dy * reach) - fromUp;
        double size = Math.hypot(px, py);
        if (!(size > 0) || !Double.isFinite(size) || !x.shows(fromX) || !y.shows(fromY)) {
            return;
        }
        double ux = px / size;
        double uy = py / size;
        double tipX = fromAcross + ux * length;
        double tipY = fromUp + uy * length;
        path(String.format(Locale.ROOT, "M%.1f %.1fL%.1f %.1fM%.1f %.1fL%.1f %.1fL%.1f %.1f", fromAcross, fromUp, tipX, tipY,
                tipX - 9 * ux - 4 * uy, tipY - 9 * uy + 4 * ux, tipX, tipY, tipX - 9 * ux + 4 * uy, tipY - 9 * uy - 4 * ux),
                "stroke=\"" + colour + "\" stroke-width=\"2\"");
    }

    void rect(double left, double top, double w, double h, String colour) {
        b.append(String.format(Locale.ROOT, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n", left, top, w, h,
                colour));
    }

    private void line(double x1, double y1, double x2, double y2, String colour) {
        b.append(String.format(Locale.ROOT, "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"%s\"/>\n", x1, y1, x2, y2, colour));
    }

    void text(double atX, double atY, String anchor, String style, String text) {
        b.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>\n", atX, atY, anchor, style,
                GraphPictures.escape(text)));
    }

    /** A line of a legend in the upper right corner of the frame. */
    void legend(int row, String colour, String text) {
        text(width - right - 6, TOP + 14 + 15 * row, "end", "fill=\"" + colour + "\"", text);
    }

    double innerRight() {
        return width - right;
    }

    double innerTop() {
        return TOP;
    }

    String svg() {
        return b + "</svg>\n";
    }

    /** A number in few characters. */
    static String number(double v) {
        double size = Math.abs(v);
        if (v != 0 && (size < 1e-3 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%.0e", v).replace("e+0", "e").replace("e-0", "e−").replace("e+", "e").replace("e-", "e−");
        }
        String s = String.format(Locale.ROOT, "%.4f", v == 0 ? 0 : v);
        return s.replaceFirst("\\.?0+$", "");
    }
}
