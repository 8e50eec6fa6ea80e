package dev.nabla.web;

/** The groups of operations in the documentation. */
public final class Tags {
    public static final String SESSIONS = "Sessions";
    public static final String TENSORS_AND_OPS = "Tensors and ops";
    public static final String BACKWARD = "Backward and gradients";
    public static final String GRAPH = "Graph";
    public static final String COPIES = "Copies";
    public static final String JOBS = "Descent jobs";
    public static final String CLEANING_UP = "Cleaning up";
    public static final String SERVICE = "Service";
    public static final String ENDING = "Ending";

    private Tags() {
    }
}
