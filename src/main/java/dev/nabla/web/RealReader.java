package dev.nabla.web;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/** Reads a float: a number that a float64 can hold, or the name of a non-finite one. */
final class RealReader extends ValueDeserializer<Double> {
    @Override
    public Double deserialize(JsonParser p, DeserializationContext context) {
        return switch (p.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Json.real(p);
            case VALUE_STRING -> {
                Double special = Json.nonFinite(p.getString());
                if (special == null) {
                    throw Json.unexpected(p, "a number");
                }
                yield special;
            }
            default -> throw Json.unexpected(p, "a number");
        };
    }
}
