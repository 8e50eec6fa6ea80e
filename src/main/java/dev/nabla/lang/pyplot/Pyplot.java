package dev.nabla.lang.pyplot;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.Module;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Run;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.function;

/** The module matplotlib.pyplot. A run's figures are answered when they are shown, or at its end. */
public final class Pyplot {
    private static final List<Builtin> ROWS = List.of(
            function("figure(num=None, figsize=None, **kwargs)", a -> opened(a.get(1))),
            function("gcf()", _ -> current()),
            function("gca(projection=None)", _ -> current().current()),
            function("axes(arg=None, projection=None)", a -> current().add(Figure.isSolid(a.get(1)), 0, 1, 0, 1)),
            function("subplot(*args, projection=None)", a -> current().subplot(a.rest(), a.get(0))),
            function("subplots(nrows=1, ncols=1, figsize=None, subplot_kw=None, **kwargs)", Pyplot::subplots),
            function("sca(ax)", a -> {
                Axes axes = (Axes) a.get(0);
                axes.figure().current(axes);
                return None.NONE;
            }),
            function("suptitle(t, **kwargs)", a -> current().suptitle(Values.str(a.get(0)))),
            function("colorbar(mappable=None, ax=None, **kwargs)", _ -> current().colorbar()),
            function("tight_layout(**kwargs)", _ -> None.NONE),
            function("show(*args, **kwargs)", _ -> {
                showAll();
                return None.NONE;
            }),
            function("close(fig=None)", _ -> {
                open().figures.clear();
                return None.NONE;
            }),
            function("clf()", _ -> {
                open().figures.clear();
                return None.NONE;
            }),
            function("savefig(fname, **kwargs)", _ -> {
                throw PyError.runtime("savefig is not part of Nabla's subset of matplotlib, which writes no files; there is show()");
            }));
    private static final Module PYPLOT = Module.of("matplotlib.pyplot").with(ROWS).with(AxesMethods.functions()).with(Figure.TYPE)
            .with("cm", ColourMaps.MODULE);
    private static final Module MATPLOTLIB = Module.of("matplotlib").with("pyplot", PYPLOT).with("cm", ColourMaps.MODULE)
            .with("__version__", "3.10");
    private static final Module TOOLKIT = Module.of("mpl_toolkits.mplot3d").with(Axes.TYPE_3D);
    private static final Module TOOLKITS = Module.of("mpl_toolkits").with("mplot3d", TOOLKIT);

    /** The figures that one run has opened. */
    private static final class Open {
        private final List<Figure> figures = new ArrayList<>();
        private @Nullable Run run;
    }

    private Pyplot() {
    }

    /** All modules. */
    public static List<Module> all() {
        return List.of(PYPLOT, MATPLOTLIB, ColourMaps.MODULE, TOOLKIT, TOOLKITS);
    }

    @SuppressWarnings("ReferenceEquality") // A run is itself.
    private static Open open() {
        Run run = Run.current();
        Open open = run.state(Open.class, Open::new);
        if (open.run != run) {
            open.figures.clear();
            open.run = run;
            run.atEnd(Pyplot::showAll);
        }
        return open;
    }

    /** The figure that functions draw into. */
    static Figure current() {
        Open open = open();
        if (open.figures.isEmpty()) {
            open.figures.add(new Figure(0, 0));
        }
        return open.figures.getLast();
    }

    private static void showAll() {
        Open open = open();
        open.figures.forEach(Figure::show);
        open.figures.clear();
    }

    private static Figure opened(Object size) {
        List<Object> both = size == None.NONE ? List.of(0L, 0L) : Values.list(size);
        Figure f = new Figure(Numbers.real(both.get(0)), Numbers.real(both.get(1)));
        open().figures.add(f);
        return f;
    }

    /** A figure, and its axes in rows; one alone stands for itself, one row or column as a list. */
    private static Object subplots(Given a) {
        int rows = Math.clamp(a.integer(0), 1, 50);
        int columns = Math.clamp(a.integer(1), 1, 50);
        Figure f = opened(a.get(2));
        Object projection = a.get(3) instanceof dev.nabla.lang.value.PyDict d && d.get("projection") instanceof String s ? s : None.NONE;
        List<Object> all = new ArrayList<>();
        for (int r = 0; r < rows; r++) {
            List<Object> row = new ArrayList<>();
            for (int c = 0; c < columns; c++) {
                row.add(f.cell(rows, columns, r, c, Figure.isSolid(projection)));
            }
            all.add(columns == 1 ? row.getFirst() : new PyList(row));
        }
        Object axes = rows == 1 ? all.getFirst() : new AxesGrid(all);
        if (axes instanceof PyList l) {
            axes = new AxesGrid(l.items());
        }
        return PyTuple.of(f, axes);
    }
}
