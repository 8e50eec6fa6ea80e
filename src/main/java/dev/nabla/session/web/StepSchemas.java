package dev.nabla.session.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Literal;
import dev.nabla.engine.array.NdArray;
import dev.nabla.session.Answers;
import dev.nabla.session.Operand;
import dev.nabla.session.Shown;
import dev.nabla.session.Step;
import dev.nabla.session.TensorChange;

/** What the documentation cannot read off the records: a step is an object with one member, an operand one of several things. */
@Component
@Order(0)
class StepSchemas implements OpenApiCustomizer, ModelConverter {
    private static final String REF = "#/components/schemas/";
    /** Steps with one member, by that member. */
    private static final Map<String, Class<? extends Step>> WRAPPED = new LinkedHashMap<>();

    static {
        WRAPPED.put("tensor", Step.NewTensor.class);
        WRAPPED.put("detach", Step.Detach.class);
        WRAPPED.put("retain_grad", Step.RetainGrad.class);
        WRAPPED.put("requires_grad", Step.RequiresGrad.class);
        WRAPPED.put("zero_grad", Step.ZeroGrad.class);
        WRAPPED.put("get_grad", Step.GetGrad.class);
        WRAPPED.put("delete", Step.Delete.class);
        WRAPPED.put("backward", Step.Backward.class);
        WRAPPED.put("grad", Step.Grad.class);
        WRAPPED.put("recompute", Step.Recompute.class);
        WRAPPED.put("run", Step.Run.class);
    }

    /** The record that a step of one member is read as, or null. */
    static Class<? extends Step> wrapped(String member) {
        return WRAPPED.getOrDefault(member, Step.Apply.class);
    }

    @Override
    public boolean isOpenapi31() {
        return true;
    }

    /** Types that are not written as their fields. */
    @Override
    public @Nullable Schema<?> resolve(AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        JavaType java = Json31.mapper().constructType(type.getType());
        Class<?> raw = java == null ? Object.class : java.getRawClass();
        if (raw == Step.class || raw == Operand.class || raw == Literal.class || raw == Shown.class) {
            return new Schema<>().$ref(REF + raw.getSimpleName());
        }
        if (raw == double.class || raw == Double.class || raw == Number.class) {
            return new Schema<>().$ref(REF + "Real");
        }
        if (raw == NdArray.class) {
            return described("A number or a bool, or nested lists of them.");
        }
        if (raw == DType.class) {
            return new StringSchema()._enum(Arrays.stream(DType.values()).map(DType::torchName).toList());
        }
        if (raw == Answers.Given.class) {
            return new Schema<>().$ref(REF + "Evaluated");
        }
        if (raw == TensorChange.Cleared.class) {
            // The type null alone is more than some generators of clients can take.
            return described("null, and nothing else, clears the gradient.");
        }
        return chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
    }

    @Override
    public void customise(OpenAPI api) {
        Components all = api.getComponents();
        Schema<?> real = described("A number, or the name of one that is not finite.");
        real.setOneOf(List.of(type("number"), new StringSchema()._enum(List.of("NaN", "Infinity", "-Infinity"))));
        all.addSchemas("Real", real);
        all.addSchemas("Literal",
                described("A number or a bool, or nested lists of them; \"NaN\", \"Infinity\" and \"-Infinity\" are numbers."));
        all.addSchemas("Operand", operand(all));
        all.addSchemas("Shown", shown());
        all.addSchemas("NewOp", newOp());
        @SuppressWarnings("rawtypes")
        List<Schema> steps = new ArrayList<>();
        steps.add(new Schema<>().$ref(REF + "NewOp"));
        WRAPPED.forEach((member, type) -> {
            String name = "Step" + type.getSimpleName();
            ModelConverters.getInstance(true).read(type).values().forEach(schema -> all.addSchemas(name, schema));
            all.addSchemas(type.getSimpleName() + "Step", object(member).addProperty(member, new Schema<>().$ref(REF + name)));
            steps.add(new Schema<>().$ref(REF + type.getSimpleName() + "Step"));
        });
        Schema<?> step = described("One op, or one of the other steps.");
        step.setOneOf(steps);
        Schema<?> warning = Objects.requireNonNull(all.getSchemas().get("Warning"));
        warning.addProperty("text", type("string").description("In the language of the request."));
        warning.addRequiredItem("text");
        all.addSchemas("Step", step);
        describeEvaluation(all);
    }

    private static Schema<?> newOp() {
        return object("op").addProperty("op", type("string").example("pow"))
                .addProperty("inputs", list(new Schema<>().$ref(REF + "Operand")).example(List.of("x", 2)))
                .addProperty("params", type("object").description("Every other argument by PyTorch's name."))
                .addProperty("name", type("string").example("y"))
                .addProperty("names",
                        orNull(list(type("string", "null")).description("Of several results in their order; null where one is dropped.")))
                .addProperty("no_grad", type("boolean"))
                .addProperty("replace", type("boolean"));
    }

    private static Schema<?> shown() {
        return described("What a name stands for: a tensor is a Tensor, a number a number; of functions and the like their repr.");
    }

    /** What steps or a program answer, whichever was sent: one object, with what only programs have left open. */
    private static void describeEvaluation(Components all) {
        Schema<?> values = plain(all, "Values");
        Schema<?> ran = plain(all, "RunResult");
        Schema<?> either = type("object").description("As steps, or as a program.");
        values.getProperties().forEach(either::addProperty);
        either.addProperty("result", Objects.requireNonNull(ran.getProperties().get("result")));
        either.setRequired(values.getRequired());
        all.addSchemas("Evaluated", either);
        all.getSchemas().remove(Answers.Given.class.getSimpleName());
    }

    /** A record that is an answer, without the interface that says so. */
    private static Schema<?> plain(Components all, String name) {
        Schema<?> schema = Objects.requireNonNull(all.getSchemas().get(name));
        for (Schema<?> part : Objects.requireNonNullElse(schema.getAllOf(), List.<Schema<?>>of())) {
            if (part.getProperties() != null) {
                schema.setProperties(part.getProperties());
            }
        }
        schema.setAllOf(null);
        schema.setTypes(Set.of("object"));
        Objects.requireNonNull(schema.getProperties().get("values")).setAdditionalProperties(new Schema<>().$ref(REF + "Shown"));
        return schema;
    }

    private static Schema<?> operand(Components all) {
        all.addSchemas("InlineTensor", object("data").addProperty("data", new Schema<>().$ref(REF + "Literal"))
                .addProperty("shape", orNull(list(type("integer")))).addProperty("dtype", type("string", "null")));
        all.addSchemas("FloatScalar", object("float").addProperty("float", new Schema<>().$ref(REF + "Real")));
        all.addSchemas("IntScalar", object("int").addProperty("int", type("integer")));
        Schema<?> any = described("A tensor's name, a number or a bool, null for an optional one that is absent, or a tensor written out. "
                + "2 is an int and 2.0 a float; who cannot write 2.0 says {\"float\": 2}.");
        any.setOneOf(List.of(type("string"), type("number"), type("boolean"), type("null"), new Schema<>().$ref(REF + "InlineTensor"),
                new Schema<>().$ref(REF + "FloatScalar"), new Schema<>().$ref(REF + "IntScalar")));
        return any;
    }

    private static Schema<?> described(String text) {
        Schema<?> any = new Schema<>();
        any.setDescription(text);
        return any;
    }

    private static Schema<?> type(String... types) {
        Schema<?> s = new Schema<>();
        s.setTypes(new LinkedHashSet<>(List.of(types)));
        return s;
    }

    private static Schema<?> object(String required) {
        Schema<?> s = type("object");
        s.setAdditionalProperties(false);
        s.setRequired(List.of(required));
        return s;
    }

    /** Clients that are generated send an empty list for one that is not set, unless it may be null. */
    private static Schema<?> orNull(Schema<?> list) {
        list.setTypes(new LinkedHashSet<>(List.of("array", "null")));
        return list;
    }

    private static Schema<?> list(Schema<?> items) {
        Schema<?> s = type("array");
        s.setItems(items);
        return s;
    }
}
