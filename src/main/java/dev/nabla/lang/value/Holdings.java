package dev.nabla.lang.value;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Node;
import dev.nabla.engine.Tensor;

/**
 * Counts the bytes of all values that can be reached from some, by their usual sizes on a 64-bit JVM; gathers the tensors and functions of the graph among them, which are
 * counted elsewhere.
 */
public final class Holdings implements Consumer<Object> {
    private static final int REFERENCE = 8;
    private static final int NUMBER = 16;
    private static final int OBJECT = 64;
    private static final int TEXT = 40;
    /** A text this long is counted once, however often it is held. */
    private static final int LONG = 64;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> ahead = new ArrayDeque<>();
    private final List<Object> graph = new ArrayList<>();
    private long bytes;

    /** Adds a value and all that it holds. */
    @Override
    public void accept(@Nullable Object value) {
        reach(value);
        for (Object o = ahead.poll(); o != null; o = ahead.poll()) {
            bytes += OBJECT;
            switch (o) {
                case PyObject p -> p.holds(this::reach);
                case Cell c -> reach(c.get());
                default -> throw new IllegalStateException(o.getClass().getName());
            }
        }
    }

    private void reach(@Nullable Object o) {
        bytes += REFERENCE;
        switch (o) {
            case null -> {
            }
            case String s -> {
                if (s.length() < LONG || seen.add(s)) {
                    bytes += TEXT + s.length();
                }
            }
            case BigInteger n -> bytes += TEXT + n.bitLength() / 8;
            case Tensor _,Node _ -> {
                if (seen.add(o)) {
                    graph.add(o);
                }
            }
            case PyType _,Builtin _,Module _ -> {
            }
            case PyObject p -> {
                if (seen.add(p)) {
                    ahead.push(p);
                }
            }
            case Cell c -> {
                if (seen.add(c)) {
                    ahead.push(c);
                }
            }
            default -> bytes += NUMBER;
        }
    }

    /** Bytes of what is no tensor. */
    public long bytes() {
        return bytes;
    }

    /** Tensors and their functions. */
    public List<Object> graph() {
        return graph;
    }
}
