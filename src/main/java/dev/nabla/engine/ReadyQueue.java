package dev.nabla.engine;

import java.util.Comparator;
import java.util.PriorityQueue;

import org.jspecify.annotations.Nullable;

/** Functions that have all their gradients, newest first. One waiting function, the case of a chain, costs no heap. */
final class ReadyQueue {
    private @Nullable Node only;
    private final PriorityQueue<Node> more = new PriorityQueue<>(Comparator.comparingLong(Node::sequence).reversed());

    void add(Node n) {
        if (only == null && more.isEmpty()) {
            only = n;
            return;
        }
        if (only != null) {
            more.add(only);
            only = null;
        }
        more.add(n);
    }

    @Nullable
    Node poll() {
        Node n = only;
        if (n != null) {
            only = null;
            return n;
        }
        return more.poll();
    }
}
