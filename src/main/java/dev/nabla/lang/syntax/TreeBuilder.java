package dev.nabla.lang.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/** Makes the tree of statements, and refuses what the grammar takes but Python does not. */
final class TreeBuilder {
    private final int lineOffset;
    private final Expressions expressions;

    TreeBuilder() {
        this(0);
    }

    /** @param lineOffset what is added to the lines of the text */
    TreeBuilder(int lineOffset) {
        this.lineOffset = lineOffset;
        this.expressions = new Expressions(lineOffset);
    }

    private int line(ParserRuleContext c) {
        return c.getStart().getLine() + lineOffset;
    }

    List<Stmt> program(PythonParser.ProgramContext c) {
        return statements(c.statement());
    }

    /** The expression that is the whole text. */
    Expr only(PythonParser.ProgramContext c) {
        List<Stmt> all = program(c);
        if (all.size() == 1 && all.getFirst() instanceof Stmt.Expression e) {
            return e.value();
        }
        throw SyntaxFault.at(lineOffset + 1, "invalid syntax");
    }

    private List<Stmt> statements(List<PythonParser.StatementContext> all) {
        List<Stmt> out = new ArrayList<>();
        for (PythonParser.StatementContext c : all) {
            statement(c, out);
        }
        return out;
    }

    private void statement(PythonParser.StatementContext c, List<Stmt> out) {
        switch (c) {
            case PythonParser.LineContext l -> simpleLine(l.simpleLine(), out);
            case PythonParser.IfContext i -> out.add(branch(i, 0));
            case PythonParser.WhileContext w ->
                    out.add(new Stmt.While(line(w), expressions.test(w.test()), block(w.block(0)), block(w.block(1))));
            case PythonParser.ForContext f -> {
                Expr target = expressions.targets(f.targets());
                Targets.assignable(target, false);
                out.add(new Stmt.For(line(f), target, expressions.list(f.expressions()), block(f.block(0)), block(f.block(1))));
            }
            case PythonParser.WithContext w -> out.add(new Stmt.With(line(w), w.withItem().stream().map(this::item).toList(),
                    block(w.block())));
            case PythonParser.DefContext d -> out.add(function(d));
            default -> throw new IllegalStateException(c.getClass().getName());
        }
    }

    private Stmt branch(PythonParser.IfContext c, int k) {
        int conditions = c.test().size();
        List<Stmt> otherwise = k + 1 < conditions ? List.of(branch(c, k + 1)) : block(c.block(conditions));
        return new Stmt.If(line(c.test(k)), expressions.test(c.test(k)), block(c.block(k)), otherwise);
    }

    private List<Stmt> block(PythonParser.@Nullable BlockContext c) {
        if (c == null) {
            return List.of();
        }
        if (c.simpleLine() == null) {
            return statements(c.statement());
        }
        List<Stmt> out = new ArrayList<>();
        simpleLine(c.simpleLine(), out);
        return out;
    }

    private Stmt.Item item(PythonParser.WithItemContext c) {
        Expr target = c.target() == null ? null : expressions.target(c.target());
        if (target != null) {
            Targets.assignable(target, false);
        }
        return new Stmt.Item(expressions.of(c.expression()), target);
    }

    private Stmt function(PythonParser.DefContext c) {
        List<Expr> decorators = c.decorator().stream().map(d -> expressions.test(d.test())).toList();
        return new Stmt.Def(c.NAME().getSymbol().getLine() + lineOffset, name(c.NAME()), expressions.parameters(c.parameters()), decorators,
                block(c.block()));
    }

    private static String name(TerminalNode t) {
        return Expressions.name(t.getSymbol());
    }

    private void simpleLine(PythonParser.SimpleLineContext c, List<Stmt> out) {
        for (PythonParser.SimpleContext s : c.simple()) {
            simple(s, out);
        }
    }

    private void simple(PythonParser.SimpleContext c, List<Stmt> out) {
        int line = line(c);
        switch (c) {
            case PythonParser.ValueContext e -> out.add(expression(e));
            case PythonParser.PassContext _ -> out.add(new Stmt.Pass(line));
            case PythonParser.BreakContext _ -> out.add(new Stmt.Break(line));
            case PythonParser.ContinueContext _ -> out.add(new Stmt.Continue(line));
            case PythonParser.ReturnContext r ->
                    out.add(new Stmt.Return(line, r.expressions() == null ? null : expressions.list(r.expressions())));
            case PythonParser.AssertContext a -> out.add(new Stmt.Assert(line, expressions.of(a.condition),
                    a.message == null ? null : expressions.of(a.message)));
            case PythonParser.DeleteContext d -> {
                Expr target = expressions.list(d.expressions());
                Targets.deletable(target);
                out.add(new Stmt.Delete(line, List.of(target)));
            }
            case PythonParser.GlobalContext g -> out.add(new Stmt.Global(line, names(g.NAME())));
            case PythonParser.NonlocalContext n -> out.add(new Stmt.Nonlocal(line, names(n.NAME())));
            case PythonParser.ImportContext i -> {
                for (PythonParser.ModuleContext m : i.module()) {
                    out.add(new Stmt.Import(line, dotted(m.dotted()), m.NAME() == null ? null : name(m.NAME())));
                }
            }
            case PythonParser.ImportFromContext i -> out.add(new Stmt.ImportFrom(line, dotted(i.dotted()), i.imported().stream()
                    .map(n -> new Stmt.Imported(Expressions.name(n.name), Expressions.name(n.alias == null ? n.name : n.alias))).toList()));
            case PythonParser.ImportAllContext i ->
                    out.add(new Stmt.ImportFrom(line, dotted(i.dotted()), List.of(new Stmt.Imported("*", "*"))));
            default -> throw new IllegalStateException(c.getClass().getName());
        }
    }

    private static List<String> names(List<TerminalNode> names) {
        return names.stream().map(TreeBuilder::name).toList();
    }

    private static String dotted(PythonParser.DottedContext c) {
        return c.NAME().stream().map(TreeBuilder::name).collect(Collectors.joining("."));
    }

    private Stmt expression(PythonParser.ValueContext c) {
        int line = line(c);
        Expr first = expressions.list(c.expressions());
        return switch (c.assignment()) {
            case null -> new Stmt.Expression(line, plain(first));
            case PythonParser.AssignContext a -> assign(line, first, a.expressions().stream().map(expressions::list).toList());
            case PythonParser.AugAssignContext a -> {
                Targets.augmentable(first);
                String op = a.AUGMENTED().getText();
                yield new Stmt.AugAssign(line, first, Expr.BinaryOp.of(op.substring(0, op.length() - 1)),
                        expressions.list(a.expressions()));
            }
            case PythonParser.AnnAssignContext a -> {
                annotated(first);
                expressions.of(a.annotation);
                yield new Stmt.AnnAssign(line, first, a.value == null ? null : expressions.list(a.value));
            }
            default -> throw new IllegalStateException(c.getClass().getName());
        };
    }

    private static Expr plain(Expr e) {
        if (e instanceof Expr.Starred s) {
            throw SyntaxFault.at(s.line(), "can't use starred expression here");
        }
        return e;
    }

    private static Stmt assign(int line, Expr first, List<Expr> rest) {
        List<Expr> targets = new ArrayList<>(List.of(first));
        targets.addAll(rest.subList(0, rest.size() - 1));
        for (Expr target : targets) {
            Targets.assignable(target, targets.size() == 1);
        }
        return new Stmt.Assign(line, targets, plain(rest.getLast()));
    }

    private static void annotated(Expr target) {
        switch (target) {
            case Expr.Name _,Expr.Attribute _,Expr.Subscript _ -> {
            }
            case Expr.TupleOf _,Expr.ListOf _ ->
                    throw SyntaxFault.at(target.line(), "only single target (not " + Targets.kind(target) + ") can be annotated");
            default -> throw SyntaxFault.at(target.line(), "illegal target for annotation");
        }
    }
}
