package dev.nabla.web;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Words for reading JSON token by token. A problem found names its place by RFC 6901. */
public final class Json {
    private Json() {
    }

    /** Where the parser stands. */
    public static String pointer(JsonParser p) {
        return p.streamReadContext().pathAsPointer().toString();
    }

    /** A value of another type than expected. */
    public static Problem unexpected(JsonParser p, String expected) {
        return bad(p, "expected " + expected + ", not " + described(p.currentToken()));
    }

    /** A value that will not do. */
    public static Problem bad(JsonParser p, String detail) {
        return new Problem(ProblemCode.BAD_VALUE, detail, pointer(p));
    }

    /** A member that the object does not have. */
    public static Problem unknown(JsonParser p, String name, @Nullable Collection<?> known) {
        String members = known == null || known.isEmpty() ? "" : "; known are " + String.join(", ", names(known));
        return new Problem(ProblemCode.UNKNOWN_MEMBER, "unknown member \"" + shortened(name) + "\"" + members, pointer(p));
    }

    private static Set<String> names(Collection<?> known) {
        Set<String> names = new TreeSet<>();
        known.forEach(k -> names.add(String.valueOf(k)));
        return names;
    }

    /** A required member that is not there. */
    public static Problem missing(JsonParser p, String name) {
        return new Problem(ProblemCode.BAD_VALUE, "the member \"" + name + "\" is missing", pointer(p) + "/" + name);
    }

    static String shortened(String s) {
        return s.length() <= 60 ? s : s.substring(0, 60) + "…";
    }

    private static String described(@Nullable JsonToken t) {
        return switch (t) {
            case null -> "nothing";
            case START_OBJECT, PROPERTY_NAME, END_OBJECT -> "an object";
            case START_ARRAY, END_ARRAY -> "a list";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case VALUE_NULL -> "null";
            default -> "something else";
        };
    }

    /** The text of a string token. */
    public static String string(JsonParser p) {
        if (p.currentToken() != JsonToken.VALUE_STRING) {
            throw unexpected(p, "a string");
        }
        return p.getString();
    }

    /** The value of a bool token. */
    public static boolean bool(JsonParser p) {
        return switch (p.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw unexpected(p, "true or false");
        };
    }

    /** An int token that fits 64 bits. */
    public static long integer(JsonParser p) {
        if (p.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw unexpected(p, "an integer");
        }
        if (p.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw bad(p, "an integer beyond 64 bits");
        }
        return p.getLongValue();
    }

    /** A float token; what no double can hold is refused. */
    public static double real(JsonParser p) {
        double v = p.getDoubleValue();
        if (Double.isInfinite(v)) {
            throw bad(p, "a number beyond the range of float64; write \"Infinity\" if infinity is meant");
        }
        return v;
    }

    /** The number that a string stands for, or null: {@code NaN}, {@code Infinity}, {@code -Infinity}. */
    public static @Nullable Double nonFinite(String s) {
        return switch (s) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }
}
