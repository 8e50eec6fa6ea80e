package dev.nabla.job.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

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

import dev.nabla.job.JobLimits;
import dev.nabla.job.JobRequest.Group;
import dev.nabla.job.JobRequest.Loss;
import dev.nabla.job.JobRequest.Optimizer;
import dev.nabla.job.JobRequest.Scheduler;
import dev.nabla.job.Remarks;
import dev.nabla.job.SweepRequest;
import dev.nabla.web.Json;
import dev.nabla.web.LimitsInForce;
import dev.nabla.web.Texts;

/** How requests for jobs stand in JSON, where their records alone do not say it. */
@Configuration(proxyBeanMethods = false)
class JobJson {
    @Bean
    JacksonModule jobModule(Texts texts, JobLimits limits) {
        return new SimpleModule("job")
                .addDeserializer(Loss.class, new LossReader())
                .addDeserializer(Optimizer.class, new OptimizerReader())
                .addDeserializer(Group.class, new GroupReader())
                .addDeserializer(Scheduler.class, new SchedulerReader())
                .addDeserializer(SweepRequest.class, new SweepReader(limits))
                .addSerializer(Remarks.class, new RemarksWriter(texts));
    }

    /** Sentences in the language of the request. */
    private static final class RemarksWriter extends ValueSerializer<Remarks> {
        private final Texts texts;

        RemarksWriter(Texts texts) {
            this.texts = texts;
        }

        @Override
        public void serialize(Remarks r, JsonGenerator out, SerializationContext context) {
            Locale locale = LocaleContextHolder.getLocale();
            out.writeString(
                    r.remarks().stream().map(s -> texts.text(s.key(), locale, s.numbers().toArray())).collect(Collectors.joining(" ")));
        }
    }

    @Bean
    LimitsInForce limitsOfJobs(JobLimits limits) {
        Map<String, Object> shown = new LinkedHashMap<>(LimitsInForce.of(limits).limits());
        shown.put("jobs_running", limits.slots());
        return new LimitsInForce(shown);
    }

    /** A name, or {@code {"code": …}}. */
    private static final class LossReader extends ValueDeserializer<Loss> {
        @Override
        public Loss deserialize(JsonParser p, DeserializationContext context) {
            return p.currentToken() == JsonToken.START_OBJECT ? context.readValue(p, Loss.Code.class) : new Loss.Named(Json.string(p));
        }
    }

    private static final class OptimizerReader extends ValueDeserializer<Optimizer> {
        @Override
        public Optimizer deserialize(JsonParser p, DeserializationContext context) {
            String name = null;
            List<Group> groups = null;
            Map<String, @Nullable Object> settings = new LinkedHashMap<>();
            expectObject(p);
            for (String member = p.nextName(); member != null; member = p.nextName()) {
                p.nextToken();
                switch (member) {
                    case "name" -> name = Json.string(p);
                    case "groups" -> groups = list(p, context, Group.class);
                    default -> settings.put(member, setting(p));
                }
            }
            if (name == null) {
                throw Json.missing(p, "name");
            }
            return new Optimizer(name, settings, groups);
        }
    }

    private static final class GroupReader extends ValueDeserializer<Group> {
        @Override
        public Group deserialize(JsonParser p, DeserializationContext context) {
            List<String> params = null;
            Map<String, @Nullable Object> settings = new LinkedHashMap<>();
            expectObject(p);
            for (String member = p.nextName(); member != null; member = p.nextName()) {
                p.nextToken();
                if (member.equals("params")) {
                    params = list(p, context, String.class);
                } else {
                    settings.put(member, setting(p));
                }
            }
            if (params == null) {
                throw Json.missing(p, "params");
            }
            return new Group(params, settings);
        }
    }

    private static final class SchedulerReader extends ValueDeserializer<Scheduler> {
        @Override
        public Scheduler deserialize(JsonParser p, DeserializationContext context) {
            String name = null;
            Long every = null;
            List<Scheduler> schedulers = null;
            Map<String, @Nullable Object> settings = new LinkedHashMap<>();
            expectObject(p);
            for (String member = p.nextName(); member != null; member = p.nextName()) {
                p.nextToken();
                switch (member) {
                    case "name" -> name = Json.string(p);
                    case "every" -> every = Json.integer(p);
                    case "schedulers" -> schedulers = list(p, context, Scheduler.class);
                    default -> settings.put(member, setting(p));
                }
            }
            if (name == null) {
                throw Json.missing(p, "name");
            }
            return new Scheduler(name, settings, every, schedulers);
        }
    }

    private static void expectObject(JsonParser p) {
        if (p.currentToken() != JsonToken.START_OBJECT) {
            throw Json.unexpected(p, "an object");
        }
    }

    private static <T> List<T> list(JsonParser p, DeserializationContext context, Class<T> type) {
        if (p.currentToken() != JsonToken.START_ARRAY) {
            throw Json.unexpected(p, "a list");
        }
        List<T> list = new ArrayList<>();
        while (p.nextToken() != JsonToken.END_ARRAY) {
            list.add(context.readValue(p, type));
        }
        return list;
    }

    /** A number that keeps its spelling (Long or Double), bool, string, null, or a list of these. */
    private static @Nullable Object setting(JsonParser p) {
        return switch (p.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> Json.integer(p);
            case VALUE_NUMBER_FLOAT -> Json.real(p);
            case VALUE_STRING -> {
                Double special = Json.nonFinite(p.getString());
                yield special == null ? p.getString() : special;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (p.nextToken() != JsonToken.END_ARRAY) {
                    list.add(setting(p));
                }
                yield list;
            }
            case START_OBJECT -> spelled(p);
            default -> throw Json.unexpected(p, "a setting");
        };
    }

    /** {@code {"float": 2}} or {@code {"int": 2}}, for those who cannot write 2.0. */
    private static Object spelled(JsonParser p) {
        String kind = p.nextName();
        p.nextToken();
        Object value;
        if ("float".equals(kind)) {
            value = Json.real(p);
        } else if ("int".equals(kind)) {
            value = Json.integer(p);
        } else {
            throw Json.bad(p, "expected a number, or {\"float\": …} or {\"int\": …}");
        }
        if (p.nextToken() != JsonToken.END_OBJECT) {
            throw Json.unknown(p, String.valueOf(p.currentName()), null);
        }
        return value;
    }
}
