package dev.nabla.lang.value;

import java.util.List;
import java.util.function.IntPredicate;

import static dev.nabla.lang.value.Builtin.method;

/** Methods of str that ask what a text consists of. */
final class StrTests {
    static final List<Builtin> ROWS = List.of(
            all("isdigit", Character::isDigit),
            all("isdecimal", c -> Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER),
            all("isnumeric", c -> Character.isDigit(c) || Character.getType(c) == Character.OTHER_NUMBER
                    || Character.getType(c) == Character.LETTER_NUMBER),
            all("isalpha", Character::isLetter),
            all("isalnum", Character::isLetterOrDigit),
            all("isspace", c -> Character.isWhitespace(c) || Character.isSpaceChar(c)),
            method("isupper()", a -> cased((String) a.self(), true)),
            method("islower()", a -> cased((String) a.self(), false)),
            method("istitle()", a -> {
                String s = (String) a.self();
                return s.equals(StrMethods.title(s)) && s.codePoints().anyMatch(Character::isLetter);
            }),
            method("isascii()", a -> ((String) a.self()).codePoints().allMatch(c -> c < 128)),
            method("isprintable()", a -> ((String) a.self()).codePoints().allMatch(Quotes::isPrintable)),
            method("isidentifier()", a -> {
                String s = (String) a.self();
                return !s.isEmpty() && (s.charAt(0) == '_' || Character.isUnicodeIdentifierStart(s.codePointAt(0)))
                        && s.codePoints().allMatch(Character::isUnicodeIdentifierPart);
            }));

    private StrTests() {
    }

    private static Builtin all(String name, IntPredicate test) {
        return method(name + "()", a -> {
            String s = (String) a.self();
            return !s.isEmpty() && s.codePoints().allMatch(test);
        });
    }

    private static boolean cased(String s, boolean upper) {
        boolean any = false;
        for (int c : s.codePoints().toArray()) {
            if (upper ? Character.isLowerCase(c) : Character.isUpperCase(c)) {
                return false;
            }
            any |= Character.isLowerCase(c) || Character.isUpperCase(c);
        }
        return any;
    }
}
