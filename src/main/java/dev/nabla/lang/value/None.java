package dev.nabla.lang.value;

/** Python's None. */
public enum None {
    NONE
}
