package dev.nabla.lang.syntax;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * What Python says where the grammar goes no further. Python's parser knows a number of usual mistakes; a fault of the text's tokens further down
 * is told before any of them, and before a plain "invalid syntax".
 *
 * @see <a href="https://docs.python.org/3.11/whatsnew/3.10.html#better-error-messages">Better error messages</a>
 */
final class Explanation {
    private static final Set<String> OPENERS = Set.of("(", "[", "{");
    private static final Set<String> CLOSERS = Set.of(")", "]", "}");
    private static final Set<String> WORDS = Set.of("None", "True", "False", "...");
    private static final Map<String, String> HEADERS =
            Map.of("if", "'if' statement", "elif", "'elif' statement", "else", "'else' statement",
                    "for", "'for' statement", "while", "'while' statement", "with", "'with' statement", "def", "function definition");

    private final Layout layout;
    private final List<Token> tokens;
    private final Token token;
    private final int at;
    /** The first token of the logical line. */
    private final int start;
    /** Position of the innermost bracket open here, or −1. */
    private final int open;
    /** The first token of the part, between commas, of that bracket or line. */
    private final int part;

    Explanation(Layout layout, Token token) {
        this.layout = layout;
        this.tokens = layout.tokens();
        this.token = token;
        this.at = token.getTokenIndex();
        int first = at;
        while (first > 0 && !endsLine(first - 1)) {
            first--;
        }
        this.start = first;
        Deque<Integer> brackets = new ArrayDeque<>();
        Deque<Integer> parts = new ArrayDeque<>(List.of(first));
        for (int i = first; i < at; i++) {
            if (OPENERS.contains(text(i))) {
                brackets.push(i);
                parts.push(i + 1);
            } else if (CLOSERS.contains(text(i))) {
                brackets.pop();
                parts.pop();
            } else if (text(i).equals(",") || text(i).equals(";")) {
                parts.pop();
                parts.push(i + 1);
            }
        }
        this.open = brackets.isEmpty() ? -1 : brackets.element();
        this.part = parts.element();
    }

    private boolean endsLine(int i) {
        int type = tokens.get(i).getType();
        return type == PythonParser.NEWLINE || type == PythonParser.INDENT || type == PythonParser.DEDENT;
    }

    private String text(int i) {
        return i < 0 || i >= tokens.size() ? "" : tokens.get(i).getText();
    }

    private int type(int i) {
        return i < 0 || i >= tokens.size() ? Token.EOF : tokens.get(i).getType();
    }

    SyntaxFault fault() {
        SyntaxFault inTokens = layout.fault();
        if (token.getType() == PythonParser.ERROR && inTokens != null) {
            return inTokens;
        }
        Token bracket = layout.openBracket();
        if (token.getType() == PythonParser.ERROR && bracket != null) {
            return neverClosed(bracket);
        }
        if (token.getType() == PythonParser.INDENT && !isBlockMissing()) {
            return SyntaxFault.indentation(token.getLine(), "unexpected indent");
        }
        SyntaxFault known = mistake();
        if (inTokens != null && layout.tellsFirst()) {
            return inTokens;
        }
        if (bracket != null && furthestLine() > bracket.getLine()) {
            return neverClosed(bracket);
        }
        return known != null ? known : SyntaxFault.at(token.getLine(), "invalid syntax");
    }

    private static SyntaxFault neverClosed(Token bracket) {
        return SyntaxFault.at(bracket.getLine(), "'" + bracket.getText() + "' was never closed");
    }

    /** The line up to which Python has looked for what the text may mean: two expressions without anything between are read to their end. */
    private int furthestLine() {
        int i = at;
        if (endsExpression(at - 1) && startsExpression(at) || text(at).equals("=")) {
            i++;
            while (i < tokens.size() - 1 && !(endsExpression(i - 1) && (startsExpression(i) || text(i).equals("=")))
                    && !text(i).equals(",") && !text(i).equals(":")) {
                i++;
            }
        }
        return tokens.get(i).getLine();
    }

    private boolean isBlockMissing() {
        return type(at - 1) == PythonParser.NEWLINE && text(at - 2).equals(":") && token.getType() != PythonParser.INDENT;
    }

    private @Nullable SyntaxFault mistake() {
        if (isBlockMissing()) {
            return blockMissing();
        }
        if (text(at).equals("=")) {
            return equalsSign();
        }
        if ((text(at - 1).equals("print") || text(at - 1).equals("exec")) && startsExpression(at) && !text(at).equals("[")) {
            return SyntaxFault.at(tokens.get(at - 1).getLine(), "Missing parentheses in call to '" + text(at - 1) + "'. Did you mean "
                    + text(at - 1) + "(...)?");
        }
        if (text(start).equals("def") && at == start + 2 && type(at - 1) == PythonParser.NAME) {
            return SyntaxFault.at(token.getLine(), "expected '('");
        }
        if (text(at).equals(":=") && open >= 0 && !isCall() && operand(part) != null) {
            return SyntaxFault.at(tokens.get(part).getLine(), "cannot use assignment expressions with " + operand(part));
        }
        SyntaxFault found = missingElse();
        if (found == null && open >= 0) {
            found = inBrackets();
        }
        if (found == null && open < 0) {
            found = header();
        }
        return found;
    }

    private SyntaxFault blockMissing() {
        int head = at - 2;
        while (head > 0 && !endsLine(head - 1)) {
            head--;
        }
        return SyntaxFault.indentation(token.getLine(),
                "expected an indented block after " + HEADERS.getOrDefault(text(head), "statement") + " on line "
                        + tokens.get(head).getLine());
    }

    /** An = where there can be none. */
    private @Nullable SyntaxFault equalsSign() {
        if (!endsExpression(at - 1)) {
            return null;
        }
        int line = tokens.get(Math.min(part, at)).getLine();
        if (isCall()) {
            if (text(part + 1).equals("=") && type(part) == PythonParser.NAME) {
                return null;
            }
            return WORDS.contains(text(part)) && part == at - 1 ? SyntaxFault.at(line, "cannot assign to " + text(part))
                    : SyntaxFault.at(line, "expression cannot contain assignment, perhaps you meant \"==\"?");
        }
        int from = part;
        if (open < 0) {
            if (!Set.of("if", "elif", "while").contains(text(start))) {
                return null;
            }
            from = start + 1;
        }
        if (from == at - 1 && type(from) == PythonParser.NAME) {
            return SyntaxFault.at(tokens.get(from).getLine(), "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        }
        String what = isChained() ? null : operand(from);
        return what == null ? null
                : SyntaxFault.at(tokens.get(from).getLine(), "cannot assign to " + what + " here. Maybe you meant '==' instead of '='?");
    }

    private boolean isCall() {
        return open >= 0 && text(open).equals("(") && endsExpression(open - 1) && !text(open - 2).equals("def");
    }

    /** Whether another = follows on the expression behind this one. */
    private boolean isChained() {
        int depth = 0;
        for (int i = at + 1; i < tokens.size() && depth >= 0 && !endsLine(i) && !text(i).equals(","); i++) {
            depth += OPENERS.contains(text(i)) ? 1 : CLOSERS.contains(text(i)) ? -1 : 0;
            if (depth == 0 && text(i).equals("=")) {
                return true;
            }
        }
        return false;
    }

    /** What the tokens up to here are, as Python names it; null where it has no such message. */
    private @Nullable String operand(int from) {
        if (OPENERS.contains(text(from)) || WORDS.contains(text(from))) {
            return null;
        }
        int depth = 0;
        boolean operator = false;
        for (int i = from; i < at; i++) {
            depth += OPENERS.contains(text(i)) ? 1 : CLOSERS.contains(text(i)) ? -1 : 0;
            if (depth == 0) {
                if (Set.of("and", "or", "not", "if", "else", "<", ">", "<=", ">=", "==", "!=", "in", "is", "lambda").contains(text(i))) {
                    return null;
                }
                operator |= Set.of("+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "^", "<<", ">>", "~").contains(text(i));
            }
        }
        if (operator) {
            return "expression";
        }
        return switch (text(at - 1)) {
            case ")" -> "function call";
            case "]" -> "subscript";
            default -> type(at - 1) == PythonParser.NAME ? "attribute" : "literal";
        };
    }

    private boolean startsExpression(int i) {
        return switch (type(i)) {
            case PythonParser.NAME, PythonParser.INTEGER, PythonParser.FLOAT, PythonParser.STRING -> true;
            default -> WORDS.contains(text(i)) || Set.of("[", "{", "lambda", "not", "~").contains(text(i));
        };
    }

    private boolean endsExpression(int i) {
        return switch (type(i)) {
            case PythonParser.NAME, PythonParser.INTEGER, PythonParser.FLOAT, PythonParser.STRING -> true;
            default -> WORDS.contains(text(i)) || CLOSERS.contains(text(i));
        };
    }

    /** {@code a if b} without else: where the grammar stops at the if. */
    private @Nullable SyntaxFault missingElse() {
        if (!text(at).equals("if") || !endsExpression(at - 1) || at == start || endsLine(at + 1) || text(at + 1).equals(")")) {
            return null;
        }
        int depth = 0;
        for (int i = at + 1; i < tokens.size() && depth >= 0 && !endsLine(i); i++) {
            depth += OPENERS.contains(text(i)) ? 1 : CLOSERS.contains(text(i)) ? -1 : 0;
            if (depth == 0 && (text(i).equals("else") || text(i).equals(":"))) {
                return null;
            }
        }
        return SyntaxFault.at(tokens.get(part).getLine(), "expected 'else' after 'if' expression");
    }

    private @Nullable SyntaxFault inBrackets() {
        int line = tokens.get(part).getLine();
        boolean dict = text(open).equals("{") && text(part - 1).equals(",") && hasColon(open + 1, part);
        if (dict && endsExpression(at - 1) && !hasColon(part, at)) {
            return SyntaxFault.at(tokens.get(at - 1).getLine(), "':' expected after dictionary key");
        }
        if (text(open).equals("{") && text(at - 1).equals(":") && (text(at).equals("}") || text(at).equals(","))) {
            return SyntaxFault.at(tokens.get(at - 1).getLine(), "expression expected after dictionary key and ':'");
        }
        if (text(at).equals("for") && isCall() && text(part + 1).equals("=") && type(part) == PythonParser.NAME) {
            return SyntaxFault.at(line, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        }
        if (text(at).equals("for") && !text(open).equals("(") && part > open + 1 && !text(part).equals("*")) {
            return SyntaxFault.at(tokens.get(open + 1).getLine(), "did you forget parentheses around the comprehension target?");
        }
        boolean prefix = type(at - 1) == PythonParser.NAME && type(at) == PythonParser.STRING
                && (part == at - 1 || text(at - 2).equals("="));
        if (endsExpression(at - 1) && startsExpression(at) && !text(open - 2).equals("def") && !prefix) {
            return SyntaxFault.at(line, "invalid syntax. Perhaps you forgot a comma?");
        }
        return null;
    }

    private boolean hasColon(int from, int to) {
        int depth = 0;
        for (int i = from; i < to; i++) {
            depth += OPENERS.contains(text(i)) ? 1 : CLOSERS.contains(text(i)) ? -1 : 0;
            if (depth == 0 && text(i).equals(":")) {
                return true;
            }
        }
        return false;
    }

    /** The head of a block without its colon, or a list of imports that ends in a comma. */
    private @Nullable SyntaxFault header() {
        boolean lineEnds = token.getType() == PythonParser.NEWLINE;
        boolean missing = switch (text(start)) {
            case "if", "elif", "while", "with" -> lineEnds && at > start + 1 && endsExpression(at - 1);
            case "else" -> at == start + 1;
            case "for" -> lineEnds && hasWord("in", start + 2, at - 1) && endsExpression(at - 1);
            case "def" -> text(at - 1).equals(")") || hasWord("->", start + 2, at - 1) && endsExpression(at - 1);
            default -> false;
        };
        if (missing && !hasColon(start, at)) {
            return SyntaxFault.at(token.getLine(), "expected ':'");
        }
        if (text(start).equals("from") && lineEnds && text(at - 1).equals(",")) {
            return SyntaxFault.at(tokens.get(at - 1).getLine(), "trailing comma not allowed without surrounding parentheses");
        }
        return null;
    }

    private boolean hasWord(String word, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text(i).equals(word)) {
                return true;
            }
        }
        return false;
    }
}
