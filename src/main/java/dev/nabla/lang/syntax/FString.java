package dev.nabla.lang.syntax;

import java.util.ArrayList;
import java.util.List;

/** Reads the inside of an f-string: texts, and fields {@code {expression=!r:spec}}. */
final class FString {
    private static final int DEEPEST = 2;

    private final String text;
    private final int line;
    private final boolean raw;
    private int at;

    FString(String text, int line, boolean raw) {
        this.text = text;
        this.line = line;
        this.raw = raw;
    }

    void into(List<Expr> parts) {
        read(parts, 0);
    }

    private SyntaxFault fault(String message) {
        return SyntaxFault.at(line, "f-string: " + message);
    }

    /** Reads up to the end, or within a spec (depth above 0) up to the brace that closes its field. */
    private void read(List<Expr> parts, int depth) {
        StringBuilder b = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean twice = at + 1 < text.length() && text.charAt(at + 1) == c && depth == 0;
            if (!raw && c == '\\' && text.startsWith("N{", at + 1)) {
                int end = Math.max(text.indexOf('}', at), at + 2);
                b.append(text, at, Math.min(end + 1, text.length()));
                at = end + 1;
            } else if (!raw && c == '\\' && at + 1 < text.length() && text.charAt(at + 1) != '{' && text.charAt(at + 1) != '}') {
                b.append(c).append(text.charAt(at + 1));
                at += 2;
            } else if ((c == '{' || c == '}') && twice) {
                b.append(c);
                at += 2;
            } else if (c == '{') {
                flush(b, parts);
                at++;
                field(parts, depth);
            } else if (c == '}') {
                if (depth == 0) {
                    throw fault("single '}' is not allowed");
                }
                break;
            } else {
                b.append(c);
                at++;
            }
        }
        flush(b, parts);
    }

    private void flush(StringBuilder b, List<Expr> parts) {
        if (!b.isEmpty()) {
            parts.add(new Expr.Text(line, raw ? b.toString() : Strings.unescaped(b.toString(), line)));
            b.setLength(0);
        }
    }

    private void field(List<Expr> parts, int depth) {
        if (depth >= DEEPEST) {
            throw fault("expressions nested too deeply");
        }
        int from = at;
        int end = expressionEnd();
        String source = text.substring(from, end);
        String trimmed = source.strip();
        boolean debug = false;
        if (end < text.length() && text.charAt(end) == '=') {
            debug = true;
            at++;
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
        if (trimmed.isEmpty()) {
            throw fault(at >= text.length() ? "expecting '}'" : "empty expression not allowed");
        }
        if (debug) {
            parts.add(new Expr.Text(line, text.substring(from, at)));
        }
        char conversion = conversion();
        Expr spec = null;
        if (at < text.length() && text.charAt(at) == ':') {
            at++;
            List<Expr> inside = new ArrayList<>();
            read(inside, depth + 1);
            spec = new Expr.Joined(line, inside);
        }
        if (at >= text.length() || text.charAt(at) != '}') {
            throw fault("expecting '}'");
        }
        at++;
        int fieldLine = line + (int) text.substring(0, from).chars().filter(c -> c == '\n').count();
        parts.add(new Expr.Field(line, expression(source, fieldLine), debug && conversion == 0 && spec == null ? 'r' : conversion, spec));
    }

    private static Expr expression(String source, int line) {
        try {
            return Parsing.field(source, line);
        } catch (SyntaxFault e) {
            if (e.type().equals("SyntaxError") && !e.message().startsWith("f-string: ")) {
                throw SyntaxFault.at(line, "f-string: " + e.message());
            }
            throw e;
        }
    }

    private char conversion() {
        if (at >= text.length() || text.charAt(at) != '!') {
            return 0;
        }
        at++;
        if (at >= text.length()) {
            throw fault("expecting '}'");
        }
        char c = text.charAt(at++);
        if (c != 'r' && c != 's' && c != 'a') {
            throw fault("invalid conversion character: expected 's', 'r', or 'a'");
        }
        return c;
    }

    /** Moves to the {@code }}, {@code !}, {@code :} or {@code =} that ends the expression. */
    private int expressionEnd() {
        List<Character> open = new ArrayList<>();
        char quote = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                throw SyntaxFault.at(line, "f-string expression part cannot include a backslash");
            }
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
                continue;
            }
            char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
            switch (c) {
                case '\'', '"' -> quote = c;
                case '#' -> throw SyntaxFault.at(line, "f-string expression part cannot include '#'");
                case '(', '[', '{' -> open.add(c);
                case ')', ']' -> close(open, c);
                case '}' -> {
                    if (open.isEmpty()) {
                        return at;
                    }
                    close(open, c);
                }
                case '!', '=', '<', '>' -> {
                    if (next == '=') {
                        at++;
                    } else if (open.isEmpty() && (c == '!' || c == '=')) {
                        return at;
                    }
                }
                case ':' -> {
                    if (open.isEmpty()) {
                        return at;
                    }
                }
                default -> {
                }
            }
        }
        if (quote != 0) {
            throw fault("unterminated string");
        }
        if (!open.isEmpty()) {
            throw fault("unmatched '" + open.getLast() + "'");
        }
        return at;
    }

    private void close(List<Character> open, char c) {
        if (open.isEmpty()) {
            throw fault("unmatched '" + c + "'");
        }
        char o = open.removeLast();
        if ("()[]{}".indexOf(o) + 1 != "()[]{}".indexOf(c)) {
            throw fault("closing parenthesis '" + c + "' does not match opening parenthesis '" + o + "'");
        }
    }
}
