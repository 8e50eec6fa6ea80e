package dev.nabla.lang.pyplot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.Mutable;
import dev.nabla.lang.value.PyType;

/** One pair (or triple) of axes of a figure: what is drawn in it, and its labels. */
final class Axes extends Mutable {
    static final PyType TYPE = PyType.of("matplotlib.axes._axes", "Axes").with(AxesMethods.methods());
    static final PyType TYPE_3D = PyType.of("mpl_toolkits.mplot3d.axes3d", "Axes3D").with(AxesMethods.methods()).with(SolidMethods.ROWS);

    private final Figure figure;
    private final boolean solid;
    /** Of the figure, from 0 to 1: left, right, bottom, top. */
    private final double[] place;
    private List<Map<String, Object>> traces = new ArrayList<>();
    private List<Map<String, Object>> shapes = new ArrayList<>();
    /** Of an axis: x, y or z. */
    private Map<String, Map<String, Object>> settings = new LinkedHashMap<>();
    private String title = "";
    private boolean legend;
    private int colours;

    Axes(Figure figure, boolean solid, double[] place) {
        this.figure = figure;
        this.solid = solid;
        this.place = place;
    }

    boolean isSolid() {
        return solid;
    }

    Figure figure() {
        return figure;
    }

    boolean isEmpty() {
        return traces.isEmpty() && shapes.isEmpty() && title.isEmpty() && settings.isEmpty();
    }

    /** The next colour of the cycle. */
    String nextColour() {
        changes();
        return LineStyle.CYCLE.get(colours++ % LineStyle.CYCLE.size());
    }

    /** Draws a trace, as Plotly describes it. */
    void draw(Map<String, Object> trace) {
        changes();
        dev.nabla.lang.value.Run.current().keep(512);
        figure.touch();
        traces.add(trace);
    }

    void shape(Map<String, Object> shape) {
        changes();
        figure.touch();
        shapes.add(shape);
    }

    void title(String text) {
        changes();
        figure.touch();
        title = text;
    }

    void showLegend() {
        changes();
        legend = true;
    }

    /** Names the curves in the order in which they were drawn. */
    void nameCurves(List<String> names) {
        changes();
        for (int i = 0; i < Math.min(names.size(), traces.size()); i++) {
            traces.get(i).put("name", names.get(i));
            traces.get(i).put("showlegend", true);
        }
    }

    /** Says something of an axis in Plotly's words. */
    void set(String axis, String name, Object value) {
        changes();
        figure.touch();
        settings.computeIfAbsent(axis, _ -> new LinkedHashMap<>()).put(name, value);
    }

    void clear() {
        changes();
        traces.clear();
        shapes.clear();
        settings.clear();
        title = "";
        colours = 0;
        legend = false;
    }

    /**
     * Adds what it shows to a figure of Plotly's.
     *
     * @param number of the axes in the figure, from 1
     * @param alone whether its title is the figure's
     */
    void into(List<Object> data, Map<String, Object> layout, List<Object> allShapes, List<Object> annotations, int number, boolean alone) {
        String suffix = number == 1 ? "" : Integer.toString(number);
        for (Map<String, Object> t : traces) {
            Map<String, Object> trace = new LinkedHashMap<>(t);
            if (solid) {
                trace.put("scene", "scene" + suffix);
            } else {
                trace.put("xaxis", "x" + suffix);
                trace.put("yaxis", "y" + suffix);
            }
            data.add(trace);
        }
        if (solid) {
            Map<String, Object> scene = new LinkedHashMap<>();
            settings.forEach((axis, s) -> scene.put(axis + "axis", new LinkedHashMap<>(s)));
            scene.put("domain", Map.of("x", List.of(place[0], place[1]), "y", List.of(place[2], place[3])));
            layout.put("scene" + suffix, scene);
        } else {
            for (String axis : List.of("x", "y")) {
                Map<String, Object> a = new LinkedHashMap<>(settings.getOrDefault(axis, Map.of()));
                boolean across = axis.equals("x");
                a.put("domain", across ? List.of(place[0], place[1]) : List.of(place[2], place[3]));
                a.put("anchor", (across ? "y" : "x") + suffix);
                layout.put(axis + "axis" + suffix, a);
            }
            for (Map<String, Object> s : shapes) {
                Map<String, Object> shape = new LinkedHashMap<>(s);
                shape.put("xref", "paper".equals(s.get("xref")) ? "x" + suffix + " domain" : "x" + suffix);
                shape.put("yref", "paper".equals(s.get("yref")) ? "y" + suffix + " domain" : "y" + suffix);
                allShapes.add(shape);
            }
        }
        if (!title.isEmpty() && alone) {
            layout.put("title", Map.of("text", title));
        } else if (!title.isEmpty()) {
            annotations.add(Map.of("text", title, "showarrow", false, "xref", "paper", "yref", "paper", "xanchor", "center", "yanchor",
                    "bottom", "x", (place[0] + place[1]) / 2, "y", place[3]));
        }
    }

    boolean hasLegend() {
        return legend;
    }

    @Override
    protected Runnable wayBack() {
        List<Map<String, Object>> tracesBefore = new ArrayList<>();
        traces.forEach(t -> tracesBefore.add(new LinkedHashMap<>(t)));
        List<Map<String, Object>> shapesBefore = new ArrayList<>(shapes);
        Map<String, Map<String, Object>> settingsBefore = new LinkedHashMap<>();
        settings.forEach((axis, s) -> settingsBefore.put(axis, new LinkedHashMap<>(s)));
        String titleBefore = title;
        boolean legendBefore = legend;
        int coloursBefore = colours;
        return () -> {
            traces = tracesBefore;
            shapes = shapesBefore;
            settings = settingsBefore;
            title = titleBefore;
            legend = legendBefore;
            colours = coloursBefore;
        };
    }

    @Override
    public PyType type() {
        return solid ? TYPE_3D : TYPE;
    }

    @Override
    public String repr() {
        StringBuilder b = new StringBuilder(solid ? "<Axes3D: " : "<Axes: ");
        String before = "";
        if (!title.isEmpty()) {
            b.append("title={'center': ").append(dev.nabla.lang.value.Values.repr(title)).append('}');
            before = ", ";
        }
        for (String axis : List.of("x", "y", "z")) {
            if (settings.getOrDefault(axis, Map.of()).get("title") instanceof Map<?, ?> t && t.get("text") instanceof String text) {
                b.append(before).append(axis).append("label=").append(dev.nabla.lang.value.Values.repr(text));
                before = ", ";
            }
        }
        return b.append('>').toString();
    }

    @Override
    public @Nullable Object attribute(String name) {
        return name.equals("figure") ? figure : null;
    }
}
