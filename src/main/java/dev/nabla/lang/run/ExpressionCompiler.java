package dev.nabla.lang.run;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.syntax.Expr;
import dev.nabla.lang.syntax.Parameters;
import dev.nabla.lang.value.Cell;
import dev.nabla.lang.value.Ellipsis;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.Operators;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PythonParameters;

/** Makes the expressions of one scope into nodes. */
final class ExpressionCompiler {
    private final Namespace namespace;
    private final Scopes scopes;
    private final Scope scope;
    private final String path;
    /** The line that errors are placed in by whoever runs the node; 0 if nobody does. */
    private final int line;

    ExpressionCompiler(Namespace namespace, Scopes scopes, Scope scope, String path) {
        this(namespace, scopes, scope, path, 0);
    }

    private ExpressionCompiler(Namespace namespace, Scopes scopes, Scope scope, String path, int line) {
        this.namespace = namespace;
        this.scopes = scopes;
        this.scope = scope;
        this.path = path;
        this.line = line;
    }

    ExpressionCompiler onLine(int newLine) {
        return new ExpressionCompiler(namespace, scopes, scope, path, newLine);
    }

    /** A node that places its errors itself. */
    Node located(Expr e, int at) {
        return new Actions.LocatedNode(at, of(e));
    }

    Node of(Expr e) {
        Node n = plain(e);
        return e.line() == line || n instanceof NameNodes.Constant || n instanceof ContainerNodes.Spread ? n
                : new Actions.LocatedNode(e.line(), n);
    }

    private Node[] all(List<Expr> items) {
        return items.stream().map(this::of).toArray(Node[]::new);
    }

    private @Nullable Node optional(@Nullable Expr e) {
        return e == null ? null : of(e);
    }

    private Node plain(Expr e) {
        return switch (e) {
            case Expr.Constant c -> new NameNodes.Constant(switch (c.word()) {
                case NONE -> None.NONE;
                case TRUE -> true;
                case FALSE -> false;
                case ELLIPSIS -> Ellipsis.ELLIPSIS;
            });
            case Expr.Int i -> new NameNodes.Constant(Numbers.integer(i.value()));
            case Expr.Real r -> new NameNodes.Constant(r.value());
            case Expr.Text t -> new NameNodes.Constant(t.value());
            case Expr.Name n -> read(n.name());
            case Expr.Joined j -> new ContainerNodes.Joined(all(j.parts()));
            case Expr.Field f -> new ContainerNodes.Field(of(f.value()), f.conversion(), optional(f.spec()));
            case Expr.TupleOf t -> new ContainerNodes.Display(all(t.items()), ContainerNodes.TUPLE);
            case Expr.ListOf l -> new ContainerNodes.Display(all(l.items()), ContainerNodes.LIST);
            case Expr.SetOf s -> new ContainerNodes.Display(all(s.items()), ContainerNodes.SET);
            case Expr.DictOf d -> {
                @Nullable
                Node[] keys = new @Nullable Node[d.keys().size()];
                for (int i = 0; i < keys.length; i++) {
                    keys[i] = optional(d.keys().get(i));
                }
                yield new ContainerNodes.DictDisplay(keys, all(d.values()));
            }
            case Expr.Starred s -> new ContainerNodes.Spread(of(s.value()));
            case Expr.Attribute a -> new CallNodes.Attribute(of(a.object()), a.name());
            case Expr.Subscript s -> new CallNodes.Item(of(s.object()), of(s.index()));
            case Expr.Slice s -> new ContainerNodes.Slice(optional(s.lower()), optional(s.upper()), optional(s.step()));
            case Expr.Call c -> call(c);
            case Expr.Unary u -> {
                Node operand = of(u.operand());
                yield operand instanceof NameNodes.Constant k && Numbers.isNumber(k.value()) && u.op() == Expr.UnaryOp.NEG
                        ? new NameNodes.Constant(Operators.unary(u.op(), k.value()))
                        : new OperatorNodes.Unary(u.op(), operand);
            }
            case Expr.Not n -> new OperatorNodes.Not(of(n.operand()));
            case Expr.Binary b -> OperatorNodes.binary(b.op(), of(b.left()), of(b.right()));
            case Expr.Compare c -> c.ops().size() == 1 ? new OperatorNodes.Comparison(c.ops().getFirst(), of(c.first()), of(c.operands()
                    .getFirst())) : new OperatorNodes.Chain(of(c.first()), c.ops(), all(c.operands()));
            case Expr.And a -> new OperatorNodes.Choice(false, all(a.operands()));
            case Expr.Or o -> new OperatorNodes.Choice(true, all(o.operands()));
            case Expr.Conditional c -> new OperatorNodes.Conditional(of(c.condition()), of(c.then()), of(c.otherwise()));
            case Expr.Lambda l -> lambda(l);
            case Expr.Walrus w -> walrus(w);
            case Expr.Comprehension c -> comprehension(c);
        };
    }

    private Node walrus(Expr.Walrus w) {
        Node value = of(w.value());
        Target target = name(w.name());
        return new Node() {
            @Override
            Object eval(Frame f) {
                Object v = value.eval(f);
                target.store(f, v);
                return v;
            }
        };
    }

    private Node call(Expr.Call c) {
        Expr.Argument.Kind[] kinds = c.arguments().stream().map(Expr.Argument::kind).toArray(Expr.Argument.Kind[]::new);
        @Nullable
        String[] names = new @Nullable String[kinds.length];
        Node[] values = new Node[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            names[i] = c.arguments().get(i).name();
            values[i] = of(c.arguments().get(i).value());
        }
        CallNodes.ArgumentList arguments = new CallNodes.ArgumentList(kinds, names, values);
        return c.function() instanceof Expr.Attribute a ? new CallNodes.MethodCall(of(a.object()), a.name(), arguments)
                : new CallNodes.Call(of(c.function()), arguments);
    }

    // ---- names ----------------------------------------------------------------------------------------------------

    private Node read(String n) {
        return switch (scope.place(n)) {
            case LOCAL -> new NameNodes.Local(scope.slot(n), n);
            case SHARED -> new NameNodes.Shared(scope.slot(n), n, scope.free().containsKey(n));
            case GLOBAL -> new NameNodes.Global(namespace.cell(n), n, namespace.builtin(n));
        };
    }

    /** Where a value for the name goes. */
    Target name(String n) {
        return switch (scope.place(n)) {
            case LOCAL -> new Target.Local(scope.slot(n));
            case SHARED -> new Target.Shared(scope.slot(n));
            case GLOBAL -> new Target.Global(namespace.cell(n));
        };
    }

    Actions.Delete.Removal removal(String n, Node read) {
        return switch (scope.place(n)) {
            case LOCAL -> f -> {
                read.eval(f);
                f.slots[scope.slot(n)] = null;
            };
            case SHARED -> f -> {
                read.eval(f);
                Target.cell(f, scope.slot(n)).set(null);
            };
            case GLOBAL -> {
                Cell cell = namespace.cell(n);
                yield _ -> {
                    if (cell.get() == null) {
                        throw PyError.name("name '" + n + "' is not defined");
                    }
                    cell.set(null);
                };
            }
        };
    }

    Target target(Expr e) {
        return switch (e) {
            case Expr.Name n -> name(n.name());
            case Expr.Attribute a -> new Target.Attribute(of(a.object()), a.name());
            case Expr.Subscript s -> new Target.Item(of(s.object()), of(s.index()));
            case Expr.TupleOf t -> unpack(t.items());
            case Expr.ListOf l -> unpack(l.items());
            default -> throw new IllegalStateException("no target");
        };
    }

    private Target unpack(List<Expr> items) {
        int star = -1;
        for (int i = 0; i < items.size(); i++) {
            star = items.get(i) instanceof Expr.Starred ? i : star;
        }
        return new Target.Unpack(items.stream().map(i -> target(i instanceof Expr.Starred s ? s.value() : i)).toList(), star);
    }

    // ---- functions ------------------------------------------------------------------------------------------------

    private Node lambda(Expr.Lambda l) {
        Scope inner = scopes.of(l);
        ExpressionCompiler c = new ExpressionCompiler(namespace, scopes, inner, path + "<lambda>.<locals>.", l.body().line());
        Node body = new Actions.LocatedNode(l.body().line(), c.of(l.body()));
        return function(code("<lambda>", path + "<lambda>", null, l.parameters(), inner, null, body), l.parameters());
    }

    FunctionCode code(String name, String qualified, @Nullable String doc, Parameters p, Scope inner, @Nullable Action body,
            @Nullable Node value) {
        List<String> names = p.named().stream().map(Parameters.Parameter::name).toList();
        int extra = (p.rest() == null ? 0 : 1) + (p.keywords() == null ? 0 : 1);
        int[] slots = new int[names.size() + extra];
        boolean[] shared = new boolean[slots.length];
        int i = 0;
        for (String n : names) {
            slots[i++] = inner.slot(n);
        }
        if (p.rest() != null) {
            slots[i++] = inner.slot(p.rest());
        }
        if (p.keywords() != null) {
            slots[i] = inner.slot(p.keywords());
        }
        for (int k = 0; k < slots.length; k++) {
            String n = k < names.size() ? names.get(k) : p.rest() != null && k == names.size() ? p.rest() : String.valueOf(p.keywords());
            shared[k] = inner.place(n) == Scope.Place.SHARED;
        }
        PythonParameters signature = new PythonParameters(qualified, names, p.positional(), p.positionalOnly(), p.rest() != null,
                p.keywords() != null);
        Unit unit = scopes.unit();
        FunctionCode code = new FunctionCode(name, doc, signature, slots, shared, new Closure(inner, scope), body, value, unit,
                unit.functions().size());
        unit.functions().add(code);
        return code;
    }

    /** What makes the function where its definition is run. */
    Node function(FunctionCode code, Parameters p) {
        @Nullable
        Node[] defaults = new @Nullable Node[p.named().size()];
        for (int i = 0; i < defaults.length; i++) {
            defaults[i] = optional(p.named().get(i).fallback());
        }
        return new Node() {
            @Override
            Object eval(Frame f) {
                @Nullable
                Object[] values = new @Nullable Object[defaults.length];
                for (int i = 0; i < values.length; i++) {
                    Node d = defaults[i];
                    values[i] = d == null ? null : d.eval(f);
                }
                f.run.take(64);
                return new PyFunction(code, values, code.closure().cells(f));
            }
        };
    }

    private Node comprehension(Expr.Comprehension c) {
        Scope inner = scopes.of(c);
        ExpressionCompiler in = new ExpressionCompiler(namespace, scopes, inner, path, c.line());
        ComprehensionNode.Loop[] loops = new ComprehensionNode.Loop[c.loops().size()];
        for (int i = 0; i < loops.length; i++) {
            Expr.For loop = c.loops().get(i);
            loops[i] =
                    new ComprehensionNode.Loop(in.target(loop.target()), i == 0 ? null : in.of(loop.iterable()), in.all(loop.conditions()));
        }
        Node first = of(c.loops().getFirst().iterable());
        return new ComprehensionNode(c.makes(), first, loops, c.key() == null ? null : in.of(c.key()), in.of(c.value()),
                new Closure(inner, scope), c.line());
    }
}
