package dev.nabla.render;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import dev.nabla.render.Diagram.Arrow;
import dev.nabla.render.Diagram.Box;
import dev.nabla.render.Diagram.Role;
import dev.nabla.render.GraphLayout.Placed;
import dev.nabla.render.GraphLayout.PlacedArrow;
import dev.nabla.render.GraphLayout.PlacedBox;
import dev.nabla.render.GraphLayout.Point;

/** A diagram as SVG, DOT or Mermaid. Names are escaped: they are users' text. */
public final class GraphPictures {
    /** Fill and outline; hues that colour-blind readers tell apart (Okabe and Ito), and an outline that differs besides. */
    private record Style(String fill, String line, String extra) {
    }

    private static final Map<Role, Style> STYLES = new EnumMap<>(Map.of(Role.LEAF, new Style("#cdeee2", "#00795a", "stroke-width=\"1.6\""), //
            Role.INTERMEDIATE, new Style("#d9ecfa", "#22709e", "stroke-width=\"1.6\""), //
            Role.OUTPUT, new Style("#fde7bd", "#b06f00", "stroke-width=\"3\""), //
            Role.CONSTANT, new Style("#eeeeee", "#6b6b6b", "stroke-width=\"1.6\" stroke-dasharray=\"5 3\"")));

    private GraphPictures() {
    }

    /** The diagram laid out and drawn; text in a sans-serif font, readable on light and dark pages. */
    public static String svg(Diagram diagram) {
        Placed placed = GraphLayout.place(diagram);
        double width = Math.max(placed.width(), 330);
        double legend = placed.height() + 8;
        double height = legend + 26 + (diagram.truncated() ? 18 : 0);
        StringBuilder b = new StringBuilder(4096);
        b.append(String.format(Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" "
                        + "font-family=\"system-ui, 'Segoe UI', Helvetica, Arial, sans-serif\">\n",
                width, height, width, height));
        b.append("<title>").append(escape(diagram.title())).append("</title>\n");
        b.append("<defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" "
                + "orient=\"auto-start-reverse\"><path d=\"M0 0L10 5L0 10z\" fill=\"#444\"/></marker></defs>\n");
        b.append(String.format(Locale.ROOT, "<rect width=\"%.0f\" height=\"%.0f\" rx=\"6\" fill=\"#ffffff\"/>\n", width, height));
        for (PlacedArrow a : placed.arrows()) {
            arrow(b, a);
        }
        for (PlacedBox box : placed.boxes()) {
            box(b, box);
        }
        legend(b, legend);
        if (diagram.truncated()) {
            b.append(String.format(Locale.ROOT, "<text x=\"14\" y=\"%.0f\" font-size=\"12\" fill=\"#a00\">not all nodes are shown</text>\n",
                    height - 8));
        }
        return b.append("</svg>\n").toString();
    }

    private static void arrow(StringBuilder b, PlacedArrow a) {
        b.append("<g class=\"edge\"><path fill=\"none\" stroke=\"#444\" stroke-width=\"1.3\" marker-end=\"url(#head)\" d=\"");
        boolean first = true;
        for (Point p : a.points()) {
            b.append(String.format(Locale.ROOT, "%s%.1f %.1f", first ? "M" : "L", p.x(), p.y()));
            first = false;
        }
        b.append(String.format(Locale.ROOT,
                "\"/><text x=\"%.1f\" y=\"%.1f\" font-size=\"12\" fill=\"#222\" text-anchor=\"middle\" stroke=\"#fff\" "
                        + "stroke-width=\"3\" paint-order=\"stroke\">%s</text></g>\n",
                a.labelAt().x(), a.labelAt().y(),
                escape(a.arrow().label())));
    }

    private static void box(StringBuilder b, PlacedBox p) {
        Box box = p.box();
        Style s = style(box.role());
        double radius = box.role() == Role.LEAF ? Math.min(p.height() / 2, 20) : 4;
        b.append(String.format(Locale.ROOT,
                "<g class=\"node %s\" data-id=\"%s\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%.1f\" "
                        + "fill=\"%s\" stroke=\"%s\" %s/>\n",
                box.role().word(), escape(box.id()), p.x(), p.y(), p.width(), p.height(), radius,
                s.fill(), s.line(), s.extra()));
        double x = p.x() + p.width() / 2;
        double y = p.y() + 9 + 13;
        if (!box.title().isEmpty()) {
            text(b, x, y, 14, "font-weight=\"600\"", box.title());
            y += GraphLayout.LINE;
        }
        for (String line : box.lines()) {
            text(b, x, y, 12, "", line);
            y += GraphLayout.LINE;
        }
        b.append("</g>\n");
    }

    private static void text(StringBuilder b, double x, double y, int size, String weight, String text) {
        b.append(String.format(Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" %s fill=\"#111\" text-anchor=\"middle\">%s</text>\n", x, y, size,
                weight,
                escape(text)));
    }

    private static void legend(StringBuilder b, double y) {
        double x = 14;
        b.append("<g class=\"legend\">\n");
        for (Role role : Role.values()) {
            Style s = style(role);
            b.append(String.format(Locale.ROOT,
                    "<rect x=\"%.0f\" y=\"%.0f\" width=\"18\" height=\"12\" rx=\"%d\" fill=\"%s\" stroke=\"%s\" %s/>", x, y,
                    role == Role.LEAF ? 6 : 2, s.fill(), s.line(), s.extra()));
            b.append(String.format(Locale.ROOT, "<text x=\"%.0f\" y=\"%.0f\" font-size=\"11\" fill=\"#333\">%s</text>\n", x + 24, y + 10,
                    role.word()));
            x += 32 + GraphLayout.textWidth(role.word(), 11);
        }
        b.append("</g>\n");
    }

    /** The diagram in the language of Graphviz. */
    public static String dot(Diagram diagram) {
        StringBuilder b = new StringBuilder("digraph nabla {\n  rankdir=LR;\n  node [shape=box, fontname=\"Helvetica\"];\n");
        for (Box box : diagram.boxes()) {
            Style s = style(box.role());
            String extra = switch (box.role()) {
                case LEAF -> "rounded,filled";
                case CONSTANT -> "dashed,filled";
                case INTERMEDIATE -> "filled";
                case OUTPUT -> "bold,filled";
            };
            b.append("  ").append(quoted(box.id())).append(" [label=").append(quoted(label(box, "\n"))).append(", style=\"").append(extra)
                    .append("\", fillcolor=\"").append(s.fill()).append("\", color=\"").append(s.line()).append("\"];\n");
        }
        for (Arrow a : diagram.arrows()) {
            b.append("  ").append(quoted(a.from())).append(" -> ").append(quoted(a.to())).append(" [label=").append(quoted(a.label()))
                    .append("];\n");
        }
        return b.append("}\n").toString();
    }

    /** The diagram in the language of Mermaid. */
    public static String mermaid(Diagram diagram) {
        StringBuilder b = new StringBuilder("flowchart LR\n");
        for (Box box : diagram.boxes()) {
            String text = "\"" + mermaidText(label(box, "\n")).replace("\n", "<br/>") + "\"";
            b.append("  ").append(mermaidId(box.id())).append(box.role() == Role.LEAF ? "(" + text + ")" : "[" + text + "]").append(":::")
                    .append(box.role().word()).append('\n');
        }
        for (Arrow a : diagram.arrows()) {
            b.append("  ").append(mermaidId(a.from())).append(" -->|\"").append(mermaidText(a.label())).append("\"| ")
                    .append(mermaidId(a.to()))
                    .append('\n');
        }
        STYLES.forEach((role, s) -> b.append("  classDef ").append(role.word()).append(" fill:").append(s.fill()).append(",stroke:")
                .append(s.line())
                .append(",color:#111").append(role == Role.CONSTANT ? ",stroke-dasharray:5 3" : "").append('\n'));
        return b.toString();
    }

    private static Style style(Role role) {
        Style s = STYLES.get(role);
        if (s == null) {
            throw new IllegalStateException(role.name());
        }
        return s;
    }

    private static String label(Box box, String separator) {
        String lines = String.join(separator, box.lines());
        return box.title().isEmpty() ? lines : box.lines().isEmpty() ? box.title() : box.title() + separator + lines;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static String mermaidText(String text) {
        return text.replace("#", "#35;").replace("\"", "#quot;").replace("<", "#lt;").replace(">", "#gt;");
    }

    private static String mermaidId(String id) {
        return "n" + id.codePoints().mapToObj(c -> Character.isLetterOrDigit(c) && c < 128 ? Character.toString(c) : "_" + c)
                .collect(java.util.stream.Collectors.joining());
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
