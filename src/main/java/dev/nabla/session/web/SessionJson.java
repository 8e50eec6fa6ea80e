package dev.nabla.session.web;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.i18n.LocaleContextHolder;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

import dev.nabla.engine.array.Literal;
import dev.nabla.session.Limits;
import dev.nabla.session.Operand;
import dev.nabla.session.Step;
import dev.nabla.session.TensorChange.Cleared;
import dev.nabla.session.Warning;
import dev.nabla.web.Json;
import dev.nabla.web.LimitsInForce;
import dev.nabla.web.LiteralReader;
import dev.nabla.web.Texts;

/** How the commands of sessions stand in JSON, where their records alone do not say it. */
@Configuration(proxyBeanMethods = false)
class SessionJson {
    @Bean
    JacksonModule sessionModule(Limits limits, Texts texts) {
        return new SimpleModule("session")
                .addDeserializer(Literal.class, new LiteralReader(limits.tensorDimensions(), limits.tensorElements()))
                .addDeserializer(Step.class, new StepReader())
                .addDeserializer(Step.Apply.class, new ApplyReader())
                .addDeserializer(Operand.class, new OperandReader())
                .addDeserializer(Cleared.class, new ClearedReader())
                .addSerializer(Warning.class, new WarningWriter(texts));
    }

    @Bean
    LimitsInForce limitsOfSessions(Limits limits) {
        return LimitsInForce.of(limits);
    }

    /** The value null, told from a member that is not there. */
    private static final class ClearedReader extends ValueDeserializer<Cleared> {
        @Override
        public Cleared deserialize(JsonParser p, DeserializationContext context) {
            throw Json.unexpected(p, "null");
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return Cleared.TO_NULL;
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }

    /** Warnings with their text in the language of the request. */
    private static final class WarningWriter extends ValueSerializer<Warning> {
        private final Texts texts;

        WarningWriter(Texts texts) {
            this.texts = texts;
        }

        @Override
        public void serialize(Warning w, JsonGenerator out, SerializationContext context) {
            out.writeStartObject(w);
            out.writeStringProperty("code", w.code());
            out.writeStringProperty("subject", w.subject());
            out.writeStringProperty("text", texts.text(w.code(), LocaleContextHolder.getLocale(), w.subject()));
            out.writeEndObject();
        }
    }

    /** Reads a step by its one member, or by {@code op}. */
    private static final class StepReader extends ValueDeserializer<Step> {
        @Override
        public Object getNullValue(DeserializationContext context) {
            throw Json.unexpected(context.getParser(), "an object");
        }

        @Override
        public Step deserialize(JsonParser p, DeserializationContext context) {
            if (p.currentToken() != JsonToken.START_OBJECT) {
                throw Json.unexpected(p, "an object");
            }
            String member = p.nextName();
            if (member == null) {
                throw Json.bad(p, "an empty step");
            }
            Class<? extends Step> type = StepSchemas.wrapped(member);
            if (type == Step.Apply.class) {
                return ApplyReader.members(p, context);
            }
            p.nextToken();
            Step step;
            try {
                step = context.readValue(p, type);
            } catch (tools.jackson.core.JacksonException e) {
                throw e.prependPath(null, member);
            }
            if (p.nextToken() != JsonToken.END_OBJECT) {
                throw Json.unknown(p, p.currentName(), null);
            }
            return step;
        }
    }
}
