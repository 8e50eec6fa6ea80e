package dev.nabla.lang.syntax;

import java.util.ArrayList;
import java.util.List;

import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/** Reads programs. */
public final class Parsing {
    private Parsing() {
    }

    /**
     * A program as its statements.
     *
     * @throws SyntaxFault as Python refuses it
     */
    public static List<Stmt> program(String code) {
        try {
            List<Stmt> statements = new TreeBuilder().program((PythonParser.ProgramContext) parse(code, PythonParser::program));
            Placement.check(statements);
            return statements;
        } catch (StackOverflowError e) {
            throw new SyntaxFault("RecursionError", "maximum recursion depth exceeded during compilation", 1);
        }
    }

    /** The expressions in a field of an f-string, whose lines count from the given one. */
    static Expr field(String text, int line) {
        PythonParser.ProgramContext program = (PythonParser.ProgramContext) parse("(" + text + ")", PythonParser::program);
        return new TreeBuilder(line - 1).only(program);
    }

    private interface Rule {
        ParserRuleContext of(PythonParser parser);
    }

    private static ParserRuleContext parse(String code, Rule rule) {
        Layout layout = Layout.of(code);
        PythonParser parser = new PythonParser(new CommonTokenStream(new ListTokenSource(layout.tokens())));
        parser.removeErrorListeners();
        parser.setErrorHandler(new BailErrorStrategy());
        // The simpler prediction decides nearly always; only where it fails the full one says whether the text is wrong.
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        try {
            return rule.of(parser);
        } catch (ParseCancellationException e) {
            parser.reset();
            parser.getInterpreter().setPredictionMode(PredictionMode.LL);
        }
        try {
            return rule.of(parser);
        } catch (ParseCancellationException e) {
            Token at = e.getCause() instanceof RecognitionException r && r.getOffendingToken() != null ? r.getOffendingToken()
                    : parser.getCurrentToken();
            checkBefore(layout.tokens(), at.getTokenIndex());
            throw new Explanation(layout, at).fault();
        }
    }

    /** Looks for a fault in the lines before the one where the grammar goes no further: what only the tree's builder finds. */
    private static void checkBefore(List<Token> tokens, int at) {
        int end = at;
        while (end > 0 && tokens.get(end - 1).getType() != PythonParser.NEWLINE) {
            end--;
        }
        List<Token> whole = new ArrayList<>(tokens.subList(0, end));
        long open =
                whole.stream().mapToInt(t -> t.getType() == PythonParser.INDENT ? 1 : t.getType() == PythonParser.DEDENT ? -1 : 0).sum();
        for (long i = 0; i < open; i++) {
            whole.add(new CommonToken(PythonParser.DEDENT, ""));
        }
        whole.add(new CommonToken(Token.EOF, ""));
        PythonParser parser = new PythonParser(new CommonTokenStream(new ListTokenSource(whole)));
        parser.removeErrorListeners();
        parser.setErrorHandler(new BailErrorStrategy());
        try {
            new TreeBuilder().program(parser.program());
        } catch (ParseCancellationException e) {
            return;
        }
    }
}
