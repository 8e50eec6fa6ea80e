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
import dev.nabla.lang.value.Values;

/** Values over a grid: contours and surfaces. */
final class Fields {
    private static final int LEVELS = 8;
    private static final int MORE_LEVELS = 9;

    private Fields() {
    }

    /** The places and values of a grid, each an array of rows and columns. */
    private record Grid(NdArray x, NdArray y, NdArray z) {
        /** {@code (z)} or {@code (x, y, z)}, where x and y may be those of columns and rows. */
        static Grid of(Object[] given) {
            NdArray z = Drawn.array(given[given.length >= 3 ? 2 : 0]);
            if (z.rank() != 2) {
                throw PyError.type("Input z must be 2D, not " + z.rank() + "D");
            }
            if (z.dim(0) < 2 || z.dim(1) < 2) {
                throw PyError.type("Input z must be at least a (2, 2) shaped array, but has shape (" + z.dim(0) + ", " + z.dim(1) + ")");
            }
            NdArray x = given.length >= 3 ? Drawn.array(given[0]) : Drawn.places(z.dim(1));
            NdArray y = given.length >= 3 ? Drawn.array(given[1]) : Drawn.places(z.dim(0));
            int columns = x.rank() == 2 ? x.dim(1) : x.size();
            int rows = y.rank() == 2 ? y.dim(0) : y.size();
            if (columns != z.dim(1) || rows != z.dim(0)) {
                throw PyError.type("Length of x (" + columns + ") must match number of columns in z (" + z.dim(1) + ")");
            }
            Shape shape = z.shape();
            NdArray across = x.rank() == 2 ? x : x.broadcastTo(shape);
            NdArray up = y.rank() == 2 ? y : y.contiguous().reshaped(Shape.of(rows, 1)).broadcastTo(shape);
            return new Grid(across.copy(), up.copy(), z.contiguous());
        }
    }

    static Object contour(Axes axes, Given a, boolean isFilled) {
        int n = a.rest().length;
        if (n == 0 || n > 4) {
            throw PyError.type((isFilled ? "contourf" : "contour") + "() takes from 1 to 4 positional arguments but " + n + " were given");
        }
        Grid g = Grid.of(n >= 3 ? a.rest() : new Object[]{a.rest()[0]});
        Object levels = n == 2 || n == 4 ? a.rest()[n - 1] : a.keywords().getOrDefault("levels", None.NONE);
        if (axes.isSolid()) {
            solid(axes, g, levels, isFilled, a.keywords());
        } else {
            flat(axes, g, levels, isFilled, a.keywords());
        }
        return Artist.of("matplotlib.contour", "QuadContourSet");
    }

    private static double[] levels(ContourLines lines, Object given) {
        if (given == None.NONE) {
            return lines.levels(LEVELS);
        }
        if (Numbers.isInteger(given)) {
            return lines.levels(Math.clamp(Numbers.index(given), 1, 1000));
        }
        NdArray all = Drawn.flat(given);
        double[] out = new double[all.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = all.getDouble(i);
        }
        return out;
    }

    private static void flat(Axes axes, Grid g, Object levels, boolean isFilled, Map<String, Object> options) {
        Map<String, Object> t = Drawn.trace("contour");
        t.put("x", Drawn.list(g.x.selected(0, 0)));
        t.put("y", Drawn.list(g.y.selected(1, 0)));
        t.put("z", Drawn.list(g.z));
        double[] at = levels(new ContourLines(g.x, g.y, g.z), levels);
        Map<String, Object> contours = new LinkedHashMap<>();
        contours.put("coloring", isFilled ? "fill" : "lines");
        if (at.length > 1) {
            contours.put("start", at[0]);
            contours.put("end", at[at.length - 1]);
            contours.put("size", (at[at.length - 1] - at[0]) / (at.length - 1));
        } else if (at.length == 1) {
            contours.put("start", at[0]);
            contours.put("end", at[0]);
            contours.put("size", 1.0);
        }
        t.put("autocontour", false);
        t.put("contours", contours);
        colours(t, options);
        t.put("showscale", isFilled);
        t.put("line", Map.of("width", isFilled ? 0.0 : Curves.width(options)));
        axes.draw(t);
    }

    private static void colours(Map<String, Object> t, Map<String, Object> options) {
        Object one = Curves.first(options, "colors", "color");
        if (one instanceof String s) {
            String c = Drawn.colour(s);
            t.put("colorscale", List.of(List.of(0.0, String.valueOf(c)), List.of(1.0, String.valueOf(c))));
        } else {
            t.put("colorscale", Drawn.scale(options.get("cmap")));
        }
        Object alpha = options.get("alpha");
        if (alpha != null && alpha != None.NONE) {
            t.put("opacity", Numbers.real(alpha));
        }
    }

    /** Contours in space: seen along an axis, drawn at an offset on it or, along z, at their own heights. */
    private static void solid(Axes axes, Grid g, Object levels, boolean isFilled, Map<String, Object> options) {
        String along = options.get("zdir") instanceof String s ? s : "z";
        Object offset = options.getOrDefault("offset", None.NONE);
        ContourLines lines = switch (along) {
            case "x" -> new ContourLines(g.y, g.z, g.x);
            case "y" -> new ContourLines(g.x, g.z, g.y);
            case "z" -> new ContourLines(g.x, g.y, g.z);
            default -> throw PyError.value("zdir " + Values.repr(along) + " is not one of 'x', 'y', 'z'");
        };
        double[] at = levels(lines, levels == None.NONE && isFilled ? (Object) (long) MORE_LEVELS : levels);
        List<@Nullable Object> x = new ArrayList<>();
        List<@Nullable Object> y = new ArrayList<>();
        List<@Nullable Object> z = new ArrayList<>();
        List<Object> colours = new ArrayList<>();
        for (double level : at) {
            double height = offset == None.NONE ? level : Numbers.real(offset);
            for (ContourLines.Piece p : lines.at(level)) {
                point(along, p.fromU(), p.fromV(), height, x, y, z);
                point(along, p.toU(), p.toV(), height, x, y, z);
                x.add(null);
                y.add(null);
                z.add(null);
                colours.add(level);
                colours.add(level);
                colours.add(level);
            }
        }
        Map<String, Object> t = Drawn.trace("scatter3d");
        t.put("mode", "lines");
        t.put("x", x);
        t.put("y", y);
        t.put("z", z);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("width", 2 * Curves.width(options));
        line.put("color", colours);
        colours(line, options);
        line.remove("opacity");
        t.put("line", line);
        t.put("showlegend", false);
        axes.draw(t);
    }

    private static void point(String along, double u, double v, double height, List<@Nullable Object> x, List<@Nullable Object> y,
            List<@Nullable Object> z) {
        x.add(along.equals("x") ? height : u);
        y.add(along.equals("y") ? height : along.equals("x") ? u : v);
        z.add(along.equals("z") ? height : v);
    }

    /** A surface over a grid. */
    static Object surface(Axes axes, Given a) {
        Grid g = Grid.of(new Object[]{a.get(0), a.get(1), a.get(2)});
        Map<String, Object> t = Drawn.trace("surface");
        t.put("x", Drawn.list(g.x));
        t.put("y", Drawn.list(g.y));
        t.put("z", Drawn.list(g.z));
        Object one = Curves.first(a.keywords(), "color", "c");
        Map<String, Object> options = new LinkedHashMap<>(a.keywords());
        options.remove("colors");
        if (one == null && !options.containsKey("cmap")) {
            options.put("color", "C0");
        }
        colours(t, options);
        t.put("showscale", false);
        axes.draw(t);
        return Artist.of("mpl_toolkits.mplot3d.art3d", "Poly3DCollection");
    }

    /** The lines of a grid. */
    static Object wireframe(Axes axes, Given a) {
        Grid g = Grid.of(new Object[]{a.get(0), a.get(1), a.get(2)});
        List<@Nullable Object> x = new ArrayList<>();
        List<@Nullable Object> y = new ArrayList<>();
        List<@Nullable Object> z = new ArrayList<>();
        for (int d = 0; d < 2; d++) {
            for (int i = 0; i < g.z.dim(d); i++) {
                x.addAll(Drawn.list(g.x.selected(d, i)));
                y.addAll(Drawn.list(g.y.selected(d, i)));
                z.addAll(Drawn.list(g.z.selected(d, i)));
                x.add(null);
                y.add(null);
                z.add(null);
            }
        }
        Map<String, Object> t = Drawn.trace("scatter3d");
        t.put("mode", "lines");
        t.put("x", x);
        t.put("y", y);
        t.put("z", z);
        String colour = Drawn.colour(Curves.first(a.keywords(), "color", "c"));
        t.put("line", Map.of("color", colour == null ? axes.nextColour() : colour, "width", Curves.width(a.keywords())));
        Curves.name(t, a.keywords());
        axes.draw(t);
        return Artist.of("mpl_toolkits.mplot3d.art3d", "Line3DCollection");
    }
}
