package dev.nabla.lang.run;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.TorchError;
import dev.nabla.lang.syntax.Expr;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyIterator;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PySet;
import dev.nabla.lang.value.Run;
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
        Object source = first.eval(outer);
        Iterator<Object> iterable = Values.iterate(source);
        Frame f = closure.frame(closure.cells(outer), outer.run);
        if (makes == Expr.Makes.GENERATOR) {
            return new PyIterator(Types.GENERATOR, new Items(f, iterable), List.of(source));
        }
        f.run.hold(f);
        try {
            return all(f, new Items(f, iterable));
        } finally {
            f.run.release();
        }
    }

    private Object all(Frame f, Items items) {
        if (makes == Expr.Makes.DICT) {
            PyDict d = new PyDict();
            f.result = d;
            while (items.hasNext()) {
                Entry e = (Entry) items.next();
                d.put(e.key, e.value);
            }
            return d;
        }
        PyList list = new PyList(new ArrayList<>());
        f.result = list;
        while (items.hasNext()) {
            list.append(items.next());
        }
        return makes == Expr.Makes.SET ? PySet.of(list.items()) : list;
    }

    private record Entry(Object key, Object value) {
    }

    /** Runs the loops as far as the next item. */
    private final class Items implements Iterator<Object>, Run.Holder {
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
                if (makes == Expr.Makes.GENERATOR) {
                    f.run.hold(f);
                } else {
                    f.run.statement();
                }
                try {
                    next = advance();
                } catch (PyError e) {
                    e.at(line).leave();
                    throw e;
                } catch (TorchError e) {
                    PyError error = PyError.of(e).at(line);
                    error.leave();
                    throw error;
                } finally {
                    if (makes == Expr.Makes.GENERATOR) {
                        f.run.release();
                    }
                }
            }
            return next != null;
        }

        @Override
        public void holds(Consumer<Object> to) {
            f.holds(to);
        }

        private @Nullable Object advance() {
            while (!open.isEmpty()) {
                int depth = open.size() - 1;
                Iterator<Object> top = open.getLast();
                if (!top.hasNext()) {
                    open.removeLast();
                    if (depth > 0) {
                        f.done();
                    }
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
                        Object items = inner.eval(f);
                        open.add(Values.iterate(items));
                        f.reading(items);
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
