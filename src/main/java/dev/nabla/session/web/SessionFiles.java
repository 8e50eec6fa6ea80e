package dev.nabla.session.web;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import dev.nabla.engine.Snapshot;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Literal;
import dev.nabla.session.SavedGraph;
import dev.nabla.web.ArrayWriter;
import dev.nabla.web.Json;
import dev.nabla.web.Problem;
import dev.nabla.web.ProblemCode;

/** Sessions as JSON files: the records of a {@link SavedGraph} member by member. Nothing may be missing, nor null that is not said to be. */
@Component
class SessionFiles {
    private static final String FORMAT = "nabla-session/1";
    private static final List<String> MEMBERS = List.of("format", "name", "replace", "graph");

    private final JsonMapper json;

    SessionFiles(JsonMapper json) {
        this.json = json.rebuild().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.USE_LONG_FOR_INTS)
                .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .annotationIntrospector(new NullsAreSaid())
                .addMixIn(Snapshot.Function.class, Kinds.class)
                .addModule(new SimpleModule("session files").addSerializer(Snapshot.Elements.class, new ElementsWriter())
                        .addDeserializer(Snapshot.Elements.class, new ElementsReader()))
                .build();
    }

    /** A file as it is documented; {@link #read} reads it. */
    @Schema(name = "SessionFile")
    record SessionFile(
            @JsonProperty(required = true) @Schema(allowableValues = FORMAT) String format,
            @JsonProperty @Schema(description = "Of the session to be opened.", pattern = "[A-Za-z0-9_-]{1,64}") @Nullable String name,
            @JsonProperty @Schema(description = "Ends the session that has the name.") boolean replace,
            @JsonProperty(required = true) @Schema(type = "object", implementation = Object.class, description = "All of the session, as the export wrote it.") SavedGraph graph) {
    }

    void write(SavedGraph graph, OutputStream to) {
        try (JsonGenerator out = json.createGenerator(to)) {
            out.writeStartObject();
            out.writeStringProperty("format", FORMAT);
            out.writePOJOProperty("graph", graph);
            out.writeEndObject();
        }
    }

    /**
     * Reads a file as it comes.
     *
     * @throws dev.nabla.web.Problem bad_value, unknown_member
     * @throws HttpMessageNotReadableException for what is not JSON
     */
    SessionFile read(InputStream from) {
        try (JsonParser p = json.createParser(from)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                throw Json.unexpected(p, "an object");
            }
            return members(p);
        } catch (JacksonException e) {
            throw new HttpMessageNotReadableException(String.valueOf(e.getMessage()), e, new EmptyInput());
        }
    }

    private SessionFile members(JsonParser p) {
        String format = null;
        String name = null;
        boolean replace = false;
        SavedGraph graph = null;
        for (String member = p.nextName(); member != null; member = p.nextName()) {
            boolean isNull = p.nextToken() == JsonToken.VALUE_NULL;
            switch (member) {
                case "format" -> format = Json.string(p);
                case "name" -> name = isNull ? null : Json.string(p);
                case "replace" -> replace = Json.bool(p);
                case "graph" -> graph = json.readValue(p, SavedGraph.class);
                default -> throw Json.unknown(p, member, MEMBERS);
            }
        }
        if (format == null || graph == null) {
            throw Json.missing(p, format == null ? "format" : "graph");
        }
        if (!format.equals(FORMAT)) {
            throw new Problem(ProblemCode.BAD_VALUE, "the format is " + FORMAT, "/format");
        }
        if (p.nextToken() != null) {
            throw new Problem(ProblemCode.MALFORMED_JSON, "something follows the file", null);
        }
        return new SessionFile(format, name, replace, graph);
    }

    /** The functions of the backward graph by their kinds. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = Snapshot.OpFunction.class, name = "op"),
        @JsonSubTypes.Type(value = Snapshot.ViewFunction.class, name = "view"),
        @JsonSubTypes.Type(value = Snapshot.SliceFunction.class, name = "slice")})
    private interface Kinds {
    }

    /** A component of a record that is not {@code @Nullable} is not null, nor what it holds. */
    private static final class NullsAreSaid extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated a) {
            if (!(a instanceof AnnotatedParameter p) || !p.getOwner().getDeclaringClass().isRecord()) {
                return super.findSetterInfo(config, a);
            }
            RecordComponent c = p.getOwner().getDeclaringClass().getRecordComponents()[p.getIndex()];
            return JsonSetter.Value.construct(nulls(c.getAnnotatedType()), nulls(content(c.getAnnotatedType())));
        }

        private static AnnotatedType content(AnnotatedType type) {
            return type instanceof AnnotatedParameterizedType generic ? generic.getAnnotatedActualTypeArguments()[0] : type;
        }

        private static Nulls nulls(AnnotatedType type) {
            return type.isAnnotationPresent(Nullable.class) ? Nulls.SET : Nulls.FAIL;
        }
    }

    private static final class ElementsWriter extends ValueSerializer<Snapshot.Elements> {
        @Override
        public void serialize(Snapshot.Elements e, JsonGenerator out, SerializationContext context) {
            out.writeStartObject(e);
            out.writeStringProperty("dtype", e.data().dtype().torchName());
            out.writeName("data");
            ArrayWriter.write(e.data(), out);
            out.writeNumberProperty("version", e.version());
            out.writeEndObject();
        }
    }

    private static final class ElementsReader extends ValueDeserializer<Snapshot.Elements> {
        private record Written(DType dtype, Literal data, int version) {
        }

        @Override
        public Snapshot.Elements deserialize(JsonParser p, DeserializationContext context) {
            Written w = context.readValue(p, Written.class);
            if (w.data.shape().rank() != 1) {
                throw Json.bad(p, "elements stand in a row");
            }
            return new Snapshot.Elements(w.data.toArray(w.dtype), w.version);
        }
    }

    /** Nothing is left to read. */
    private static final class EmptyInput implements HttpInputMessage {
        @Override
        public InputStream getBody() {
            return InputStream.nullInputStream();
        }

        @Override
        public HttpHeaders getHeaders() {
            return HttpHeaders.EMPTY;
        }
    }
}
