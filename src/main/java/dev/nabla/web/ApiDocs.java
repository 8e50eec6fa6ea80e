package dev.nabla.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The documentation in {@code /v3/api-docs} and Swagger UI: operations in the order of use, each with an example that runs. Order and examples stand
 * in {@code openapi/examples.json}, what parameters of a name mean everywhere in {@code openapi/parameters.json}.
 */
@Component
class ApiDocs implements OpenApiCustomizer {
    private static final String PROBLEM = "#/components/schemas/Problem";

    /** The tags in the order of use. */
    private static final Map<String, String> TAGS = new LinkedHashMap<>();

    static {
        TAGS.put(Tags.SESSIONS, "A session holds a graph. All examples use the session demo.");
        TAGS.put(Tags.TENSORS_AND_OPS, "The graph grows as ops are applied.");
        TAGS.put(Tags.BACKWARD, "From a result back to its leaves.");
        TAGS.put(Tags.GRAPH, "The graph as a picture or as data.");
        TAGS.put(Tags.JOBS, "Gradient descent beside other requests. All examples use the job fit.");
        TAGS.put(Tags.COPIES, "Sessions as other sessions, and as files.");
        TAGS.put(Tags.CLEANING_UP, "What is not needed any more.");
        TAGS.put(Tags.SERVICE, "The service itself.");
        TAGS.put(Tags.ENDING, "The session, and everything in it.");
    }

    private final Map<String, JsonNode> examples;
    private final Map<String, JsonNode> parameters;
    private final List<String> order;
    private final JsonMapper json;

    ApiDocs(JsonMapper json) {
        this.json = json;
        examples = read("openapi/examples.json");
        parameters = read("openapi/parameters.json");
        order = new ArrayList<>(examples.keySet());
    }

    private Map<String, JsonNode> read(String resource) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        try (var in = new ClassPathResource(resource).getInputStream()) {
            json.readTree(in).properties().forEach(e -> members.put(e.getKey(), e.getValue()));
            return members;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void customise(OpenAPI api) {
        api.info(new Info().title("Nabla").version("1").description("PyTorch's autograd as a REST service."));
        api.servers(List.of(new Server().url("/").description("The service that this document comes from.")));
        api.getComponents().addSecuritySchemes("bearer", new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer")
                .description("An API key or a JWT, where the service asks for credentials."));
        api.security(List.of(new SecurityRequirement(), new SecurityRequirement().addList("bearer")));
        List<Tag> tags = new ArrayList<>();
        TAGS.forEach((name, description) -> tags.add(new Tag().name(name).description(description)));
        api.tags(tags);
        api.getPaths().forEach((path, item) -> item.readOperationsMap().forEach((method, o) -> {
            addHeaders(path, method, o);
            complete(o);
        }));
        api.paths(sorted(api.getPaths()));
        ModelConverters.getInstance(true).read(ProblemBody.class).forEach((name, schema) -> {
            addMore(schema);
            api.getComponents().addSchemas(name, schema);
        });
        api.getComponents().getSchemas().values().forEach(ApiDocs::openSettings);
        describeTexts(api.getComponents().getSchemas().get("Warning"));
    }

    /** Members of any name: as a schema, which more generators of clients understand than the word true. */
    private static void openSettings(Schema<?> schema) {
        if (Boolean.TRUE.equals(schema.getAdditionalProperties())) {
            schema.setAdditionalProperties(new Schema<>().description("A setting."));
        }
    }

    /** Members that some problems have. */
    private static void addMore(Schema<?> problem) {
        problem.addProperty("torch_error",
                new StringSchema().description("What PyTorch or Python raises; the detail is its message then."));
        problem.addProperty("reason", new StringSchema().description("A finer reason, for programs."));
        problem.addProperty("line", new IntegerSchema().description("Of a program, where it was raised."));
        problem.addProperty("call_lines", new ArraySchema().items(new IntegerSchema()).description("The calls on the way there."));
        problem.addProperty("stdout", new StringSchema().description("What the program had printed."));
    }

    /** Headers that are not a controller's. */
    private static void addHeaders(String path, HttpMethod method, Operation operation) {
        if (method == HttpMethod.POST) {
            operation.addParametersItem(new Parameter().in("header").name("Idempotency-Key"));
        }
        if (method != HttpMethod.GET && path.startsWith("/v1/sessions/{sid}")) {
            operation.addParametersItem(new Parameter().in("header").name("If-Match"));
        }
    }

    private void complete(Operation operation) {
        operation.getResponses().addApiResponse("4XX", problem("What is wrong with the request."));
        operation.getResponses().addApiResponse("5XX", problem("What keeps the service from answering."));
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(this::describe);
        }
        JsonNode example = examples.get(operation.getOperationId());
        if (example == null) {
            return;
        }
        if (example.has("body")) {
            Objects.requireNonNull(operation.getRequestBody().getContent().get("application/json")).example(plain(example.get("body")));
        }
        if (operation.getParameters() != null) {
            for (Parameter p : operation.getParameters()) {
                if (example.has(p.getName())) {
                    p.example(plain(example.get(p.getName())));
                }
            }
        }
    }

    private static ApiResponse problem(String description) {
        return new ApiResponse().description(description).content(
                new Content().addMediaType("application/problem+json", new MediaType().schema(new Schema<>().$ref(PROBLEM))));
    }

    /** Says what a parameter of that name means, unless its controller did. */
    private void describe(Parameter p) {
        JsonNode known = parameters.get(p.getIn() + " " + p.getName());
        if (known == null) {
            return;
        }
        if (p.getDescription() == null) {
            p.setDescription(known.get("description").asString());
        }
        if (p.getSchema() == null || p.getSchema().getEnum() == null && p.getSchema().getTypes().contains("string")) {
            p.setSchema(Json31.mapper().convertValue(plain(known.get("schema")), Schema.class));
        }
    }

    /** A warning's text is not a member in Java: it is looked up when the warning is written. */
    private static void describeTexts(@Nullable Schema<?> warning) {
        if (warning != null) {
            Schema<?> text = new Schema<>();
            text.setTypes(Set.of("string"));
            text.setDescription("What it means, in the language of the request.");
            warning.addProperty("text", text);
            warning.addRequiredItem("text");
        }
    }

    private Object plain(JsonNode node) {
        return json.convertValue(node, Object.class);
    }

    private Paths sorted(Paths paths) {
        List<Map.Entry<String, PathItem>> entries = new ArrayList<>(paths.entrySet());
        entries.sort(Comparator.comparingInt(e -> position(e.getValue())));
        Paths sorted = new Paths();
        entries.forEach(e -> sorted.addPathItem(e.getKey(), e.getValue()));
        return sorted;
    }

    private int position(PathItem path) {
        return path.readOperations().stream().mapToInt(o -> order.indexOf(o.getOperationId())).map(i -> i < 0 ? Integer.MAX_VALUE : i).min()
                .orElse(Integer.MAX_VALUE);
    }
}
