package dev.nabla.lang.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** String literals: prefixes, escapes, and the fields of f-strings. */
final class Strings {
    private Strings() {
    }

    /** Adjacent literals as one. */
    static Expr of(List<String> literals, List<Integer> lines) {
        List<Expr> parts = new ArrayList<>();
        boolean formatted = false;
        for (int i = 0; i < literals.size(); i++) {
            String token = literals.get(i);
            int quote = 0;
            while (token.charAt(quote) != '"' && token.charAt(quote) != '\'') {
                quote++;
            }
            String prefix = token.substring(0, quote).toLowerCase(Locale.ROOT);
            if (prefix.contains("b")) {
                throw SyntaxFault.absent(lines.get(i), "a bytes literal", "there is str");
            }
            boolean raw = prefix.contains("r");
            int width = token.startsWith("\"\"\"", quote) || token.startsWith("'''", quote) ? 3 : 1;
            String inside = token.substring(quote + width, token.length() - width).replace("\r\n", "\n").replace('\r', '\n');
            if (prefix.contains("f")) {
                formatted = true;
                new FString(inside, lines.get(i), raw).into(parts);
            } else {
                parts.add(new Expr.Text(lines.get(i), raw ? inside : unescaped(inside, lines.get(i))));
            }
        }
        List<Expr> joined = joined(parts);
        if (formatted) {
            return new Expr.Joined(lines.getFirst(), joined);
        }
        return joined.isEmpty() ? new Expr.Text(lines.getFirst(), "") : joined.getFirst();
    }

    /** Neighbouring texts as one. */
    private static List<Expr> joined(List<Expr> parts) {
        List<Expr> out = new ArrayList<>();
        for (Expr p : parts) {
            if (p instanceof Expr.Text t && !out.isEmpty() && out.getLast() instanceof Expr.Text before) {
                out.set(out.size() - 1, new Expr.Text(before.line(), before.value() + t.value()));
            } else {
                out.add(p);
            }
        }
        return out;
    }

    /** The text that escapes stand for. @throws SyntaxFault for a broken one */
    static String unescaped(String s, int line) {
        if (s.indexOf('\\') < 0) {
            return s;
        }
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c != '\\') {
                b.append(c);
                continue;
            }
            char e = s.charAt(++i);
            switch (e) {
                case '\n' -> {
                }
                case '\\', '\'', '"' -> b.append(e);
                case 'a' -> b.append('\u0007');
                case 'b' -> b.append('\b');
                case 'f' -> b.append('\f');
                case 'n' -> b.append('\n');
                case 'r' -> b.append('\r');
                case 't' -> b.append('\t');
                case 'v' -> b.append('\u000b');
                case 'x' -> i = hex(b, s, i, 2, 'x', line);
                case 'u' -> i = hex(b, s, i, 4, 'u', line);
                case 'U' -> i = hex(b, s, i, 8, 'U', line);
                case 'N' -> i = named(b, s, i, line);
                default -> {
                    if (e < '0' || e > '7') {
                        b.append('\\').append(e);
                        continue;
                    }
                    int value = 0;
                    int digits = 0;
                    while (digits < 3 && i < s.length() && s.charAt(i) >= '0' && s.charAt(i) <= '7') {
                        value = value * 8 + s.charAt(i++) - '0';
                        digits++;
                    }
                    i--;
                    b.appendCodePoint(value);
                }
            }
        }
        return b.toString();
    }

    private static int hex(StringBuilder b, String s, int at, int digits, char kind, int line) {
        int value = 0;
        int end = at;
        while (end < s.length() - 1 && end - at < digits && Character.digit(s.charAt(end + 1), 16) >= 0) {
            value = value * 16 + Character.digit(s.charAt(++end), 16);
        }
        if (end - at < digits || !Character.isValidCodePoint(value)) {
            String what = end - at == digits ? "illegal Unicode character"
                    : "truncated \\" + kind + "X".repeat(digits) + " escape";
            throw SyntaxFault.at(line, "(unicode error) 'unicodeescape' codec can't decode bytes in position " + (at - 1) + "-"
                    + end + ": " + what);
        }
        b.appendCodePoint(value);
        return end;
    }

    private static int named(StringBuilder b, String s, int at, int line) {
        int end = s.indexOf('}', at);
        if (at + 1 < s.length() && s.charAt(at + 1) == '{' && end > 0) {
            try {
                b.appendCodePoint(Character.codePointOf(s.substring(at + 2, end)));
                return end;
            } catch (IllegalArgumentException e) {
                throw SyntaxFault.at(line, "(unicode error) 'unicodeescape' codec can't decode bytes in position " + (at - 1) + "-" + end
                        + ": unknown Unicode character name");
            }
        }
        throw SyntaxFault.at(line, "(unicode error) 'unicodeescape' codec can't decode bytes in position " + (at - 1) + "-" + at
                + ": malformed \\N character escape");
    }
}
