package dev.nabla.session.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

import dev.nabla.session.Operand;
import dev.nabla.session.Step;
import dev.nabla.web.Json;

/** Reads one op token by token: these are what requests are made of. Numbers keep their spelling: {@code 2} is an int, {@code 2.0} a float. */
final class ApplyReader extends ValueDeserializer<Step.Apply> {
    private static final List<String> MEMBERS = List.of("op", "inputs", "params", "name", "names", "no_grad", "replace");

    @Override
    public Step.Apply deserialize(JsonParser p, DeserializationContext context) {
        if (p.currentToken() != JsonToken.START_OBJECT) {
            throw Json.unexpected(p, "an object");
        }
        p.nextToken();
        return members(p, context);
    }

    /** Reads the members of an object, from the first name to its end. */
    static Step.Apply members(JsonParser p, DeserializationContext context) {
        String op = null;
        List<Operand> inputs = List.of();
        Map<String, @Nullable Object> params = Map.of();
        String name = null;
        List<@Nullable String> names = null;
        boolean noGrad = false;
        boolean replace = false;
        for (; p.currentToken() == JsonToken.PROPERTY_NAME; p.nextToken()) {
            String member = p.currentName();
            boolean isNull = p.nextToken() == JsonToken.VALUE_NULL;
            switch (member) {
                case "op" -> op = Json.string(p);
                case "inputs" -> inputs = inputs(p, context);
                case "params" -> params = isNull ? params : object(p);
                case "name" -> name = isNull ? null : Json.string(p);
                case "names" -> names = isNull ? null : names(p);
                case "no_grad" -> noGrad = Json.bool(p);
                case "replace" -> replace = Json.bool(p);
                default -> throw Json.unknown(p, member, MEMBERS);
            }
        }
        if (op == null) {
            throw Json.missing(p, "op");
        }
        return new Step.Apply(op, inputs, params, name, names, noGrad, replace);
    }

    private static void expectList(JsonParser p) {
        if (p.currentToken() != JsonToken.START_ARRAY) {
            throw Json.unexpected(p, "a list");
        }
    }

    private static List<Operand> inputs(JsonParser p, DeserializationContext context) {
        expectList(p);
        List<Operand> inputs = new ArrayList<>(2);
        while (p.nextToken() != JsonToken.END_ARRAY) {
            inputs.add(OperandReader.read(p, context));
        }
        return inputs;
    }

    private static List<@Nullable String> names(JsonParser p) {
        expectList(p);
        List<@Nullable String> names = new ArrayList<>(2);
        while (p.nextToken() != JsonToken.END_ARRAY) {
            names.add(p.currentToken() == JsonToken.VALUE_NULL ? null : Json.string(p));
        }
        return names;
    }

    private static Map<String, @Nullable Object> object(JsonParser p) {
        if (p.currentToken() != JsonToken.START_OBJECT) {
            throw Json.unexpected(p, "an object");
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String name = p.nextName(); name != null; name = p.nextName()) {
            p.nextToken();
            map.put(name, value(p));
        }
        return map;
    }

    private static @Nullable Object value(JsonParser p) {
        return switch (p.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> p.getString();
            case START_OBJECT -> object(p);
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (p.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(p));
                }
                yield list;
            }
            default -> number(p);
        };
    }

    /** A bool, int or float, as Boolean, Long or Double. */
    static Object number(JsonParser p) {
        return switch (p.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> Json.integer(p);
            case VALUE_NUMBER_FLOAT -> Json.real(p);
            default -> throw Json.unexpected(p, "a number");
        };
    }
}
