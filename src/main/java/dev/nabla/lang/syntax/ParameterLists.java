package dev.nabla.lang.syntax;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Reads parameter lists of def and lambda, whose items come in a fixed order. */
final class ParameterLists {
    private final Expressions expressions;
    private final List<Parameters.Parameter> named = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private int positional = -1;
    private int positionalOnly;
    private boolean defaults;
    private boolean bareStar;
    private @Nullable String rest;
    private @Nullable String keywords;

    ParameterLists(Expressions expressions) {
        this.expressions = expressions;
    }

    Parameters of(PythonParser.@Nullable ParametersContext c) {
        if (c == null) {
            return Parameters.NONE;
        }
        for (PythonParser.ParameterContext p : c.parameter()) {
            order(p);
            switch (p) {
                case PythonParser.PositionalOnlyContext x -> slash(x);
                case PythonParser.KeywordOnlyContext x -> star(x);
                case PythonParser.RestParameterContext x -> rest(x, x.NAME().getSymbol());
                case PythonParser.KeywordsParameterContext x -> keywords = declared(x.NAME().getSymbol());
                case PythonParser.PlainParameterContext x -> {
                    if (x.annotation != null) {
                        expressions.of(x.annotation);
                    }
                    plain(x.NAME().getSymbol(), x.value);
                }
                default -> throw new IllegalStateException(p.getClass().getName());
            }
        }
        return done(c);
    }

    Parameters of(PythonParser.@Nullable LambdaParametersContext c) {
        if (c == null) {
            return Parameters.NONE;
        }
        for (PythonParser.LambdaParameterContext p : c.lambdaParameter()) {
            order(p);
            switch (p) {
                case PythonParser.LambdaPositionalOnlyContext x -> slash(x);
                case PythonParser.LambdaKeywordOnlyContext x -> star(x);
                case PythonParser.LambdaRestContext x -> rest(x, x.NAME().getSymbol());
                case PythonParser.LambdaKeywordsContext x -> keywords = declared(x.NAME().getSymbol());
                case PythonParser.LambdaPlainContext x -> plain(x.NAME().getSymbol(), x.value);
                default -> throw new IllegalStateException(p.getClass().getName());
            }
        }
        return done(c);
    }

    private void order(ParserRuleContext c) {
        if (keywords != null) {
            throw SyntaxFault.at(c.getStart().getLine(), "arguments cannot follow var-keyword argument");
        }
    }

    private void slash(ParserRuleContext c) {
        if (positionalOnly > 0 || positional >= 0 || named.isEmpty()) {
            throw SyntaxFault.at(c.getStart().getLine(), positionalOnly > 0 ? "/ may appear only once"
                    : positional >= 0 ? "/ must be ahead of *" : "at least one argument must precede /");
        }
        positionalOnly = named.size();
    }

    private void star(ParserRuleContext c) {
        if (positional >= 0) {
            throw SyntaxFault.at(c.getStart().getLine(), "* argument may appear only once");
        }
        positional = named.size();
        bareStar = true;
    }

    private void rest(ParserRuleContext c, Token name) {
        star(c);
        bareStar = false;
        rest = declared(name);
    }

    private String declared(Token t) {
        String name = Expressions.name(t);
        if (!names.add(name)) {
            throw SyntaxFault.at(t.getLine(), "duplicate argument '" + name + "' in function definition");
        }
        return name;
    }

    private void plain(Token name, PythonParser.@Nullable ExpressionContext fallback) {
        if (fallback == null && defaults && positional < 0) {
            throw SyntaxFault.at(name.getLine(), "non-default argument follows default argument");
        }
        defaults |= fallback != null;
        named.add(new Parameters.Parameter(declared(name), expressions.optional(fallback)));
    }

    private Parameters done(ParserRuleContext c) {
        if (bareStar && positional == named.size()) {
            throw SyntaxFault.at(c.getStop().getLine(), "named arguments must follow bare *");
        }
        return new Parameters(List.copyOf(named), positional < 0 ? named.size() : positional, positionalOnly, rest, keywords);
    }
}
