package dev.nabla.lang.pyplot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.function;
import static dev.nabla.lang.value.Builtin.method;

/**
 * What is drawn into axes: each row is a method of axes, and under {@code plt} a function that draws into the present ones.
 *
 * @see <a href="https://matplotlib.org/stable/api/pyplot_summary.html">matplotlib.pyplot</a>
 */
final class AxesMethods {
    private interface Body {
        Object draw(Axes axes, Given a);
    }

    /** @param method the name as a method, null where it is that of the signature */
    private record Row(String signature, @Nullable String method, Body body) {
        String name() {
            return signature.substring(0, signature.indexOf('('));
        }
    }

    private static final List<Row> ROWS = List.of(
            row("plot(*args, **kwargs)", Curves::plot),
            row("scatter(x, y, z=None, /, s=None, c=None, **kwargs)", Curves::scatter),
            row("bar(x, height, width=0.8, **kwargs)", Curves::bar),
            row("hist(x, bins=10, **kwargs)", Curves::histogram),
            row("fill_between(x, y1, y2=0, **kwargs)", Curves::filled),
            row("semilogy(*args, **kwargs)", (axes, a) -> {
                axes.set("y", "type", "log");
                return Curves.plot(axes, a);
            }),
            row("semilogx(*args, **kwargs)", (axes, a) -> {
                axes.set("x", "type", "log");
                return Curves.plot(axes, a);
            }),
            row("loglog(*args, **kwargs)", (axes, a) -> {
                axes.set("x", "type", "log");
                axes.set("y", "type", "log");
                return Curves.plot(axes, a);
            }),
            row("axhline(y=0, **kwargs)", (axes, a) -> straight(axes, a, false)),
            row("axvline(x=0, **kwargs)", (axes, a) -> straight(axes, a, true)),
            row("contour(*args, **kwargs)", (axes, a) -> Fields.contour(axes, a, false)),
            row("contourf(*args, **kwargs)", (axes, a) -> Fields.contour(axes, a, true)),
            row("legend(*args, **kwargs)", AxesMethods::legend),
            row("grid(visible=True, **kwargs)", (axes, a) -> {
                axes.set("x", "showgrid", a.flag(0));
                axes.set("y", "showgrid", a.flag(0));
                return None.NONE;
            }),
            new Row("title(label, **kwargs)", "set_title", (axes, a) -> {
                axes.title(Values.str(a.get(0)));
                return Artist.text("0.5, 1.0", Values.str(a.get(0)));
            }),
            new Row("xlabel(xlabel, **kwargs)", "set_xlabel", (axes, a) -> label(axes, "x", a, "0.5, 0")),
            new Row("ylabel(ylabel, **kwargs)", "set_ylabel", (axes, a) -> label(axes, "y", a, "0, 0.5")),
            new Row("xlim(left=None, right=None)", "set_xlim", (axes, a) -> range(axes, "x", a)),
            new Row("ylim(bottom=None, top=None)", "set_ylim", (axes, a) -> range(axes, "y", a)),
            new Row("xscale(value)", "set_xscale", (axes, a) -> scale(axes, "x", a)),
            new Row("yscale(value)", "set_yscale", (axes, a) -> scale(axes, "y", a)),
            new Row("axis(arg=None)", null, (axes, a) -> {
                if ("off".equals(a.get(0))) {
                    axes.set("x", "visible", false);
                    axes.set("y", "visible", false);
                } else if ("equal".equals(a.get(0))) {
                    axes.set("y", "scaleanchor", "x");
                }
                return None.NONE;
            }),
            new Row("cla()", null, (axes, _) -> {
                axes.clear();
                return None.NONE;
            }));

    private AxesMethods() {
    }

    private static Row row(String signature, Body body) {
        return new Row(signature, null, body);
    }

    /** As methods of axes. */
    static List<Builtin> methods() {
        return ROWS.stream().map(r -> method((r.method == null ? r.name() : r.method) + r.signature.substring(r.name().length()),
                a -> r.body.draw((Axes) a.self(), a))).toList();
    }

    /** As functions of pyplot. */
    static List<Builtin> functions() {
        return ROWS.stream().map(r -> function(r.signature, a -> r.body.draw(Pyplot.current().current(), a))).toList();
    }

    static Object label(Axes axes, String axis, Given a, String place) {
        axes.set(axis, "title", Map.of("text", Values.str(a.get(0))));
        return Artist.text(place, Values.str(a.get(0)));
    }

    static Object range(Axes axes, String axis, Given a) {
        boolean pair = a.get(0) instanceof PyTuple || a.get(0) instanceof PyList;
        List<Object> both = pair ? Values.list(a.get(0)) : List.of(a.get(0), a.get(1));
        if (both.contains(None.NONE)) {
            throw PyError.value(axis + "lim in Nabla's subset of matplotlib takes both ends");
        }
        double from = Numbers.real(both.get(0));
        double to = Numbers.real(both.get(1));
        axes.set(axis, "range", List.of(from, to));
        return PyTuple.of(from, to);
    }

    private static Object scale(Axes axes, String axis, Given a) {
        String kind = a.text(0);
        if (!kind.equals("linear") && !kind.equals("log")) {
            throw PyError.value(Values.repr(kind) + " is not a valid value for scale; supported values are 'linear', 'log'");
        }
        axes.set(axis, "type", kind);
        return None.NONE;
    }

    private static Object straight(Axes axes, Given a, boolean upright) {
        double at = a.real(0);
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("type", "line");
        shape.put("xref", upright ? "x" : "paper");
        shape.put("yref", upright ? "paper" : "y");
        shape.put("x0", upright ? at : 0.0);
        shape.put("x1", upright ? at : 1.0);
        shape.put("y0", upright ? 0.0 : at);
        shape.put("y1", upright ? 1.0 : at);
        Map<String, Object> line = new LinkedHashMap<>();
        LineStyle style = Curves.style(LineStyle.PLAIN, a.keywords());
        line.put("color", style.colour() == null ? LineStyle.CYCLE.getFirst() : style.colour());
        line.put("dash", style.dash() == null ? "solid" : style.dash());
        line.put("width", Curves.width(a.keywords()));
        shape.put("line", line);
        axes.shape(shape);
        return Artist.of("matplotlib.lines", "Line2D");
    }

    private static Object legend(Axes axes, Given a) {
        if (a.rest().length > 0) {
            List<String> names = new ArrayList<>();
            Values.list(a.rest()[a.rest().length - 1]).forEach(n -> names.add(Values.str(n)));
            axes.nameCurves(names);
        }
        axes.showLegend();
        return Artist.of("matplotlib.legend", "Legend");
    }

    /** Both must have as many numbers. */
    static void sameSize(NdArray x, NdArray y) {
        if (x.size() != y.size()) {
            throw PyError.value("x and y must have same first dimension, but have shapes (" + x.size() + ",) and (" + y.size() + ",)");
        }
    }
}
