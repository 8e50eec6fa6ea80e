package dev.nabla.lang.run;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.TorchError;
import dev.nabla.lang.syntax.Expr;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyIterator;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PySet;
import dev.nabla.lang.value.Types;
import dev.nabla.lang.value.Values;

/** A comprehension: loops within loops, which give one item after the other. */
final class ComprehensionNode extends Node {
    /** One loop; the first one's iterable is computed outside. */
    record Loop(Target target, @Nullable Node iterable, Node[] conditions) {
    }

    private final Expr.Makes makes;
    private final Node first;
    private final Loop[] loops;
    private final @Nullable Node key;
    private final Node value;
    private final Closure closure;
    private final int line;

    ComprehensionNode(Expr.Makes makes, Node first, Loop[] loops, @Nullable Node key, Node value, Closure closure, int line) {
        this.makes = makes;
        this.first = first;
        this.loops = loops;
        this.key = key;
        this.value = value;
        this.closure = closure;
        this.line = line;
    }

    @Override
    Object eval(Frame outer) {
        Iterator<Object> iterable = Values.iterate(first.eval(outer));
        Frame f = closure.frame(closure.cells(outer), outer.run);
        if (makes == Expr.Makes.GENERATOR) {
            return new PyIterator(Types.GENERATOR, new Items(f, iterable));
        }
        Items items = new Items(f, iterable);
        if (makes == Expr.Makes.DICT) {
            PyDict d = new PyDict();
            while (items.hasNext()) {
                Entry e = (Entry) items.next();
                d.put(e.key, e.value);
            }
            return d;
        }
        List<Object> out = new ArrayList<>();
        while (items.hasNext()) {
            outer.run.take(8);
            out.add(items.next());
        }
        return makes == Expr.Makes.SET ? PySet.of(out) : new PyList(out);
    }

    private record Entry(Object key, Object value) {
    }

    /** Runs the loops as far as the next item. */
    private final class Items implements Iterator<Object> {
        private final Frame f;
        private final List<Iterator<Object>> open = new ArrayList<>();
        private @Nullable Object next;

        Items(Frame f, Iterator<Object> outermost) {
            this.f = f;
            open.add(outermost);
        }

        @Override
        public boolean hasNext() {
            if (next == null) {
                try {
                    next = advance();
                } catch (PyError e) {
                    e.at(line).leave();
                    throw e;
                } catch (TorchError e) {
                    PyError error = PyError.of(e).at(line);
                    error.leave();
                    throw error;
                }
            }
            return next != null;
        }

        private @Nullable Object advance() {
            while (!open.isEmpty()) {
                int depth = open.size() - 1;
                Iterator<Object> top = open.getLast();
                if (!top.hasNext()) {
                    open.removeLast();
                    continue;
                }
                f.run.step();
                Loop loop = loops[depth];
                loop.target.store(f, top.next());
                if (!holds(loop)) {
                    continue;
                }
                if (depth + 1 < loops.length) {
                    Node inner = loops[depth + 1].iterable;
                    if (inner != null) {
                        open.add(Values.iterate(inner.eval(f)));
                    }
                    continue;
                }
                return key == null ? value.eval(f) : new Entry(key.eval(f), value.eval(f));
            }
            return null;
        }

        private boolean holds(Loop loop) {
            for (Node c : loop.conditions) {
                if (!c.test(f)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public Object next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            Object v = next;
            next = null;
            return v;
        }
    }
}
