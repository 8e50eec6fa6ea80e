package dev.nabla.engine;

import java.util.List;

/** The ops of the conformance cases that have no row yet. A row built is a name taken off. */
final class NotBuilt {
    static final List<String> OPS = List.of();

    private NotBuilt() {
    }
}
