package dev.nabla.web;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;

/** Refuses what does not fit, saying what was expected and where. */
final class StrictReading extends DeserializationProblemHandler {
    @Override
    public boolean handleUnknownProperty(DeserializationContext context, JsonParser p, ValueDeserializer<?> reader, Object bean,
            String name) {
        throw Json.unknown(p, name, reader.getKnownPropertyNames());
    }

    @Override
    public Object handleUnexpectedToken(DeserializationContext context, JavaType target, JsonToken token, JsonParser p,
            @Nullable String message) {
        throw Json.unexpected(p, expected(target.getRawClass()));
    }

    @Override
    public Object handleNullForPrimitives(DeserializationContext context, Class<?> target, JsonParser p, ValueDeserializer<?> reader,
            String message) {
        throw Json.unexpected(p, expected(target));
    }

    @Override
    public Object handleWeirdStringValue(DeserializationContext context, Class<?> target, String value, String message) {
        JsonParser p = context.getParser();
        throw new Problem(ProblemCode.BAD_VALUE, "expected " + expected(target) + ", not \"" + Json.shortened(value) + "\"",
                Json.pointer(p));
    }

    @Override
    public Object handleWeirdNumberValue(DeserializationContext context, Class<?> target, Number value, String message) {
        throw new Problem(ProblemCode.BAD_VALUE, "expected " + expected(target) + ", not " + value, Json.pointer(context.getParser()));
    }

    private static String expected(Class<?> target) {
        if (target.isEnum()) {
            return "one of " + java.util.Arrays.toString(target.getEnumConstants());
        }
        return switch (target.getSimpleName()) {
            case "String" -> "a string";
            case "boolean", "Boolean" -> "true or false";
            case "int", "Integer", "long", "Long" -> "an integer";
            case "double", "Double", "float", "Float" -> "a number";
            case "List", "ArrayList", "Collection" -> "a list";
            case "long[]", "int[]" -> "a list of integers";
            default -> "an object";
        };
    }
}
