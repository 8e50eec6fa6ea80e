package dev.nabla.render;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.session.GraphView;
import dev.nabla.session.GraphView.GraphNode;

/** What a picture of a session's graph shows: names, values and gradients, in few characters. */
public final class GraphDiagram {
    private static final int ELEMENTS = 4;
    private static final MathContext DIGITS = new MathContext(5);

    private GraphDiagram() {
    }

    public static Diagram of(GraphView graph, String title) {
        List<Diagram.Box> boxes = new ArrayList<>();
        for (GraphNode n : graph.nodes()) {
            List<String> lines = new ArrayList<>();
            lines.add(value(n));
            if (n.grad() != null && n.grad().size() <= ELEMENTS) {
                lines.add("grad " + text(n.grad()));
            }
            boxes.add(new Diagram.Box(n.id(), Diagram.Role.valueOf(n.role().name()), n.name() == null ? "" : n.name(), lines));
        }
        List<Diagram.Arrow> arrows = graph.edges().stream().map(e -> new Diagram.Arrow(e.from(), e.to(), e.label())).toList();
        return new Diagram(title, boxes, arrows, graph.truncated());
    }

    private static String value(GraphNode n) {
        if (n.value() != null && n.value().size() <= ELEMENTS && n.value().rank() <= 1) {
            return text(n.value());
        }
        return n.shape().length == 0 ? n.dtype().torchName()
                : IntStream.of(n.shape()).mapToObj(Integer::toString).collect(Collectors.joining("×")) + " " + n.dtype().torchName();
    }

    private static String text(NdArray a) {
        String inside = IntStream.range(0, a.size()).mapToObj(i -> number(a, i)).collect(Collectors.joining(", "));
        return a.rank() == 0 ? inside : "[" + inside + "]";
    }

    private static String number(NdArray a, int i) {
        if (!a.dtype().isFloat()) {
            return a.dtype() == DType.BOOL ? String.valueOf(a.getLong(i) != 0) : Long.toString(a.getLong(i));
        }
        double v = a.getDouble(i);
        if (!Double.isFinite(v)) {
            return Double.isNaN(v) ? "NaN" : v > 0 ? "∞" : "−∞";
        }
        BigDecimal d = new BigDecimal(v).round(DIGITS);
        boolean plain = v == 0 || Math.abs(v) >= 1e-4 && Math.abs(v) < 1e7;
        String s = v == 0 ? "0" : plain ? d.stripTrailingZeros().toPlainString() : d.stripTrailingZeros().toString();
        return s.replace('-', '−');
    }
}
