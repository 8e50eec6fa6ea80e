package dev.nabla.engine.array;

import java.util.Arrays;

/** An array of these sizes could not be held; thrown before any memory is taken. */
public final class ArrayTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ArrayTooLarge(long[] dims) {
        this("a tensor of shape " + Arrays.toString(dims) + " is too large");
    }

    public ArrayTooLarge(int[] dims) {
        this("a tensor of shape " + Arrays.toString(dims) + " is too large");
    }

    public ArrayTooLarge(String message) {
        super(message);
    }
}
