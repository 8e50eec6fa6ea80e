package dev.nabla.session.web;

/** The groups of operations in the documentation. */
final class Tags {
    static final String SESSIONS = "Sessions";
    static final String TENSORS_AND_OPS = "Tensors and ops";
    static final String BACKWARD = "Backward and gradients";
    static final String GRAPH = "Graph";
    static final String CLEANING_UP = "Cleaning up";

    private Tags() {
    }
}
