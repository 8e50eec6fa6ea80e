package dev.nabla.lang.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a program with its lines and blocks: INDENT and DEDENT where the indentation changes, NEWLINE at the end of a statement only. Where
 * the text has no tokens the list ends with ERROR.
 *
 * @see <a href="https://docs.python.org/3.11/reference/lexical_analysis.html">Lexical analysis</a>
 */
final class Layout {
    private static final int MOST_BRACKETS = 200;
    private static final int MOST_INDENTS = 100;
    private static final int TAB = 8;
    /** What may follow a number without a space. */
    private static final Set<String> AFTER_NUMBERS = Set.of("and", "else", "for", "if", "in", "is", "not", "or");

    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Integer> indents = new ArrayDeque<>(List.of(0));
    /** The same widths with tabs counted as one: both must agree on every comparison. */
    private final Deque<Integer> narrow = new ArrayDeque<>(List.of(0));
    private final Deque<Token> brackets = new ArrayDeque<>();
    private @Nullable SyntaxFault fault;
    private boolean first;
    private boolean lineStarts = true;
    private int width;
    private int narrowWidth;
    private int lastLine = 1;

    private Layout() {
    }

    static Layout of(String code) {
        String text = code.startsWith("\uFEFF") ? code.substring(1) : code;
        PythonLexer lexer = new PythonLexer(CharStreams.fromString(text.endsWith("\n") ? text : text + "\n"));
        lexer.removeErrorListeners();
        Layout layout = new Layout();
        layout.lastLine = 1 + (int) text.stripTrailing().chars().filter(c -> c == '\n').count();
        layout.read(lexer.getAllTokens());
        return layout;
    }

    List<Token> tokens() {
        return tokens;
    }

    /** What is wrong with the text where it has no tokens, or null. */
    @Nullable
    SyntaxFault fault() {
        return fault;
    }

    /** Whether Python tells that fault even before one of the grammar further up. */
    boolean tellsFirst() {
        return first;
    }

    /** The innermost bracket that is open where the tokens end. */
    @Nullable
    Token openBracket() {
        return brackets.peek();
    }

    private void read(List<? extends Token> raw) {
        Token before = null;
        for (Token t : raw) {
            int from = tokens.size();
            take(t, before);
            if (fault != null) {
                tokens.subList(from, tokens.size()).clear();
                add(PythonParser.ERROR, t.getLine());
                return;
            }
            before = t;
        }
        int end = raw.isEmpty() ? 1 : raw.getLast().getLine();
        if (!brackets.isEmpty()) {
            add(PythonParser.ERROR, end);
            return;
        }
        while (indents.size() > 1) {
            dedent(end);
        }
        add(Token.EOF, end);
    }

    private void add(int type, int line) {
        CommonToken t = new CommonToken(type, "");
        t.setLine(line);
        tokens.add(t);
    }

    private void dedent(int line) {
        indents.pop();
        narrow.pop();
        add(PythonParser.DEDENT, line);
    }

    private void take(Token t, @Nullable Token before) {
        switch (t.getType()) {
            case PythonLexer.SPACE -> {
                if (lineStarts) {
                    measure(t.getText());
                }
            }
            case PythonLexer.COMMENT, PythonLexer.CONTINUATION -> {
            }
            case PythonLexer.NEWLINE -> newline(t);
            default -> {
                if (lineStarts && brackets.isEmpty()) {
                    indent(t);
                }
                lineStarts = false;
                if (fault == null) {
                    check(t, before);
                }
                tokens.add(t);
            }
        }
    }

    private void measure(String space) {
        width = 0;
        narrowWidth = 0;
        for (char c : space.toCharArray()) {
            width = c == '\t' ? (width / TAB + 1) * TAB : c == '\f' ? 0 : width + 1;
            narrowWidth = c == '\f' ? 0 : narrowWidth + 1;
        }
    }

    private void newline(Token t) {
        if (!lineStarts && brackets.isEmpty()) {
            tokens.add(t);
        }
        lineStarts = lineStarts || brackets.isEmpty();
        width = 0;
        narrowWidth = 0;
    }

    private void indent(Token t) {
        if (Integer.compare(width, indents.element()) != Integer.compare(narrowWidth, narrow.element())) {
            fault = new SyntaxFault("TabError", "inconsistent use of tabs and spaces in indentation", t.getLine());
            return;
        }
        if (width > indents.element()) {
            if (indents.size() >= MOST_INDENTS) {
                fault = SyntaxFault.indentation(t.getLine(), "too many levels of indentation");
            }
            indents.push(width);
            narrow.push(narrowWidth);
            add(PythonParser.INDENT, t.getLine());
            return;
        }
        while (width < indents.element()) {
            dedent(t.getLine());
        }
        if (width != indents.element()) {
            fault = SyntaxFault.indentation(t.getLine(), "unindent does not match any outer indentation level");
        }
    }

    private void check(Token t, @Nullable Token before) {
        switch (t.getType()) {
            case PythonLexer.UNTERMINATED -> fail(t, "unterminated string literal (detected at line " + t.getLine() + ")");
            case PythonLexer.UNTERMINATED_LONG ->
                    fail(t, "unterminated triple-quoted string literal (detected at line " + lastLine + ")");
            case PythonLexer.BACKSLASH ->
                    fault = SyntaxFault.at(t.getLine(), "unexpected character after line continuation character");
            case PythonLexer.OTHER -> fail(t, character(t.getText().codePointAt(0)));
            case PythonLexer.ABSENT -> fault = SyntaxFault.absent(t.getLine(), "'" + t.getText() + "'",
                    "there are functions, lambda, if, while, for, with, assert and comprehensions");
            default -> {
                if (before != null && isNumber(before) && before.getStopIndex() + 1 == t.getStartIndex()) {
                    afterNumber(before, t);
                }
                bracket(t);
            }
        }
    }

    private void fail(Token t, String message) {
        fault = SyntaxFault.at(t.getLine(), message);
        first = true;
    }

    private static String character(int c) {
        if (c < 128 && !Character.isISOControl(c)) {
            return "invalid syntax";
        }
        String code = String.format("U+%04X", c);
        boolean hidden = Character.isISOControl(c) || Character.isWhitespace(c) || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT;
        return hidden ? "invalid non-printable character " + code : "invalid character '" + Character.toString(c) + "' (" + code + ")";
    }

    private static boolean isNumber(Token t) {
        return t.getType() == PythonLexer.INTEGER || t.getType() == PythonLexer.FLOAT;
    }

    private void afterNumber(Token number, Token t) {
        String digits = number.getText();
        String kind = digits.length() < 2 || digits.charAt(0) != '0' ? "decimal" : switch (digits.charAt(1)) {
            case 'x', 'X' -> "hexadecimal";
            case 'o', 'O' -> "octal";
            case 'b', 'B' -> "binary";
            default -> "decimal";
        };
        String text = t.getText();
        boolean word = Character.isUnicodeIdentifierStart(text.codePointAt(0)) || text.startsWith("_");
        if (isNumber(t) && !text.startsWith(".") || word && digits.equals("0") && text.matches("[xXoObB].*")) {
            if (word && text.matches("[oO][89].*|[bB][2-9].*")) {
                fail(t, "invalid digit '" + text.charAt(1) + "' in " + (text.matches("[oO].*") ? "octal" : "binary") + " literal");
            } else if (word) {
                fail(t, "invalid " + switch (Character.toLowerCase(text.charAt(0))) {
                    case 'x' -> "hexadecimal";
                    case 'o' -> "octal";
                    default -> "binary";
                } + " literal");
            } else if (kind.equals("decimal")) {
                fail(t, "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers");
            } else {
                fail(t, "invalid digit '" + text.charAt(0) + "' in " + kind + " literal");
            }
        } else if (text.equals("j") || text.equals("J")) {
            fault = SyntaxFault.absent(t.getLine(), "a complex number", "there are int and float");
        } else if (word && !AFTER_NUMBERS.contains(text)) {
            fail(t, "invalid " + kind + " literal");
        }
    }

    private void bracket(Token t) {
        switch (t.getText()) {
            case "(", "[", "{" -> {
                if (brackets.size() >= MOST_BRACKETS) {
                    fail(t, "too many nested parentheses");
                }
                brackets.push(t);
            }
            case ")", "]", "}" -> close(t);
            default -> {
            }
        }
    }

    private void close(Token t) {
        if (brackets.isEmpty()) {
            fail(t, "unmatched '" + t.getText() + "'");
            return;
        }
        Token open = brackets.pop();
        String pair = open.getText() + t.getText();
        if (!pair.equals("()") && !pair.equals("[]") && !pair.equals("{}")) {
            fail(t, "closing parenthesis '" + t.getText() + "' does not match opening parenthesis '" + open.getText() + "'"
                    + (open.getLine() == t.getLine() ? "" : " on line " + open.getLine()));
        }
    }
}
