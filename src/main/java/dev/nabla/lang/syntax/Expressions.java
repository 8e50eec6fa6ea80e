package dev.nabla.lang.syntax;

import java.math.BigInteger;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Makes the trees of expressions. */
final class Expressions {
    private final int lineOffset;

    Expressions(int lineOffset) {
        this.lineOffset = lineOffset;
    }

    private int line(ParserRuleContext c) {
        return line(c.getStart());
    }

    private int line(Token t) {
        return t.getLine() + lineOffset;
    }

    /** A name in its normal form, as Python compares names. */
    static String name(Token t) {
        String text = t.getText();
        return text.chars().allMatch(c -> c < 128) ? text : Normalizer.normalize(text, Normalizer.Form.NFKC);
    }

    Expr list(PythonParser.ExpressionsContext c) {
        List<Expr> items = c.element().stream().map(this::element).toList();
        boolean single = items.size() == 1 && !c.getStop().getText().equals(",");
        return single ? items.getFirst() : new Expr.TupleOf(line(c), items);
    }

    private Expr element(PythonParser.ElementContext c) {
        return switch (c) {
            case PythonParser.StarredElementContext s -> new Expr.Starred(line(s), operation(s.operation()));
            case PythonParser.PlainElementContext p -> of(p.expression());
            default -> throw unknown(c);
        };
    }

    Expr targets(PythonParser.TargetsContext c) {
        List<Expr> items = c.target().stream().map(this::target).toList();
        return items.size() == 1 && c.comma == null ? items.getFirst() : new Expr.TupleOf(line(c), items);
    }

    Expr target(PythonParser.TargetContext c) {
        Expr e = operation(c.operation());
        return c.getStart().getText().equals("*") ? new Expr.Starred(line(c), e) : e;
    }

    Expr test(PythonParser.TestContext c) {
        return switch (c) {
            case PythonParser.WalrusContext w -> new Expr.Walrus(line(w), name(w.NAME().getSymbol()), of(w.expression()));
            case PythonParser.PlainTestContext p -> of(p.expression());
            default -> throw unknown(c);
        };
    }

    Expr of(PythonParser.ExpressionContext c) {
        return switch (c) {
            case PythonParser.ConditionalContext t -> {
                Expr then = disjunction(t.disjunction(0));
                yield t.expression() == null ? then
                        : new Expr.Conditional(line(t), then, disjunction(t.disjunction(1)), of(t.expression()));
            }
            case PythonParser.LambdaContext l ->
                    new Expr.Lambda(line(l), new ParameterLists(this).of(l.lambdaParameters()), of(l.expression()));
            default -> throw unknown(c);
        };
    }

    private Expr disjunction(PythonParser.DisjunctionContext c) {
        List<Expr> all = c.conjunction().stream().map(this::conjunction).toList();
        return all.size() == 1 ? all.getFirst() : new Expr.Or(line(c), all);
    }

    private Expr conjunction(PythonParser.ConjunctionContext c) {
        List<Expr> all = c.inversion().stream().map(this::inversion).toList();
        return all.size() == 1 ? all.getFirst() : new Expr.And(line(c), all);
    }

    private Expr inversion(PythonParser.InversionContext c) {
        return switch (c) {
            case PythonParser.NotContext n -> new Expr.Not(line(n), inversion(n.inversion()));
            case PythonParser.NotNotContext n -> comparison(n.comparison());
            default -> throw unknown(c);
        };
    }

    private Expr comparison(PythonParser.ComparisonContext c) {
        Expr first = operation(c.operation(0));
        if (c.comparator().isEmpty()) {
            return first;
        }
        List<Expr> rest = c.operation().stream().skip(1).map(this::operation).toList();
        return new Expr.Compare(line(c), first, c.comparator().stream().map(o -> Expr.CompareOp.of(o.getText())).toList(), rest);
    }

    private Expr operation(PythonParser.OperationContext c) {
        return switch (c) {
            case PythonParser.OperandContext o -> primary(o.primary());
            case PythonParser.BinaryContext b ->
                    new Expr.Binary(line(b), Expr.BinaryOp.of(b.op.getText()), operation(b.left), operation(b.right));
            case PythonParser.UnaryContext u -> new Expr.Unary(line(u), switch (u.op.getText()) {
                case "-" -> Expr.UnaryOp.NEG;
                case "+" -> Expr.UnaryOp.POS;
                default -> Expr.UnaryOp.INVERT;
            }, operation(u.operation()));
            default -> throw unknown(c);
        };
    }

    private Expr primary(PythonParser.PrimaryContext c) {
        return switch (c) {
            case PythonParser.AtomicContext a -> atom(a.atom());
            case PythonParser.AttributeContext a ->
                    new Expr.Attribute(line(a.NAME().getSymbol()), primary(a.primary()), name(a.NAME().getSymbol()));
            case PythonParser.CallContext k -> {
                Expr function = primary(k.primary());
                int line = function instanceof Expr.Attribute a ? a.line() : line(k);
                yield new Expr.Call(line, function, arguments(k.arguments()));
            }
            case PythonParser.IndexedContext s -> new Expr.Subscript(line(s), primary(s.primary()), subscripts(s.subscripts()));
            default -> throw unknown(c);
        };
    }

    private Expr subscripts(PythonParser.SubscriptsContext c) {
        List<Expr> items = c.subscript().stream().map(this::subscript).toList();
        boolean single = items.size() == 1 && !c.getStop().getText().equals(",") && !(items.getFirst() instanceof Expr.Starred);
        return single ? items.getFirst() : new Expr.TupleOf(line(c), items);
    }

    private Expr subscript(PythonParser.SubscriptContext c) {
        return switch (c) {
            case PythonParser.SliceSubscriptContext s ->
                    new Expr.Slice(line(s), optional(s.lower), optional(s.upper), optional(s.step));
            case PythonParser.StarredSubscriptContext s -> new Expr.Starred(line(s), operation(s.operation()));
            case PythonParser.PlainSubscriptContext p -> test(p.test());
            default -> throw unknown(c);
        };
    }

    @Nullable
    Expr optional(PythonParser.@Nullable ExpressionContext c) {
        return c == null ? null : of(c);
    }

    private List<Expr.Argument> arguments(PythonParser.@Nullable ArgumentsContext c) {
        List<Expr.Argument> out = new ArrayList<>();
        Set<String> names = new HashSet<>();
        boolean named = false;
        boolean keywords = false;
        for (PythonParser.ArgumentContext a : c == null ? List.<PythonParser.ArgumentContext>of() : c.argument()) {
            switch (a) {
                case PythonParser.SpreadArgumentContext s -> {
                    if (keywords) {
                        throw SyntaxFault.at(line(s), "iterable argument unpacking follows keyword argument unpacking");
                    }
                    out.add(new Expr.Argument(Expr.Argument.Kind.SPREAD, null, of(s.expression())));
                }
                case PythonParser.KeywordsArgumentContext k -> {
                    keywords = true;
                    out.add(new Expr.Argument(Expr.Argument.Kind.KEYWORDS, null, of(k.expression())));
                }
                case PythonParser.NamedArgumentContext n -> {
                    String name = name(n.NAME().getSymbol());
                    named = true;
                    if (!names.add(name)) {
                        throw SyntaxFault.at(line(n), "keyword argument repeated: " + name);
                    }
                    out.add(new Expr.Argument(Expr.Argument.Kind.NAMED, name, of(n.expression())));
                }
                case PythonParser.PlainArgumentContext p -> {
                    if (named || keywords) {
                        throw SyntaxFault.at(line(c == null ? a : c.argument().getLast()),
                                "positional argument follows keyword argument" + (keywords ? " unpacking" : ""));
                    }
                    if (p.comprehension() != null && (c != null && (c.argument().size() > 1 || c.getStop().getText().equals(",")))) {
                        throw SyntaxFault.at(line(p), "Generator expression must be parenthesized");
                    }
                    Expr value = test(p.test());
                    out.add(new Expr.Argument(Expr.Argument.Kind.PLAIN, null,
                            p.comprehension() == null ? value : comprehension(p, Expr.Makes.GENERATOR, null, value, p.comprehension())));
                }
                default -> throw unknown(a);
            }
        }
        return out;
    }

    private Expr atom(PythonParser.AtomContext c) {
        int line = line(c);
        return switch (c) {
            case PythonParser.NameContext n -> new Expr.Name(line, name(n.NAME().getSymbol()));
            case PythonParser.IntegerContext i -> new Expr.Int(line, integer(i.getText()));
            case PythonParser.FloatContext f -> new Expr.Real(line, Double.parseDouble(f.getText().replace("_", "")));
            case PythonParser.StringsContext s -> Strings.of(s.STRING().stream().map(t -> t.getText()).toList(),
                    s.STRING().stream().map(t -> line(t.getSymbol())).toList());
            case PythonParser.ConstantContext w -> new Expr.Constant(line, switch (w.word.getText()) {
                case "None" -> Expr.Word.NONE;
                case "True" -> Expr.Word.TRUE;
                case "False" -> Expr.Word.FALSE;
                default -> Expr.Word.ELLIPSIS;
            });
            case PythonParser.EmptyTupleContext _ -> new Expr.TupleOf(line, List.of());
            case PythonParser.ParenthesesContext p -> parentheses(p);
            case PythonParser.ListContext l -> l.members() == null ? new Expr.ListOf(line, List.of())
                    : members(l.members(), Expr.Makes.LIST, l);
            case PythonParser.SetContext s -> members(s.members(), Expr.Makes.SET, s);
            case PythonParser.DictContext d -> dict(d);
            default -> throw unknown(c);
        };
    }

    private Expr parentheses(PythonParser.ParenthesesContext c) {
        PythonParser.MembersContext m = c.members();
        if (m.comprehension() != null) {
            return comprehension(c, Expr.Makes.GENERATOR, null, member(m.member(0)), m.comprehension());
        }
        List<Expr> items = m.member().stream().map(this::member).toList();
        if (items.size() > 1 || m.comma != null) {
            return new Expr.TupleOf(line(c), items);
        }
        if (items.getFirst() instanceof Expr.Starred s) {
            throw SyntaxFault.at(s.line(), "cannot use starred expression here");
        }
        return items.getFirst();
    }

    private Expr members(PythonParser.MembersContext m, Expr.Makes makes, ParserRuleContext whole) {
        if (m.comprehension() != null) {
            return comprehension(whole, makes, null, member(m.member(0)), m.comprehension());
        }
        List<Expr> items = m.member().stream().map(this::member).toList();
        return makes == Expr.Makes.LIST ? new Expr.ListOf(line(whole), items) : new Expr.SetOf(line(whole), items);
    }

    private Expr member(PythonParser.MemberContext c) {
        return switch (c) {
            case PythonParser.StarredMemberContext s -> new Expr.Starred(line(s), operation(s.operation()));
            case PythonParser.PlainMemberContext p -> test(p.test());
            default -> throw unknown(c);
        };
    }

    private Expr dict(PythonParser.DictContext c) {
        List<@Nullable Expr> keys = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        PythonParser.EntriesContext all = c.entries();
        if (all != null && all.comprehension() != null) {
            if (!(all.entry(0) instanceof PythonParser.PlainEntryContext e)) {
                throw SyntaxFault.at(line(all), "dict unpacking cannot be used in dict comprehension");
            }
            return comprehension(c, Expr.Makes.DICT, of(e.key), of(e.value), all.comprehension());
        }
        for (PythonParser.EntryContext e : all == null ? List.<PythonParser.EntryContext>of() : all.entry()) {
            switch (e) {
                case PythonParser.SpreadEntryContext s -> {
                    keys.add(null);
                    values.add(operation(s.operation()));
                }
                case PythonParser.PlainEntryContext p -> {
                    keys.add(of(p.key));
                    values.add(of(p.value));
                }
                default -> throw unknown(e);
            }
        }
        return new Expr.DictOf(line(c), keys, values);
    }

    private Expr comprehension(ParserRuleContext whole, Expr.Makes makes, @Nullable Expr key, Expr value,
            PythonParser.ComprehensionContext c) {
        if (value instanceof Expr.Starred s) {
            throw SyntaxFault.at(s.line(), "iterable unpacking cannot be used in comprehension");
        }
        List<Expr.For> loops = new ArrayList<>();
        for (PythonParser.ComprehensionForContext f : c.comprehensionFor()) {
            Expr target = targets(f.targets());
            Targets.assignable(target, false);
            loops.add(new Expr.For(target, disjunction(f.disjunction()), f.filter().stream().map(this::filter).toList()));
        }
        return new Expr.Comprehension(line(whole), makes, key, value, loops);
    }

    private Expr filter(PythonParser.FilterContext c) {
        return switch (c) {
            case PythonParser.WalrusFilterContext w -> new Expr.Walrus(line(w), name(w.NAME().getSymbol()), of(w.expression()));
            case PythonParser.PlainFilterContext p -> disjunction(p.disjunction());
            default -> throw unknown(c);
        };
    }

    Parameters parameters(PythonParser.@Nullable ParametersContext c) {
        return new ParameterLists(this).of(c);
    }

    private static BigInteger integer(String text) {
        String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
        if (digits.startsWith("0x")) {
            return new BigInteger(digits.substring(2), 16);
        }
        if (digits.startsWith("0o")) {
            return new BigInteger(digits.substring(2), 8);
        }
        return digits.startsWith("0b") ? new BigInteger(digits.substring(2), 2) : new BigInteger(digits);
    }

    private static IllegalStateException unknown(ParserRuleContext c) {
        return new IllegalStateException(c.getClass().getName());
    }
}
