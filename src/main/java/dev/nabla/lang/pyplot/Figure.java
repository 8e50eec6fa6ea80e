package dev.nabla.lang.pyplot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Mutable;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.method;

/** A figure: axes side by side. */
final class Figure extends Mutable {
    private static final List<Builtin> METHODS = List.of(
            method("add_subplot(*args, projection=None)", a -> ((Figure) a.self()).subplot(a.rest(), a.get(0))),
            method("gca()", a -> ((Figure) a.self()).current()),
            method("add_axes(rect, projection=None)", a -> {
                List<Object> r = Values.list(a.get(0));
                double left = Numbers.real(r.get(0));
                double bottom = Numbers.real(r.get(1));
                return ((Figure) a.self()).add(isSolid(a.get(1)), left, left + Numbers.real(r.get(2)), bottom,
                        bottom + Numbers.real(r.get(3)));
            }),
            method("suptitle(t, **kwargs)", a -> ((Figure) a.self()).suptitle(Values.str(a.get(0)))),
            method("tight_layout(**kwargs)", _ -> None.NONE),
            method("colorbar(mappable=None, ax=None, **kwargs)", a -> ((Figure) a.self()).colorbar()),
            method("show()", a -> {
                ((Figure) a.self()).show();
                return None.NONE;
            }));
    static final PyType TYPE = PyType.of("matplotlib.figure", "Figure").with(METHODS);
    private static final double GAP = 0.08;

    private final double width;
    private final double height;
    private List<Axes> axes = new ArrayList<>();
    private Map<String, Axes> grid = new LinkedHashMap<>();
    private @Nullable Axes current;
    private String title = "";
    private boolean shown;

    /** @param width and height in inches, or 0 for what is usual */
    Figure(double width, double height) {
        this.width = width;
        this.height = height;
    }

    static boolean isSolid(Object projection) {
        if (projection != None.NONE && !"3d".equals(projection) && !"rectilinear".equals(projection)) {
            throw PyError.value("Unknown projection " + Values.repr(projection));
        }
        return "3d".equals(projection);
    }

    Axes current() {
        return current == null ? add(false, 0, 1, 0, 1) : current;
    }

    void current(Axes a) {
        changes();
        current = a;
    }

    Axes add(boolean solid, double... place) {
        changes();
        Axes a = new Axes(this, solid, place);
        axes.add(a);
        current = a;
        return a;
    }

    /** {@code (2, 3, 1)}, {@code (231)} or nothing for one. */
    Axes subplot(Object[] given, Object projection) {
        int code = given.length == 1 ? (int) Numbers.index(given[0]) : 111;
        int rows = given.length == 3 ? (int) Numbers.index(given[0]) : code / 100;
        int columns = given.length == 3 ? (int) Numbers.index(given[1]) : code / 10 % 10;
        int number = given.length == 3 ? (int) Numbers.index(given[2]) : code % 10;
        if (rows < 1 || columns < 1 || number < 1 || number > rows * columns) {
            throw PyError.value("num must be an integer with 1 <= num <= " + rows * columns + ", not " + number);
        }
        String key = rows + " " + columns + " " + number + " " + isSolid(projection);
        Axes known = grid.get(key);
        if (known != null) {
            current(known);
            return known;
        }
        Axes made = cell(rows, columns, (number - 1) / columns, (number - 1) % columns, isSolid(projection));
        grid.put(key, made);
        return made;
    }

    /** The axes of one cell of a grid, counted from the upper left. */
    Axes cell(int rows, int columns, int row, int column, boolean solid) {
        double w = (1 - GAP * (columns - 1)) / columns;
        double gap = 2 * GAP;
        double h = (1 - gap * (rows - 1)) / rows;
        double left = column * (w + GAP);
        double top = 1 - row * (h + gap);
        return add(solid, left, left + w, Math.max(0, top - h), top);
    }

    Object suptitle(String text) {
        changes();
        title = text;
        return Artist.text("0.5, 0.98", text);
    }

    Object colorbar() {
        changes();
        return Artist.of("matplotlib.colorbar", "Colorbar");
    }

    /** Something is drawn that was not shown yet. */
    void touch() {
        changes();
        shown = false;
    }

    boolean hasNews() {
        return !shown && axes.stream().anyMatch(a -> !a.isEmpty());
    }

    /** Answers it. */
    void show() {
        if (hasNews()) {
            changes();
            shown = true;
            dev.nabla.lang.value.Run.current().show(plotly());
        }
    }

    /** As Plotly describes figures. */
    private Map<String, Object> plotly() {
        List<Object> data = new ArrayList<>();
        Map<String, Object> layout = new LinkedHashMap<>();
        List<Object> shapes = new ArrayList<>();
        List<Object> annotations = new ArrayList<>();
        boolean alone = axes.size() == 1;
        for (int i = 0; i < axes.size(); i++) {
            axes.get(i).into(data, layout, shapes, annotations, i + 1, alone && title.isEmpty());
        }
        if (!title.isEmpty()) {
            layout.put("title", Map.of("text", title));
        }
        if (width > 0) {
            layout.put("width", width * 100);
            layout.put("height", height * 100);
        }
        if (!shapes.isEmpty()) {
            layout.put("shapes", shapes);
        }
        if (!annotations.isEmpty()) {
            layout.put("annotations", annotations);
        }
        layout.put("showlegend", axes.stream().anyMatch(Axes::hasLegend));
        Map<String, Object> figure = new LinkedHashMap<>();
        figure.put("data", data);
        figure.put("layout", layout);
        return figure;
    }

    @Override
    protected Runnable wayBack() {
        List<Axes> axesBefore = new ArrayList<>(axes);
        Map<String, Axes> gridBefore = new LinkedHashMap<>(grid);
        Axes currentBefore = current;
        String titleBefore = title;
        boolean shownBefore = shown;
        return () -> {
            axes = axesBefore;
            grid = gridBefore;
            current = currentBefore;
            title = titleBefore;
            shown = shownBefore;
        };
    }

    @Override
    public PyType type() {
        return TYPE;
    }

    @Override
    public String repr() {
        double w = width > 0 ? width : 6.4;
        double h = width > 0 ? height : 4.8;
        return "<Figure size " + Math.round(w * 100) + "x" + Math.round(h * 100) + " with " + axes.size() + " Axes>";
    }

    @Override
    public @Nullable Object attribute(String name) {
        return name.equals("axes") ? new PyList(new ArrayList<>(axes)) : null;
    }
}
