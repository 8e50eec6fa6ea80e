package dev.nabla.lang.pyplot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.PyError;

/**
 * How a curve is drawn, as {@code plot}'s format strings say it: {@code 'r-'}, {@code 'bo'}, {@code 'k--'}.
 *
 * @param colour as CSS has it, null for the next of the cycle
 * @param marker as Plotly names it, null for none
 * @param dash as Plotly names it, null for no line
 * @see <a href="https://matplotlib.org/stable/api/_as_gen/matplotlib.pyplot.plot.html">matplotlib.pyplot.plot</a>
 */
record LineStyle(@Nullable String colour, @Nullable String marker, @Nullable String dash) {
    /** The colours of curves that say none, in turn. */
    static final List<String> CYCLE =
            List.of("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22",
                    "#17becf");
    private static final Map<String, String> LETTERS =
            Map.of("b", "#0000ff", "g", "#008000", "r", "#ff0000", "c", "#00bfbf", "m", "#bf00bf", "y",
                    "#bfbf00", "k", "#000000", "w", "#ffffff");
    private static final List<String> NAMES = List.of("blue", "orange", "green", "red", "purple", "brown", "pink", "gray", "olive", "cyan");
    private static final Map<String,
            String> MARKERS = Map.ofEntries(Map.entry(".", "circle"), Map.entry(",", "circle"), Map.entry("o", "circle"),
                    Map.entry("v", "triangle-down"), Map.entry("^", "triangle-up"), Map.entry("<", "triangle-left"),
                    Map.entry(">", "triangle-right"),
                    Map.entry("s", "square"), Map.entry("p", "pentagon"), Map.entry("*", "star"), Map.entry("h", "hexagon"),
                    Map.entry("H", "hexagon2"),
                    Map.entry("+", "cross-thin"), Map.entry("x", "x-thin"), Map.entry("X", "x"), Map.entry("P", "cross"),
                    Map.entry("D", "diamond"),
                    Map.entry("d", "diamond-tall"), Map.entry("|", "line-ns"), Map.entry("_", "line-ew"));
    private static final Map<String, String> DASHES = dashes();

    private static Map<String, String> dashes() {
        Map<String, String> m = new LinkedHashMap<>();
        m.put("--", "dash");
        m.put("-.", "dashdot");
        m.put("-", "solid");
        m.put(":", "dot");
        m.put("solid", "solid");
        m.put("dashed", "dash");
        m.put("dashdot", "dashdot");
        m.put("dotted", "dot");
        return m;
    }

    /** A solid line in the next colour. */
    static final LineStyle PLAIN = new LineStyle(null, null, "solid");

    /**
     * Reads a format string.
     *
     * @throws PyError ValueError for what is none
     */
    static LineStyle of(String format) {
        String rest = format;
        String colour = null;
        String marker = null;
        String dash = null;
        while (!rest.isEmpty()) {
            String line = startOf(rest, List.of("--", "-.", "-", ":"));
            String one = rest.substring(0, 1);
            if (line != null && dash == null) {
                dash = DASHES.get(line);
                rest = rest.substring(line.length());
            } else if (MARKERS.containsKey(one) && marker == null) {
                marker = MARKERS.get(one);
                rest = rest.substring(1);
            } else if (LETTERS.containsKey(one) && colour == null) {
                colour = LETTERS.get(one);
                rest = rest.substring(1);
            } else if (rest.matches("C\\d.*") && colour == null) {
                colour = CYCLE.get(rest.charAt(1) - '0');
                rest = rest.substring(2);
            } else {
                return ofColour(format);
            }
        }
        return new LineStyle(colour, marker, dash == null && marker == null ? "solid" : dash);
    }

    private static LineStyle ofColour(String format) {
        String c = css(format);
        if (c == null) {
            throw PyError.value("'" + format + "' is not a valid format string (unrecognized character '" + format.charAt(0) + "')");
        }
        return new LineStyle(c, null, "solid");
    }

    private static @Nullable String startOf(String text, List<String> parts) {
        return parts.stream().filter(text::startsWith).findFirst().orElse(null);
    }

    /** A colour of matplotlib's as CSS has it, or null for what is none. */
    static @Nullable String css(String colour) {
        if (LETTERS.containsKey(colour)) {
            return LETTERS.get(colour);
        }
        if (colour.matches("C\\d")) {
            return CYCLE.get(colour.charAt(1) - '0');
        }
        if (colour.startsWith("tab:") && NAMES.contains(colour.substring(4))) {
            return CYCLE.get(NAMES.indexOf(colour.substring(4)));
        }
        if (colour.matches("#[0-9a-fA-F]{3,8}")) {
            return colour;
        }
        if (colour.matches("0?\\.\\d+|[01]|1\\.0")) {
            int grey = (int) Math.round(Double.parseDouble(colour) * 255);
            return String.format(java.util.Locale.ROOT, "#%02x%02x%02x", grey, grey, grey);
        }
        return colour.matches("[a-z]{3,20}") ? colour : null;
    }

    /** Plotly's name of a marker. */
    static String marker(String m) {
        String found = MARKERS.get(m);
        if (found == null) {
            throw PyError.value("Unrecognized marker style '" + m + "'");
        }
        return found;
    }

    /** Plotly's name of a line style, null for no line. */
    static @Nullable String dash(String style) {
        if (style.isBlank() || style.equals("None")) {
            return null;
        }
        String found = DASHES.get(style);
        if (found == null) {
            throw PyError.value("'" + style + "' is not a valid value for ls; supported values are '-', '--', '-.', ':', 'None', ' ', '', "
                    + "'solid', 'dashed', 'dashdot', 'dotted'");
        }
        return found;
    }
}
