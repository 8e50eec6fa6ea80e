package dev.nabla.session.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import dev.nabla.session.Step;

/** What the documentation cannot read off the records: a step is an object with one member, an operand one of several things. */
@Component
@Order(0)
class StepSchemas implements OpenApiCustomizer {
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
    }

    /** The record that a step of one member is read as, or null. */
    static Class<? extends Step> wrapped(String member) {
        return WRAPPED.getOrDefault(member, Step.Apply.class);
    }

    @Override
    public void customise(OpenAPI api) {
        Components all = api.getComponents();
        all.addSchemas("Literal", described("A number or a bool, or nested lists of them; \"NaN\", \"Infinity\" and \"-Infinity\" are numbers."));
        all.addSchemas("NdArray", described("A number or a bool, or nested lists of them."));
        all.addSchemas("Operand", operand());
        all.addSchemas("NewOp", newOp());
        List<Schema> steps = new ArrayList<>();
        steps.add(new Schema<>().$ref(REF + "NewOp"));
        WRAPPED.forEach((member, type) -> {
            String name = "Step" + type.getSimpleName();
            ModelConverters.getInstance(true).read(type).forEach((_, schema) -> all.addSchemas(name, schema));
            steps.add(object().addProperty(member, new Schema<>().$ref(REF + name)).required(List.of(member)));
        });
        Schema<?> step = described("One op, or one of the other steps.");
        step.setOneOf(steps);
        all.addSchemas("Step", step);
        for (String unused : List.of("Absent", "Apply", "Inline", "Name", "Scalar", "Given", "Delete", "Detach", "GetGrad", "Recompute",
                "RequiresGrad", "RetainGrad", "ZeroGrad")) {
            all.getSchemas().remove(unused);
        }
    }

    private static Schema<?> newOp() {
        return object().addProperty("op", type("string").example("pow"))
                .addProperty("inputs", list(new Schema<>().$ref(REF + "Operand")).example(List.of("x", 2)))
                .addProperty("params", type("object").description("Every other argument by PyTorch's name."))
                .addProperty("name", type("string").example("y"))
                .addProperty("names", list(type("string", "null")).description("Of several results in their order; null where one is dropped."))
                .addProperty("no_grad", type("boolean"))
                .addProperty("replace", type("boolean"))
                .required(List.of("op"));
    }

    private static Schema<?> operand() {
        Schema<?> inline = object().addProperty("data", new Schema<>().$ref(REF + "Literal"))
                .addProperty("shape", list(type("integer"))).addProperty("dtype", type("string")).required(List.of("data"));
        Schema<?> any = described("A tensor's name, a number or a bool, null for an optional one that is absent, or a tensor written out. "
                + "2 is an int and 2.0 a float; who cannot write 2.0 says {\"float\": 2}.");
        any.setOneOf(List.of(type("string"), type("number"), type("boolean"), type("null"), inline,
                object().addProperty("float", type("number")).required(List.of("float")),
                object().addProperty("int", type("integer")).required(List.of("int"))));
        return any;
    }

    private static Schema<?> described(String text) {
        Schema<?> any = new Schema<>();
        any.setDescription(text);
        return any;
    }

    private static Schema<?> type(String... types) {
        Schema<?> s = new Schema<>();
        s.setTypes(Set.of(types));
        return s;
    }

    private static Schema<?> object() {
        Schema<?> s = type("object");
        s.setAdditionalProperties(false);
        return s;
    }

    private static Schema<?> list(Schema<?> items) {
        Schema<?> s = type("array");
        s.setItems(items);
        return s;
    }
}
