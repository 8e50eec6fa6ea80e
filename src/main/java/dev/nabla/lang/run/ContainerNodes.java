package dev.nabla.lang.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.Format;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PySet;
import dev.nabla.lang.value.PySlice;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Values;

/** Displays of lists, tuples, sets and dicts; slices; f-strings. */
final class ContainerNodes {
    private ContainerNodes() {
    }

    /** {@code *items} within a display. */
    static final class Spread extends Node {
        private final Node items;

        Spread(Node items) {
            this.items = items;
        }

        @Override
        Object eval(Frame f) {
            throw new IllegalStateException("a spread is part of a display");
        }

        void into(List<Object> out, Frame f) {
            Object v = items.eval(f);
            if (!(v instanceof dev.nabla.lang.value.PyObject) && !(v instanceof String)) {
                throw PyError.type("Value after * must be an iterable, not " + Values.typeName(v));
            }
            out.addAll(Values.list(v));
        }
    }

    /** What a display makes of its items. */
    interface Maker {
        Object of(List<Object> items);
    }

    static final Maker LIST = items -> new PyList(new ArrayList<>(items));
    static final Maker TUPLE = PyTuple::new;
    static final Maker SET = PySet::of;

    static final class Display extends Node {
        private final Node[] items;
        private final Maker maker;
        private final boolean spread;

        Display(Node[] items, Maker maker) {
            this.items = items;
            this.maker = maker;
            this.spread = Arrays.stream(items).anyMatch(Spread.class::isInstance);
        }

        @Override
        Object eval(Frame f) {
            f.run.take(16 + 8L * items.length);
            if (!spread) {
                Object[] values = new Object[items.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = items[i].eval(f);
                }
                return maker.of(Arrays.asList(values));
            }
            List<Object> out = new ArrayList<>(items.length);
            for (Node n : items) {
                if (n instanceof Spread s) {
                    s.into(out, f);
                } else {
                    out.add(n.eval(f));
                }
            }
            return maker.of(out);
        }
    }

    static final class DictDisplay extends Node {
        private final @Nullable Node[] keys;
        private final Node[] values;

        DictDisplay(@Nullable Node[] keys, Node[] values) {
            this.keys = keys;
            this.values = values;
        }

        @Override
        Object eval(Frame f) {
            PyDict d = new PyDict();
            for (int i = 0; i < values.length; i++) {
                Node key = keys[i];
                if (key != null) {
                    Object k = key.eval(f);
                    d.put(k, values[i].eval(f));
                } else if (values[i].eval(f) instanceof PyDict more) {
                    more.items().forEach(e -> d.put(e.getKey(), e.getValue()));
                } else {
                    throw PyError.type("'" + Values.typeName(values[i].eval(f)) + "' object is not a mapping");
                }
            }
            return d;
        }
    }

    static final class Slice extends Node {
        private final @Nullable Node lower;
        private final @Nullable Node upper;
        private final @Nullable Node step;

        Slice(@Nullable Node lower, @Nullable Node upper, @Nullable Node step) {
            this.lower = lower;
            this.upper = upper;
            this.step = step;
        }

        private static Object part(@Nullable Node n, Frame f) {
            return n == null ? None.NONE : n.eval(f);
        }

        @Override
        Object eval(Frame f) {
            return new PySlice(part(lower, f), part(upper, f), part(step, f));
        }
    }

    /** An f-string. */
    static final class Joined extends Node {
        private final Node[] parts;

        Joined(Node[] parts) {
            this.parts = parts;
        }

        @Override
        Object eval(Frame f) {
            StringBuilder b = new StringBuilder();
            for (Node n : parts) {
                String s = (String) n.eval(f);
                f.run.take(s.length());
                b.append(s);
            }
            return b.toString();
        }
    }

    /** A field of an f-string. */
    static final class Field extends Node {
        private final Node value;
        private final char conversion;
        private final @Nullable Node spec;

        Field(Node value, char conversion, @Nullable Node spec) {
            this.value = value;
            this.conversion = conversion;
            this.spec = spec;
        }

        @Override
        Object eval(Frame f) {
            Object v = Format.converted(value.eval(f), conversion);
            return Format.of(v, spec == null ? "" : (String) spec.eval(f));
        }
    }
}
