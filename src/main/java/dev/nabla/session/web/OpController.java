package dev.nabla.session.web;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.nabla.engine.Catalogue;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.web.Page;
import dev.nabla.web.Problem;
import dev.nabla.web.ProblemCode;
import dev.nabla.web.Tags;

/** The catalogue of ops. */
@RestController
@RequestMapping("/v1/ops")
@Tag(name = Tags.TENSORS_AND_OPS)
class OpController {

    /** One op. */
    @Schema(name = "Op")
    record OpView(
            @JsonProperty(required = true) @Schema(example = "pow") String op,
            @JsonProperty(required = true) @Schema(example = "arithmetic") String family,
            @JsonProperty(required = true) @Schema(description = "PyTorch's; operands (Tensor, Operand) stand in inputs, the others in params.", example = "pow(Operand input, Operand exponent)") String signature,
            @JsonProperty(required = true) boolean differentiable,
            @JsonProperty(required = true) @Schema(description = "The gradient of each operand: g is the gradient arriving, out the result.", example = "g·y·x^(y − 1); g·out·log x") @Nullable String formula,
            @JsonProperty(required = true) String doc,
            @JsonProperty(required = true) ExampleView example) {

        static OpView of(Catalogue.Entry e) {
            return new OpView(e.op(), e.family(), e.signature(), e.differentiable(), e.formula(), e.doc(), ExampleView.of(e.example()));
        }
    }

    /** A call carried out. */
    @Schema(name = "OpExample", description = "A call carried out in float32; the gradients are those of the sum of all results.")
    record ExampleView(
            @JsonProperty(required = true) List<@Nullable Object> inputs,
            @JsonProperty(required = true) Map<String, @Nullable Object> params,
            @JsonProperty(required = true) List<ExampleTensor> outputs,
            @JsonProperty(required = true) List<@Nullable ExampleTensor> gradients) {

        static ExampleView of(Catalogue.Worked w) {
            return new ExampleView(w.inputs().stream().<@Nullable Object>map(ExampleView::operand).toList(), w.params(),
                    w.outputs().stream().map(ExampleTensor::of).toList(),
                    w.gradients().stream().<@Nullable ExampleTensor>map(t -> t == null ? null : ExampleTensor.of(t)).toList());
        }

        private static @Nullable Object operand(@Nullable Tensor t) {
            return t == null ? null : t.isNumber() ? t.data() : ExampleTensor.of(t);
        }
    }

    /** A tensor as it can be written in a request. */
    record ExampleTensor(
            @JsonProperty(required = true) DType dtype,
            @JsonProperty(required = true) int[] shape,
            @JsonProperty(required = true) @Schema(implementation = Object.class) NdArray data) {

        static ExampleTensor of(Tensor t) {
            return new ExampleTensor(t.dtype(), t.shape().dims(), t.data());
        }
    }

    @GetMapping
    @Operation(operationId = "list_ops", summary = "All ops")
    Page<OpView> list(@RequestParam(required = false) @Nullable String limit, @RequestParam(required = false) @Nullable String cursor) {
        List<Catalogue.Entry> all = Catalogue.entries();
        return Page.of(all, Page.Request.of(limit, cursor), OpView::of);
    }

    @GetMapping("/{op}")
    @Operation(operationId = "get_op", summary = "An op: signature, derivative, a worked example")
    OpView get(@PathVariable String op) {
        Catalogue.Entry e = Catalogue.of(op);
        if (e == null) {
            throw new Problem(ProblemCode.OP_NOT_FOUND, "there is no op " + op, null);
        }
        return OpView.of(e);
    }
}
