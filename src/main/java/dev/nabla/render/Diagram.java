package dev.nabla.render;

import java.util.List;

/**
 * What a picture of a graph shows: boxes with a title and lines of text, joined by labelled arrows in the direction of the computation.
 *
 * @param truncated whether the graph has more nodes than are shown
 */
public record Diagram(String title, List<Box> boxes, List<Arrow> arrows, boolean truncated) {

    /** What a node is in the graph; each has a colour and an outline of its own. */
    public enum Role {
        LEAF, INTERMEDIATE, OUTPUT, CONSTANT;

        /** The word in JSON. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * A node.
     *
     * @param id unique in the diagram
     * @param title the name, or empty
     * @param lines what stands below it: value, gradient
     */
    public record Box(String id, Role role, String title, List<String> lines) {
    }

    /** A function from one node to another. */
    public record Arrow(String from, String to, String label) {
    }
}
