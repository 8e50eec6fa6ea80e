package dev.nabla.web;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;

/** JSON as the contract wants it: nothing unknown, twice or converted on the way in; numbers with the fewest digits on the way out. */
@Configuration(proxyBeanMethods = false)
class JsonSetup {
    @Bean
    LimitsInForce limitsOfBodies(HttpLimits limits) {
        return LimitsInForce.of(limits);
    }

    @Bean
    JsonMapper jsonMapper(HttpLimits limits, List<JacksonModule> modules) {
        JsonFactory factory = JsonFactory.builder()
                .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.jsonDepth())
                        .maxStringLength((int) limits.body().toBytes())
                        .build())
                .build();
        JsonMapper.Builder builder = JsonMapper.builder(factory)
                .annotationIntrospector(new RequiredIsPresent())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                .changeDefaultPropertyInclusion(_ -> JsonInclude.Value.ALL_ALWAYS)
                .withCoercionConfig(LogicalType.Textual, c -> {
                    c.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    c.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    c.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
                .addHandler(new StrictReading())
                .addModule(numbers());
        modules.forEach(builder::addModule);
        return builder.build();
    }

    /** A required member is there and not null; nor is, in a list, what is not {@code @Nullable}, unless its reader takes null for something. */
    private static final class RequiredIsPresent extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated a) {
            if (!(a instanceof AnnotatedMember m)) {
                return super.findSetterInfo(config, a);
            }
            boolean required = Boolean.TRUE.equals(hasRequiredMarker(config, m));
            return JsonSetter.Value.construct(required ? Nulls.FAIL : null, hasItems(m) ? Nulls.FAIL : null);
        }

        private static boolean hasItems(AnnotatedMember m) {
            return m instanceof AnnotatedParameter p && p.getOwner().getAnnotated() instanceof Constructor<?> c
                    && c.getAnnotatedParameterTypes()[p.getIndex()] instanceof AnnotatedParameterizedType generic
                    && Arrays.stream(generic.getAnnotatedActualTypeArguments()).allMatch(RequiredIsPresent::isPlain);
        }

        private static boolean isPlain(AnnotatedType item) {
            return !item.isAnnotationPresent(Nullable.class) && item.getType() instanceof Class<?> type
                    && (type == String.class || type.isArray());
        }
    }

    private static JacksonModule numbers() {
        return new SimpleModule("numbers")
                .addSerializer(NdArray.class, new ArrayWriter())
                .addSerializer(DType.class, new DTypeJson.Writer())
                .addDeserializer(Double.class, new RealReader())
                .addDeserializer(DType.class, new DTypeJson.Reader());
    }
}
