package dev.nabla.render;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.PortConstraints;
import org.eclipse.elk.core.util.NullElkProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Places a diagram in layers from left to right, arrows routed around boxes.
 *
 * @see <a href="https://eclipse.dev/elk/reference/algorithms/org-eclipse-elk-layered.html">ELK Layered</a>
 */
final class GraphLayout {
    /** Units: pixels at the default size. */
    record Point(double x, double y) {
    }

    record PlacedBox(Diagram.Box box, double x, double y, double width, double height) {
    }

    record PlacedArrow(Diagram.Arrow arrow, List<Point> points, Point labelAt) {
    }

    record Placed(double width, double height, List<PlacedBox> boxes, List<PlacedArrow> arrows) {
    }

    static final double LINE = 17;
    private static final double PADDING = 12;

    static {
        LayoutMetaDataService.getInstance().registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    }

    private GraphLayout() {
    }

    static Placed place(Diagram diagram) {
        ElkNode root = ElkGraphUtil.createGraph();
        root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
        root.setProperty(LayeredOptions.DIRECTION, Direction.RIGHT);
        root.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.POLYLINE);
        root.setProperty(LayeredOptions.PADDING, new ElkPadding(PADDING));
        root.setProperty(LayeredOptions.SPACING_NODE_NODE, 26.0);
        root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 34.0);
        root.setProperty(LayeredOptions.SPACING_EDGE_LABEL, 3.0);
        Map<String, ElkNode> nodes = new HashMap<>();
        for (Diagram.Box b : diagram.boxes()) {
            ElkNode n = ElkGraphUtil.createNode(root);
            n.setDimensions(width(b), height(b));
            n.setProperty(LayeredOptions.PORT_CONSTRAINTS, PortConstraints.FREE);
            nodes.put(b.id(), n);
        }
        List<ElkEdge> edges = new ArrayList<>();
        for (Diagram.Arrow a : diagram.arrows()) {
            ElkEdge e = ElkGraphUtil.createSimpleEdge(node(nodes, a.from()), node(nodes, a.to()));
            ElkLabel label = ElkGraphUtil.createLabel(a.label(), e);
            label.setDimensions(textWidth(a.label(), 12), 15);
            edges.add(e);
        }
        new RecursiveGraphLayoutEngine().layout(root, new NullElkProgressMonitor());
        return placed(diagram, root, nodes, edges);
    }

    private static ElkNode node(Map<String, ElkNode> nodes, String id) {
        ElkNode n = nodes.get(id);
        if (n == null) {
            throw new IllegalArgumentException("no box " + id);
        }
        return n;
    }

    private static Placed placed(Diagram diagram, ElkNode root, Map<String, ElkNode> nodes, List<ElkEdge> edges) {
        List<PlacedBox> boxes = new ArrayList<>();
        for (Diagram.Box b : diagram.boxes()) {
            ElkNode n = node(nodes, b.id());
            boxes.add(new PlacedBox(b, n.getX(), n.getY(), n.getWidth(), n.getHeight()));
        }
        List<PlacedArrow> arrows = new ArrayList<>();
        for (int i = 0; i < edges.size(); i++) {
            ElkEdge e = edges.get(i);
            ElkEdgeSection s = e.getSections().getFirst();
            List<Point> points = new ArrayList<>();
            points.add(new Point(s.getStartX(), s.getStartY()));
            for (ElkBendPoint p : s.getBendPoints()) {
                points.add(new Point(p.getX(), p.getY()));
            }
            points.add(new Point(s.getEndX(), s.getEndY()));
            ElkLabel label = e.getLabels().getFirst();
            Point at = new Point(label.getX() + label.getWidth() / 2, label.getY() + label.getHeight() - 4);
            arrows.add(new PlacedArrow(diagram.arrows().get(i), points, at));
        }
        return new Placed(root.getWidth(), root.getHeight(), boxes, arrows);
    }

    private static double width(Diagram.Box b) {
        double w = textWidth(b.title(), 14);
        for (String line : b.lines()) {
            w = Math.max(w, textWidth(line, 12));
        }
        return Math.max(56, w + 24);
    }

    private static double height(Diagram.Box b) {
        return 2 * 9 + LINE * ((b.title().isEmpty() ? 0 : 1) + b.lines().size());
    }

    /** About what a sans-serif font takes; full-width characters count double. */
    static double textWidth(String text, double size) {
        return text.codePoints().mapToDouble(c -> c > 0x2E80 ? 1.0 : 0.58).sum() * size;
    }
}
