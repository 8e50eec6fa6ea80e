package dev.nabla.lang.run;

import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.TorchError;
import dev.nabla.lang.syntax.Expr.BinaryOp;
import dev.nabla.lang.value.Context;
import dev.nabla.lang.value.Operators;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyRange;
import dev.nabla.lang.value.Values;

/** Statements. */
final class Actions {
    private Actions() {
    }

    /** Says in which line an error happened. */
    static final class Located extends Action {
        private final int line;
        private final Action action;

        Located(int line, Action action) {
            this.line = line;
            this.action = action;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            f.run.statement();
            try {
                return action.run(f);
            } catch (PyError e) {
                throw e.at(line);
            } catch (TorchError e) {
                throw PyError.of(e).at(line);
            }
        }
    }

    /** An expression on another line than its statement's first. */
    static final class LocatedNode extends Node {
        private final int line;
        private final Node node;

        LocatedNode(int line, Node node) {
            this.line = line;
            this.node = node;
        }

        @Override
        Object eval(Frame f) {
            try {
                return node.eval(f);
            } catch (PyError e) {
                throw e.at(line);
            } catch (TorchError e) {
                throw PyError.of(e).at(line);
            }
        }

        @Override
        boolean test(Frame f) {
            try {
                return node.test(f);
            } catch (PyError e) {
                throw e.at(line);
            } catch (TorchError e) {
                throw PyError.of(e).at(line);
            }
        }
    }

    static final class Block extends Action {
        private final Action[] actions;

        Block(Action[] actions) {
            this.actions = actions;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            for (Action a : actions) {
                Leave leave = a.run(f);
                if (leave != null) {
                    return leave;
                }
            }
            return null;
        }
    }

    static final class Expression extends Action {
        private final Node value;

        Expression(Node value) {
            this.value = value;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            value.eval(f);
            return null;
        }
    }

    static final class Assign extends Action {
        private final Target[] targets;
        private final Node value;

        Assign(Target[] targets, Node value) {
            this.targets = targets;
            this.value = value;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            Object v = value.eval(f);
            for (Target t : targets) {
                t.store(f, v);
            }
            return null;
        }
    }

    /** {@code name op= value} */
    static final class AugmentName extends Action {
        private final Node name;
        private final Target target;
        private final BinaryOp op;
        private final Node value;

        AugmentName(Node name, Target target, BinaryOp op, Node value) {
            this.name = name;
            this.target = target;
            this.op = op;
            this.value = value;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            Object a = name.eval(f);
            target.store(f, augmented(op, a, value.eval(f)));
            return null;
        }
    }

    private static Object augmented(BinaryOp op, Object a, Object b) {
        if (a instanceof Double x && b instanceof Double y) {
            if (op == BinaryOp.ADD) {
                return x + y;
            }
            if (op == BinaryOp.SUB) {
                return x - y;
            }
        } else if (op == BinaryOp.ADD && a instanceof Long x && b instanceof Long y) {
            return OperatorNodes.Add.of(x, y);
        }
        return Operators.inPlace(op, a, b);
    }

    /** {@code object[index] op= value}: both are computed once. */
    static final class AugmentItem extends Action {
        private final Node object;
        private final Node index;
        private final BinaryOp op;
        private final Node value;

        AugmentItem(Node object, Node index, BinaryOp op, Node value) {
            this.object = object;
            this.index = index;
            this.op = op;
            this.value = value;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            Object o = object.eval(f);
            Object i = index.eval(f);
            Object before = Values.item(o, i);
            Values.setItem(o, i, augmented(op, before, value.eval(f)));
            return null;
        }
    }

    /** {@code object.name op= value} */
    static final class AugmentAttribute extends Action {
        private final Node object;
        private final String name;
        private final BinaryOp op;
        private final Node value;

        AugmentAttribute(Node object, String name, BinaryOp op, Node value) {
            this.object = object;
            this.name = name;
            this.op = op;
            this.value = value;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            Object o = object.eval(f);
            Object before = Values.attribute(o, name);
            Values.setAttribute(o, name, augmented(op, before, value.eval(f)));
            return null;
        }
    }

    static final class Jump extends Action {
        private final @Nullable Leave leave;

        Jump(@Nullable Leave leave) {
            this.leave = leave;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            return leave;
        }
    }

    static final class Return extends Action {
        private final Node value;

        Return(Node value) {
            this.value = value;
        }

        @Override
        Leave run(Frame f) {
            f.result = value.eval(f);
            return Leave.RETURN;
        }
    }

    static final class Assert extends Action {
        private final Node condition;
        private final @Nullable Node message;

        Assert(Node condition, @Nullable Node message) {
            this.condition = condition;
            this.message = message;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            if (!condition.test(f)) {
                throw new PyError("AssertionError", message == null ? "" : Values.str(message.eval(f)));
            }
            return null;
        }
    }

    static final class If extends Action {
        private final Node condition;
        private final Action then;
        private final Action otherwise;

        If(Node condition, Action then, Action otherwise) {
            this.condition = condition;
            this.then = then;
            this.otherwise = otherwise;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            return condition.test(f) ? then.run(f) : otherwise.run(f);
        }
    }

    static final class While extends Action {
        private final Node condition;
        private final Action body;
        private final Action otherwise;

        While(Node condition, Action body, Action otherwise) {
            this.condition = condition;
            this.body = body;
            this.otherwise = otherwise;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            while (condition.test(f)) {
                f.run.step();
                Leave leave = body.run(f);
                if (leave == Leave.BREAK) {
                    return null;
                }
                if (leave == Leave.RETURN) {
                    return leave;
                }
            }
            return otherwise.run(f);
        }
    }

    static final class For extends Action {
        private final Target target;
        private final Node iterable;
        private final Action body;
        private final Action otherwise;

        For(Target target, Node iterable, Action body, Action otherwise) {
            this.target = target;
            this.iterable = iterable;
            this.body = body;
            this.otherwise = otherwise;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            Object items = iterable.eval(f);
            if (items instanceof PyRange r) {
                return range(f, r);
            }
            f.reading(items);
            try {
                return each(f, Values.iterate(items));
            } finally {
                f.done();
            }
        }

        private @Nullable Leave each(Frame f, Iterator<Object> all) {
            while (all.hasNext()) {
                f.run.step();
                target.store(f, all.next());
                Leave leave = body.run(f);
                if (leave == Leave.BREAK) {
                    return null;
                }
                if (leave == Leave.RETURN) {
                    return leave;
                }
            }
            return otherwise.run(f);
        }

        private @Nullable Leave range(Frame f, PyRange r) {
            long n = r.count();
            long at = r.start();
            for (long k = 0; k < n; k++, at += r.step()) {
                f.run.step();
                target.store(f, at);
                Leave leave = body.run(f);
                if (leave == Leave.BREAK) {
                    return null;
                }
                if (leave == Leave.RETURN) {
                    return leave;
                }
            }
            return otherwise.run(f);
        }
    }

    /** {@code with context as target} */
    static final class With extends Action {
        private final Node context;
        private final @Nullable Target target;
        private final Action body;

        With(Node context, @Nullable Target target, Action body) {
            this.context = context;
            this.target = target;
            this.body = body;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            Object c = context.eval(f);
            if (!(c instanceof Context entered)) {
                throw PyError.type("'" + Values.typeName(c) + "' object does not support the context manager protocol");
            }
            Object v = entered.enter();
            try {
                if (target != null) {
                    target.store(f, v);
                }
                return body.run(f);
            } finally {
                entered.exit();
            }
        }
    }

    /** {@code del} of several things. */
    static final class Delete extends Action {
        /** One thing that goes. */
        interface Removal {
            void run(Frame f);
        }

        private final List<Removal> removals;

        Delete(List<Removal> removals) {
            this.removals = removals;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            removals.forEach(r -> r.run(f));
            return null;
        }
    }

    /** Anything else. */
    static final class Other extends Action {
        /** What it does. */
        interface Body {
            void run(Frame f);
        }

        private final Body body;

        Other(Body body) {
            this.body = body;
        }

        @Override
        @Nullable
        Leave run(Frame f) {
            body.run(f);
            return null;
        }
    }
}
