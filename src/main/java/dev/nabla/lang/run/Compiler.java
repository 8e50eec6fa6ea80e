package dev.nabla.lang.run;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.syntax.Expr;
import dev.nabla.lang.syntax.Stmt;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.Values;

/** Makes the statements of one scope into actions. */
final class Compiler {
    private final Namespace namespace;
    private final Scopes scopes;
    private final String path;
    private final ExpressionCompiler expressions;

    /** @param path of the function, as its qualified name begins: {@code outer.<locals>.} */
    Compiler(Namespace namespace, Scopes scopes, Scope scope, String path) {
        this.namespace = namespace;
        this.scopes = scopes;
        this.path = path;
        this.expressions = new ExpressionCompiler(namespace, scopes, scope, path);
    }

    Action block(List<Stmt> body) {
        Action[] actions = new Action[body.size()];
        for (int i = 0; i < actions.length; i++) {
            actions[i] = statement(body.get(i));
        }
        return actions.length == 1 ? actions[0] : new Actions.Block(actions);
    }

    Action statement(Stmt s) {
        ExpressionCompiler e = expressions.onLine(s.line());
        return switch (s) {
            case Stmt.Expression x -> at(s, new Actions.Expression(e.of(x.value())));
            case Stmt.Assign a -> at(s, new Actions.Assign(a.targets().stream().map(e::target).toArray(Target[]::new), e.of(a.value())));
            case Stmt.AugAssign a -> at(s, augment(a, e));
            case Stmt.AnnAssign a -> a.value() == null ? new Actions.Jump(null)
                    : at(s, new Actions.Assign(new Target[]{e.target(a.target())}, e.of(a.value())));
            case Stmt.Pass _,Stmt.Global _,Stmt.Nonlocal _ -> new Actions.Jump(null);
            case Stmt.Break _ -> new Actions.Jump(Action.Leave.BREAK);
            case Stmt.Continue _ -> new Actions.Jump(Action.Leave.CONTINUE);
            case Stmt.Return r -> at(s, new Actions.Return(r.value() == null ? new NameNodes.Constant(None.NONE) : e.of(r.value())));
            case Stmt.Assert a -> at(s, new Actions.Assert(e.of(a.condition()), a.message() == null ? null : e.of(a.message())));
            case Stmt.Delete d -> at(s, new Actions.Delete(d.targets().stream().flatMap(t -> removals(t, e).stream()).toList()));
            case Stmt.Import i -> at(s, imported(i, e));
            case Stmt.ImportFrom i -> at(s, imported(i, e));
            case Stmt.If i -> new Actions.If(e.located(i.condition(), s.line()), block(i.then()), block(i.otherwise()));
            case Stmt.While w -> new Actions.While(e.located(w.condition(), s.line()), block(w.body()), block(w.otherwise()));
            case Stmt.For f -> at(s, new Actions.For(e.target(f.target()), e.of(f.iterable()), block(f.body()), block(f.otherwise())));
            case Stmt.With w -> with(w, 0, e);
            case Stmt.Def d -> at(s, define(d, e));
        };
    }

    private static Action at(Stmt s, Action action) {
        return new Actions.Located(s.line(), action);
    }

    private Action augment(Stmt.AugAssign a, ExpressionCompiler e) {
        Node value = e.of(a.value());
        return switch (a.target()) {
            case Expr.Subscript s -> new Actions.AugmentItem(e.of(s.object()), e.of(s.index()), a.op(), value);
            case Expr.Attribute t -> new Actions.AugmentAttribute(e.of(t.object()), t.name(), a.op(), value);
            default -> new Actions.AugmentName(e.of(a.target()), e.target(a.target()), a.op(), value);
        };
    }

    private List<Actions.Delete.Removal> removals(Expr target, ExpressionCompiler e) {
        return switch (target) {
            case Expr.TupleOf t -> t.items().stream().flatMap(i -> removals(i, e).stream()).toList();
            case Expr.ListOf t -> t.items().stream().flatMap(i -> removals(i, e).stream()).toList();
            case Expr.Name n -> {
                Node name = e.of(n);
                yield List.of(e.removal(n.name(), name));
            }
            case Expr.Subscript s -> {
                Node object = e.of(s.object());
                Node index = e.of(s.index());
                yield List.of(f -> Values.deleteItem(object.eval(f), index.eval(f)));
            }
            case Expr.Attribute a -> {
                Node object = e.of(a.object());
                yield List.of(f -> {
                    Object o = object.eval(f);
                    Values.attribute(o, a.name());
                    throw PyError.attribute("attributes cannot be deleted in Nabla's subset of Python");
                });
            }
            default -> throw new IllegalStateException("no target of del");
        };
    }

    private Action imported(Stmt.Import i, ExpressionCompiler e) {
        String first = Namespace.firstPart(i.module());
        Target target = e.name(i.name() == null ? first : i.name());
        return new Actions.Other(f -> {
            Object whole = namespace.module(i.module());
            target.store(f, i.name() == null ? namespace.module(first) : whole);
        });
    }

    private Action imported(Stmt.ImportFrom i, ExpressionCompiler e) {
        if (i.names().getFirst().name().equals("*")) {
            return new Actions.Other(_ -> {
                for (String name : namespace.module(i.module()).offers()) {
                    if (!name.startsWith("_")) {
                        namespace.cell(name).set(namespace.imported(i.module(), name));
                    }
                }
            });
        }
        List<Target> targets = i.names().stream().map(n -> e.name(n.as())).toList();
        return new Actions.Other(f -> {
            for (int k = 0; k < targets.size(); k++) {
                targets.get(k).store(f, namespace.imported(i.module(), i.names().get(k).name()));
            }
        });
    }

    private Action with(Stmt.With w, int k, ExpressionCompiler e) {
        if (k == w.items().size()) {
            return block(w.body());
        }
        Stmt.Item item = w.items().get(k);
        return at(w, new Actions.With(e.of(item.context()), item.target() == null ? null : e.target(item.target()), with(w, k + 1, e)));
    }

    private Action define(Stmt.Def d, ExpressionCompiler e) {
        Scope inner = scopes.of(d);
        String qualified = path + d.name();
        Compiler compiler = new Compiler(namespace, scopes, inner, qualified + ".<locals>.");
        String doc = d.body().getFirst() instanceof Stmt.Expression x && x.value() instanceof Expr.Text t ? t.value() : null;
        FunctionCode code = e.code(d.name(), qualified, doc, d.parameters(), inner, compiler.block(d.body()), null);
        Node function = e.function(code, d.parameters());
        Target target = e.name(d.name());
        Node[] decorators = d.decorators().stream().map(e::of).toArray(Node[]::new);
        return new Actions.Other(f -> {
            Object[] by = new Object[decorators.length];
            for (int i = 0; i < by.length; i++) {
                by[i] = decorators[i].eval(f);
            }
            Object made = function.eval(f);
            for (int i = by.length - 1; i >= 0; i--) {
                made = Values.call(by[i], made);
            }
            target.store(f, made);
        });
    }

    /** A program whose last statement is an expression gives its value. */
    record Program(Action body, @Nullable Node result, int size, Unit unit) {
    }

    static Program program(Namespace namespace, List<Stmt> statements) {
        Scopes scopes = Scopes.analyse(statements);
        Scope module = scopes.of(statements);
        Compiler c = new Compiler(namespace, scopes, module, "");
        List<Stmt> before = new ArrayList<>(statements);
        Node result = null;
        if (!before.isEmpty() && before.getLast() instanceof Stmt.Expression e) {
            before.removeLast();
            result = c.expressions.onLine(e.line()).located(e.value(), e.line());
        }
        return new Program(c.block(before), result, module.size(), scopes.unit());
    }

}
