package dev.nabla.session.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Literal;
import dev.nabla.session.Given;
import dev.nabla.session.Operand;
import dev.nabla.web.Json;

/** Reads an op's operand: a name, a number, null, or a tensor written out. */
final class OperandReader extends ValueDeserializer<Operand> {

    /** The objects that may stand for an operand. */
    private record Written(
            @JsonProperty @Nullable Literal data,
            @JsonProperty long @Nullable [] shape,
            @JsonProperty @Nullable DType dtype,
            @JsonProperty("float") @Nullable Double real,
            @JsonProperty("int") @Nullable Long integer) {

        @Nullable
        Operand operand() {
            if (data != null) {
                return real == null && integer == null ? new Operand.Inline(new Given(data, shape, dtype)) : null;
            }
            if (shape != null || dtype != null || real == null == (integer == null)) {
                return null;
            }
            return new Operand.Scalar(real != null ? (Object) real : (Object) integer);
        }
    }

    @Override
    public Operand deserialize(JsonParser p, DeserializationContext context) {
        return read(p, context);
    }

    @Override
    public Object getNullValue(DeserializationContext context) {
        return Operand.Absent.VALUE;
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
        return null;
    }

    static Operand read(JsonParser p, DeserializationContext context) {
        return switch (p.currentToken()) {
            case VALUE_NULL -> Operand.Absent.VALUE;
            case VALUE_STRING -> {
                String s = p.getString();
                Double special = Json.nonFinite(s);
                yield special == null ? new Operand.Name(s) : new Operand.Scalar(special);
            }
            case START_OBJECT -> {
                Operand o = context.readValue(p, Written.class).operand();
                if (o == null) {
                    throw Json.bad(p, "expected {\"data\": …}, {\"float\": …} or {\"int\": …}");
                }
                yield o;
            }
            case START_ARRAY -> throw Json.unexpected(p, "a tensor's name, a number, null or {\"data\": …}");
            default -> new Operand.Scalar(ApplyReader.number(p));
        };
    }
}
