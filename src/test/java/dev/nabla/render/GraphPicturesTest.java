package dev.nabla.render;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.nabla.render.Diagram.Arrow;
import dev.nabla.render.Diagram.Box;
import dev.nabla.render.Diagram.Role;

import static org.assertj.core.api.Assertions.assertThat;

class GraphPicturesTest {
    private static final Diagram TUTORIAL = new Diagram("z", List.of(new Box("x", Role.LEAF, "x", List.of("1.0", "grad 2.0")),
            new Box("y", Role.INTERMEDIATE, "y", List.of("1.0")), new Box("z", Role.OUTPUT, "z", List.of("2.0"))),
            List.of(new Arrow("x", "y", "pow 2"), new Arrow("y", "z", "add 1")), false);

    @Test
    void boxesStandInTheDirectionOfTheComputation() {
        GraphLayout.Placed placed = GraphLayout.place(TUTORIAL);
        List<GraphLayout.PlacedBox> boxes = placed.boxes();
        assertThat(boxes.get(0).x() + boxes.get(0).width()).isLessThan(boxes.get(1).x());
        assertThat(boxes.get(1).x() + boxes.get(1).width()).isLessThan(boxes.get(2).x());
        List<GraphLayout.Point> arrow = placed.arrows().getFirst().points();
        assertThat(arrow.getFirst().x()).isLessThan(arrow.getLast().x());
    }

    @Test
    void svgShowsRolesValuesAndLabels() {
        assertThat(GraphPictures.svg(TUTORIAL)).contains("class=\"node leaf\"", "class=\"node intermediate\"", "class=\"node output\"",
                ">grad 2.0<",
                ">pow 2<", ">add 1<");
    }

    @Test
    void usersTextIsEscaped() {
        String hostile = "<script>\"&\n#";
        Diagram d = new Diagram(hostile, List.of(new Box(hostile, Role.CONSTANT, hostile, List.of(hostile))),
                List.of(new Arrow(hostile, hostile, hostile)), true);
        assertThat(GraphPictures.svg(d)).doesNotContain("<script>").contains("&lt;script&gt;&quot;&amp;", "not all nodes are shown");
        assertThat(GraphPictures.dot(d)).contains("\"<script>\\\"&\\n#\"");
        assertThat(GraphPictures.mermaid(d)).contains("#lt;script#gt;#quot;&").doesNotContain("<script>");
    }

    @Test
    void aGraphOfFiveHundredNodesIsPlaced() {
        List<Box> boxes = new ArrayList<>();
        List<Arrow> arrows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            boxes.add(new Box("n" + i, Role.INTERMEDIATE, "n" + i, List.of("0.5")));
            if (i > 0) {
                arrows.add(new Arrow("n" + (i - 1) / 2, "n" + i, "mul"));
            }
        }
        assertThat(GraphLayout.place(new Diagram("tree", boxes, arrows, false)).boxes()).hasSize(500);
    }

    @Test
    void anEmptyGraphIsAPicture() {
        assertThat(GraphPictures.svg(new Diagram("nothing", List.of(), List.of(), false))).startsWith("<svg");
    }
}
