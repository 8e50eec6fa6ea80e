package dev.nabla.lang.pyplot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Values;

/** Lines, points and bars. */
final class Curves {
    private Curves() {
    }

    /** {@code plot([x], y, [format], …)}; in three dimensions {@code plot(x, y, z, [format])}. */
    static Object plot(Axes axes, Given a) {
        List<Object> given = new ArrayList<>(List.of(a.rest()));
        List<Object> drawn = new ArrayList<>();
        int i = 0;
        while (i < given.size()) {
            List<NdArray> numbers = new ArrayList<>();
            int most = axes.isSolid() ? 3 : 2;
            while (i < given.size() && !(given.get(i) instanceof String) && numbers.size() < most) {
                numbers.add(Drawn.array(given.get(i++)));
            }
            LineStyle style = i < given.size() && given.get(i) instanceof String s ? LineStyle.of(s) : LineStyle.PLAIN;
            i += i < given.size() && given.get(i) instanceof String ? 1 : 0;
            if (numbers.isEmpty()) {
                throw PyError.value("plot() needs numbers before a format string");
            }
            drawn.addAll(curves(axes, numbers, style(style, a.keywords()), a.keywords()));
        }
        return new PyList(drawn);
    }

    private static List<Object> curves(Axes axes, List<NdArray> numbers, LineStyle style, Map<String, Object> options) {
        if (axes.isSolid()) {
            NdArray z =
                    numbers.size() > 2 ? flat(numbers.get(2)) : NdArray.zeros(dev.nabla.engine.array.DType.FLOAT64, Shape.of(numbers.get(0)
                            .size()));
            draw(axes, flat(numbers.get(0)), flat(numbers.get(1)), z, style, options);
            return List.of(Artist.of("mpl_toolkits.mplot3d.art3d", "Line3D"));
        }
        NdArray y = numbers.getLast();
        int columns = y.rank() == 2 ? y.dim(1) : 1;
        int rows = y.rank() == 0 ? 1 : y.dim(0);
        NdArray x = numbers.size() == 2 ? numbers.getFirst() : Drawn.places(rows);
        List<Object> out = new ArrayList<>();
        for (int k = 0; k < columns; k++) {
            NdArray own = y.rank() == 2 ? y.selected(1, k) : flat(y);
            NdArray across = x.rank() == 2 ? x.selected(1, Math.min(k, x.dim(1) - 1)) : flat(x);
            AxesMethods.sameSize(across, own);
            draw(axes, across, own, null, style, options);
            out.add(Artist.of("matplotlib.lines", "Line2D"));
        }
        return out;
    }

    private static NdArray flat(NdArray a) {
        return a.contiguous().reshaped(Shape.of(a.size()));
    }

    private static void draw(Axes axes, NdArray x, NdArray y, @Nullable NdArray z, LineStyle style, Map<String, Object> options) {
        Map<String, Object> t = Drawn.trace(z == null ? "scatter" : "scatter3d");
        String colour = style.colour() == null ? axes.nextColour() : style.colour();
        t.put("mode", style.dash() == null ? "markers" : style.marker() == null ? "lines" : "lines+markers");
        t.put("x", Drawn.list(x));
        t.put("y", Drawn.list(y));
        if (z != null) {
            t.put("z", Drawn.list(z));
        }
        if (style.dash() != null) {
            t.put("line", Map.of("color", colour, "dash", style.dash(), "width", width(options)));
        }
        if (style.marker() != null || style.dash() == null) {
            Object size = first(options, "markersize", "ms");
            t.put("marker", Map.of("color", colour, "symbol", style.marker() == null ? "circle" : style.marker(), "size",
                    size == null ? z == null ? 7.0 : 4.0 : Numbers.real(size)));
        }
        name(t, options);
        axes.draw(t);
    }

    /** The line width that was given, in Plotly's pixels. */
    static double width(Map<String, Object> options) {
        Object w = first(options, "linewidth", "lw");
        return w == null ? 2 : Numbers.real(w) * 4 / 3;
    }

    static @Nullable Object first(Map<String, Object> options, String name, String shortName) {
        Object v = options.getOrDefault(name, options.get(shortName));
        return v == None.NONE ? null : v;
    }

    static void name(Map<String, Object> t, Map<String, Object> options) {
        Object label = options.get("label");
        if (label != null && label != None.NONE) {
            t.put("name", Values.str(label));
        }
        t.put("showlegend", label != null && label != None.NONE);
        Object alpha = options.get("alpha");
        if (alpha != null && alpha != None.NONE) {
            t.put("opacity", Numbers.real(alpha));
        }
    }

    /** A style with what keywords say otherwise. */
    static LineStyle style(LineStyle format, Map<String, Object> options) {
        Object colour = first(options, "color", "c");
        Object marker = options.get("marker");
        Object line = first(options, "linestyle", "ls");
        return new LineStyle(colour == null ? format.colour() : Drawn.colour(colour),
                marker == null || marker == None.NONE ? format.marker() : LineStyle.marker(Values.str(marker)),
                line == null ? format.dash() : LineStyle.dash(Values.str(line)));
    }

    /** Points; c is one colour, or a number for each that the colour map turns into one. */
    static Object scatter(Axes axes, Given a) {
        NdArray x = Drawn.flat(a.get(0));
        NdArray y = Drawn.flat(a.get(1));
        if (x.size() != y.size()) {
            throw PyError.value("x and y must be the same size");
        }
        Object third = a.get(2);
        boolean solid = axes.isSolid();
        Map<String, Object> t = Drawn.trace(solid ? "scatter3d" : "scatter");
        t.put("mode", "markers");
        t.put("x", Drawn.list(x));
        t.put("y", Drawn.list(y));
        if (solid) {
            t.put("z", Drawn.list(third == None.NONE ? NdArray.zeros(dev.nabla.engine.array.DType.FLOAT64, x.shape()) : Drawn.flat(third)));
        }
        Object size = a.has(3) ? a.get(3) : !solid && third != None.NONE ? third : None.NONE;
        Object c = a.has(4) ? a.get(4) : a.keywords().get("color");
        Map<String, Object> marker = new LinkedHashMap<>();
        if (c == null || c == None.NONE || c instanceof String) {
            String colour = Drawn.colour(c);
            marker.put("color", colour == null ? axes.nextColour() : colour);
        } else {
            marker.put("color", Drawn.list(Drawn.flat(c)));
            marker.put("colorscale", Drawn.scale(a.keywords().get("cmap")));
        }
        if (size == None.NONE) {
            marker.put("size", solid ? 4.0 : 8.0);
        } else if (Numbers.isNumber(size)) {
            marker.put("size", Math.sqrt(Numbers.real(size)) * 4 / 3);
        } else {
            List<Object> sizes = new ArrayList<>();
            NdArray all = Drawn.flat(size);
            for (int i = 0; i < all.size(); i++) {
                sizes.add(Math.sqrt(all.getDouble(i)) * 4 / 3);
            }
            marker.put("size", sizes);
        }
        Object symbol = a.keywords().get("marker");
        marker.put("symbol", symbol == null ? "circle" : LineStyle.marker(Values.str(symbol)));
        t.put("marker", marker);
        name(t, a.keywords());
        axes.draw(t);
        return solid ? Artist.of("mpl_toolkits.mplot3d.art3d", "Path3DCollection") : Artist.of("matplotlib.collections", "PathCollection");
    }

    static Object bar(Axes axes, Given a) {
        List<Object> names = a.get(0) instanceof PyList || a.get(0) instanceof PyTuple ? Values.list(a.get(0)) : List.of();
        boolean named = !names.isEmpty() && names.stream().allMatch(String.class::isInstance);
        NdArray heights = Drawn.flat(a.get(1));
        Map<String, Object> t = bars(axes, named ? names : Drawn.list(Drawn.flat(a.get(0))), Drawn.list(heights), a.real(2), a.keywords());
        axes.draw(t);
        return new Artist("matplotlib.container", "BarContainer", "<BarContainer object of " + heights.size() + " artists>");
    }

    private static Map<String, Object> bars(Axes axes, List<?> x, List<?> y, double width, Map<String, Object> options) {
        Map<String, Object> t = Drawn.trace("bar");
        t.put("x", x);
        t.put("y", y);
        t.put("width", width);
        String colour = Drawn.colour(first(options, "color", "c"));
        t.put("marker", Map.of("color", colour == null ? axes.nextColour() : colour));
        name(t, options);
        return t;
    }

    /** Counts in intervals of equal width, the last of them closed. */
    static Object histogram(Axes axes, Given a) {
        NdArray x = Drawn.flat(a.get(0));
        int n = Math.toIntExact(Math.clamp(a.integer(1), 1, 100_000));
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < x.size(); i++) {
            low = Math.min(low, x.getDouble(i));
            high = Math.max(high, x.getDouble(i));
        }
        if (!(low < high)) {
            low = x.size() == 0 ? 0 : low - 0.5;
            high = low + 1;
        }
        double width = (high - low) / n;
        double[] counts = new double[n];
        for (int i = 0; i < x.size(); i++) {
            counts[Math.clamp((int) ((x.getDouble(i) - low) / width), 0, n - 1)]++;
        }
        List<Object> middles = new ArrayList<>();
        List<Object> heights = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            middles.add(low + (i + 0.5) * width);
            heights.add(counts[i]);
        }
        axes.draw(bars(axes, middles, heights, width, a.keywords()));
        return PyTuple.of(new PyList(heights), new PyList(middles), new Artist("matplotlib.container", "BarContainer",
                "<BarContainer object of " + n + " artists>"));
    }

    static Object filled(Axes axes, Given a) {
        NdArray x = Drawn.flat(a.get(0));
        NdArray upper = Drawn.flat(a.get(1));
        NdArray lower = Numbers.isNumber(a.get(2)) ? NdArray.full(dev.nabla.engine.array.DType.FLOAT64, x.shape(), a.real(2))
                : Drawn.flat(a.get(2));
        AxesMethods.sameSize(x, upper);
        AxesMethods.sameSize(x, lower);
        List<@Nullable Object> across = new ArrayList<>(Drawn.list(x));
        across.addAll(Drawn.list(x).reversed());
        List<@Nullable Object> up = new ArrayList<>(Drawn.list(upper));
        up.addAll(Drawn.list(lower).reversed());
        Map<String, Object> t = Drawn.trace("scatter");
        String colour = Drawn.colour(first(a.keywords(), "color", "c"));
        t.put("mode", "lines");
        t.put("x", across);
        t.put("y", up);
        t.put("fill", "toself");
        t.put("line", Map.of("color", colour == null ? axes.nextColour() : colour, "dash", "solid", "width", 0.0));
        name(t, a.keywords());
        axes.draw(t);
        return Artist.of("matplotlib.collections", "FillBetweenPolyCollection");
    }
}
