package dev.nabla.web;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says in the documentation of a record which members may be null: those that are {@code @Nullable} in Java. */
@Component
class NullableMembers implements ModelConverter {
    @Override
    public boolean isOpenapi31() {
        return true;
    }

    @Override
    public @Nullable Schema<?> resolve(AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        Schema<?> schema = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
        JavaType java = Json31.mapper().constructType(type.getType());
        if (schema != null && java != null && java.getRawClass().isRecord()
                && java.getRawClass().getPackageName().startsWith("dev.nabla")) {
            Schema<?> model = schema.get$ref() == null ? schema : context.getDefinedModels().get(name(schema.get$ref()));
            if (model != null && model.getProperties() != null) {
                allowNull(model, java.getRawClass().getRecordComponents());
            }
        }
        return schema;
    }

    private static String name(String ref) {
        return ref.substring(ref.lastIndexOf('/') + 1);
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static void allowNull(Schema model, RecordComponent[] components) {
        Map<String, Schema> properties = model.getProperties();
        for (RecordComponent c : components) {
            String name = member(c);
            Schema<?> property = properties.get(name);
            if (property == null) {
                continue;
            }
            if (hasNullableItems(c)) {
                allowNullItems(property);
            }
            if (c.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                properties.put(name, orNull(property));
            }
        }
    }

    /** Whether it is a list or a map of what may be null. */
    private static boolean hasNullableItems(RecordComponent c) {
        return c.getAnnotatedType() instanceof AnnotatedParameterizedType generic
                && generic.getAnnotatedActualTypeArguments()[generic.getAnnotatedActualTypeArguments().length - 1]
                        .isAnnotationPresent(Nullable.class);
    }

    private static void allowNullItems(Schema<?> property) {
        if (property.getItems() != null) {
            property.setItems(orNull(property.getItems()));
        }
        if (property.getAdditionalProperties() instanceof Schema<?> values) {
            property.setAdditionalProperties(orNull(values));
        }
    }

    private static String member(RecordComponent c) {
        JsonProperty named = c.getAccessor().getAnnotation(JsonProperty.class);
        return named == null || named.value().isEmpty() ? c.getName() : named.value();
    }

    private static Schema<?> orNull(Schema<?> property) {
        if (property.get$ref() != null || property.getOneOf() != null) {
            Schema<?> either = new Schema<>();
            either.setDescription(property.getDescription());
            either.setAnyOf(List.of(property, nothing()));
            return either;
        }
        Set<String> types = property.getTypes();
        if (types == null && property.getType() != null) {
            types = Set.of(property.getType());
        }
        if (types != null && !types.contains("null")) {
            Set<String> more = new LinkedHashSet<>(types);
            more.add("null");
            property.setTypes(more);
            allowNullIn(property);
        }
        return property;
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static void allowNullIn(Schema property) {
        if (property.getEnum() != null && !property.getEnum().contains(null)) {
            List<@Nullable Object> words = new ArrayList<>(property.getEnum());
            words.add(null);
            property.setEnum(words);
        }
    }

    private static Schema<?> nothing() {
        Schema<?> nothing = new Schema<>();
        nothing.setTypes(Set.of("null"));
        return nothing;
    }
}
