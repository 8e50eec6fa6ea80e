package dev.nabla.lang.run;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.syntax.Expr;
import dev.nabla.lang.syntax.Parameters;
import dev.nabla.lang.syntax.Stmt;
import dev.nabla.lang.syntax.SyntaxFault;

/** Walks a program once to find its scopes. */
final class Scopes {
    private final IdentityHashMap<Object, Scope> byNode = new IdentityHashMap<>();

    private final Unit unit;

    private Scopes(Unit unit) {
        this.unit = unit;
    }

    /** The scopes of a program, every name resolved. */
    static Scopes analyse(List<Stmt> program) {
        Scopes s = new Scopes(new Unit(program));
        Scope module = new Scope(Scope.Kind.MODULE, "<module>", null);
        s.byNode.put(program, module);
        s.block(program, module);
        module.resolve();
        s.checkNonlocals(program, module);
        return s;
    }

    /** The program that they belong to. */
    Unit unit() {
        return unit;
    }

    Scope of(Object node) {
        return Objects.requireNonNull(byNode.get(node));
    }

    private void checkNonlocals(List<Stmt> body, Scope scope) {
        for (Stmt s : body) {
            switch (s) {
                case Stmt.Nonlocal n -> {
                    for (String name : n.names()) {
                        if (scope.place(name) != Scope.Place.SHARED) {
                            throw SyntaxFault.at(n.line(), "no binding for nonlocal '" + name + "' found");
                        }
                    }
                }
                case Stmt.Def d -> checkNonlocals(d.body(), of(d));
                case Stmt.If i -> {
                    checkNonlocals(i.then(), scope);
                    checkNonlocals(i.otherwise(), scope);
                }
                case Stmt.While w -> checkNonlocals(w.body(), scope);
                case Stmt.For f -> checkNonlocals(f.body(), scope);
                case Stmt.With w -> checkNonlocals(w.body(), scope);
                default -> {
                }
            }
        }
    }

    private void block(List<Stmt> body, Scope scope) {
        body.forEach(s -> statement(s, scope));
    }

    private void statement(Stmt statement, Scope scope) {
        switch (statement) {
            case Stmt.Expression s -> expr(s.value(), scope);
            case Stmt.Assign s -> {
                expr(s.value(), scope);
                s.targets().forEach(t -> target(t, scope));
            }
            case Stmt.AugAssign s -> {
                expr(s.target(), scope);
                expr(s.value(), scope);
                target(s.target(), scope);
            }
            case Stmt.AnnAssign s -> {
                expr(s.value(), scope);
                target(s.target(), scope);
            }
            case Stmt.Pass _,Stmt.Break _,Stmt.Continue _ -> {
            }
            case Stmt.Return s -> expr(s.value(), scope);
            case Stmt.Assert s -> {
                expr(s.condition(), scope);
                expr(s.message(), scope);
            }
            case Stmt.Delete s -> s.targets().forEach(t -> target(t, scope));
            case Stmt.Global s -> s.names().forEach(n -> {
                declared(s.line(), n, scope, "global");
                scope.global(n);
            });
            case Stmt.Nonlocal s -> s.names().forEach(n -> {
                declared(s.line(), n, scope, "nonlocal");
                scope.nonlocal(n);
            });
            case Stmt.Import s -> scope.bind(s.name() == null ? Namespace.firstPart(s.module()) : s.name());
            case Stmt.ImportFrom s -> s.names().forEach(n -> scope.bind(n.as()));
            case Stmt.If s -> {
                expr(s.condition(), scope);
                block(s.then(), scope);
                block(s.otherwise(), scope);
            }
            case Stmt.While s -> {
                expr(s.condition(), scope);
                block(s.body(), scope);
                block(s.otherwise(), scope);
            }
            case Stmt.For s -> {
                expr(s.iterable(), scope);
                target(s.target(), scope);
                block(s.body(), scope);
                block(s.otherwise(), scope);
            }
            case Stmt.With s -> {
                for (Stmt.Item i : s.items()) {
                    expr(i.context(), scope);
                    if (i.target() != null) {
                        target(i.target(), scope);
                    }
                }
                block(s.body(), scope);
            }
            case Stmt.Def s -> {
                s.decorators().forEach(d -> expr(d, scope));
                defaults(s.parameters(), scope);
                scope.bind(s.name());
                Scope inner = new Scope(Scope.Kind.FUNCTION, s.name(), scope);
                byNode.put(s, inner);
                parameters(s.parameters(), inner);
                block(s.body(), inner);
            }
        }
    }

    private static void declared(int line, String name, Scope scope, String word) {
        if (scope.isParameter(name)) {
            throw SyntaxFault.at(line, "name '" + name + "' is parameter and " + word);
        }
        if (scope.isBound(name)) {
            throw SyntaxFault.at(line, "name '" + name + "' is assigned to before " + word + " declaration");
        }
        if (scope.isUsed(name)) {
            throw SyntaxFault.at(line, "name '" + name + "' is used prior to " + word + " declaration");
        }
    }

    private void defaults(Parameters p, Scope scope) {
        p.named().forEach(n -> expr(n.fallback(), scope));
    }

    private static void parameters(Parameters p, Scope inner) {
        p.named().forEach(n -> inner.parameter(n.name()));
        if (p.rest() != null) {
            inner.parameter(p.rest());
        }
        if (p.keywords() != null) {
            inner.parameter(p.keywords());
        }
    }

    private void target(Expr target, Scope scope) {
        switch (target) {
            case Expr.Name n -> scope.bind(n.name());
            case Expr.TupleOf t -> t.items().forEach(i -> target(i, scope));
            case Expr.ListOf l -> l.items().forEach(i -> target(i, scope));
            case Expr.Starred s -> target(s.value(), scope);
            default -> expr(target, scope);
        }
    }

    private void all(List<? extends @Nullable Expr> items, Scope scope) {
        items.forEach(i -> expr(i, scope));
    }

    private void expr(@Nullable Expr e, Scope scope) {
        switch (e) {
            case null -> {
            }
            case Expr.Constant _,Expr.Int _,Expr.Real _,Expr.Text _ -> {
            }
            case Expr.Name n -> scope.use(n.name());
            case Expr.Joined j -> all(j.parts(), scope);
            case Expr.Field f -> {
                expr(f.value(), scope);
                expr(f.spec(), scope);
            }
            case Expr.TupleOf t -> all(t.items(), scope);
            case Expr.ListOf l -> all(l.items(), scope);
            case Expr.SetOf s -> all(s.items(), scope);
            case Expr.DictOf d -> {
                all(d.keys(), scope);
                all(d.values(), scope);
            }
            case Expr.Starred s -> expr(s.value(), scope);
            case Expr.Attribute a -> expr(a.object(), scope);
            case Expr.Subscript s -> {
                expr(s.object(), scope);
                expr(s.index(), scope);
            }
            case Expr.Slice s -> {
                expr(s.lower(), scope);
                expr(s.upper(), scope);
                expr(s.step(), scope);
            }
            case Expr.Call c -> {
                expr(c.function(), scope);
                c.arguments().forEach(a -> expr(a.value(), scope));
            }
            case Expr.Unary u -> expr(u.operand(), scope);
            case Expr.Not n -> expr(n.operand(), scope);
            case Expr.Binary b -> {
                expr(b.left(), scope);
                expr(b.right(), scope);
            }
            case Expr.Compare c -> {
                expr(c.first(), scope);
                all(c.operands(), scope);
            }
            case Expr.And a -> all(a.operands(), scope);
            case Expr.Or o -> all(o.operands(), scope);
            case Expr.Conditional c -> {
                expr(c.condition(), scope);
                expr(c.then(), scope);
                expr(c.otherwise(), scope);
            }
            case Expr.Lambda l -> {
                defaults(l.parameters(), scope);
                Scope inner = new Scope(Scope.Kind.FUNCTION, "<lambda>", scope);
                byNode.put(l, inner);
                parameters(l.parameters(), inner);
                expr(l.body(), inner);
            }
            case Expr.Walrus w -> {
                expr(w.value(), scope);
                walrus(w.name(), scope);
            }
            case Expr.Comprehension c -> comprehension(c, scope);
        }
    }

    /** Binds in the function around comprehensions. */
    private static void walrus(String name, Scope scope) {
        Scope owner = scope;
        while (owner.kind == Scope.Kind.COMPREHENSION && owner.parent != null) {
            owner.use(name);
            owner = owner.parent;
        }
        owner.bind(name);
    }

    private void comprehension(Expr.Comprehension c, Scope scope) {
        expr(c.loops().getFirst().iterable(), scope);
        Scope inner = new Scope(Scope.Kind.COMPREHENSION, "<comprehension>", scope);
        byNode.put(c, inner);
        boolean first = true;
        for (Expr.For loop : c.loops()) {
            if (!first) {
                expr(loop.iterable(), inner);
            }
            first = false;
            target(loop.target(), inner);
            loop.conditions().forEach(x -> expr(x, inner));
        }
        expr(c.key(), inner);
        expr(c.value(), inner);
    }
}
