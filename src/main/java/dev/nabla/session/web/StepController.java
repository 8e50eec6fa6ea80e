package dev.nabla.session.web;

import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.nabla.engine.array.DType;
import dev.nabla.render.FigureChart;
import dev.nabla.session.Answers;
import dev.nabla.session.DataMode;
import dev.nabla.session.Refusal;
import dev.nabla.session.Sessions;
import dev.nabla.session.Step;
import dev.nabla.web.Caller;
import dev.nabla.web.Tags;

/** Ops and steps, in a session or in one that is thrown away. */
@RestController
@Tag(name = Tags.TENSORS_AND_OPS)
class StepController {
    private final Sessions sessions;

    StepController(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Steps, and what is answered of them. */
    @Schema(name = "Steps")
    record StepsBody(
            @JsonProperty(required = true) List<Step> steps,
            @JsonProperty("return") @Nullable List<String> refs,
            @JsonProperty @Nullable DataMode data) {
    }

    /** A program, and what is answered besides. */
    @Schema(name = "Program")
    record ProgramBody(
            @JsonProperty(required = true) @Schema(example = "x = torch.tensor(1., requires_grad=True)") String code,
            @JsonProperty("return") @Nullable List<String> refs,
            @JsonProperty @Nullable DataMode data) {
    }

    /** Steps or a program in a session of their own. */
    @Schema(name = "Evaluation", description = "Either steps or code.")
    record EvaluationBody(
            @JsonProperty @Nullable List<Step> steps,
            @JsonProperty @Nullable String code,
            @JsonProperty("return") @Nullable List<String> refs,
            @JsonProperty("default_dtype") @Nullable DType defaultDtype,
            @JsonProperty @Nullable Long seed,
            @JsonProperty @Nullable DataMode data) {
    }

    @PostMapping("/v1/sessions/{sid}/ops")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(operationId = "apply_op", summary = "Apply one op")
    Answers.Outputs apply(@PathVariable String sid, @RequestBody Step.Apply op, @RequestParam(required = false) @Nullable String data,
            @Nullable Principal caller) {
        return sessions.get(Caller.name(caller), sid).apply(op, DataParameter.of(data));
    }

    @PostMapping("/v1/sessions/{sid}/steps")
    @Operation(operationId = "run_steps", summary = "Several steps in one request", description = "All of them, or none.")
    Answers.Values steps(@PathVariable String sid, @RequestBody StepsBody body, @RequestParam(required = false) @Nullable String data,
            @Nullable Principal caller) {
        return sessions.get(Caller.name(caller), sid).run(body.steps, body.refs, DataParameter.of(body.data, data))
                .withFigures(StepController::pictured);
    }

    @PostMapping("/v1/sessions/{sid}/run")
    @Operation(operationId = "run_program", summary = "Run a program", description = "A subset of Python with PyTorch's names; all or nothing.")
    Answers.Ran run(@PathVariable String sid, @RequestBody ProgramBody body, @RequestParam(required = false) @Nullable String data,
            @Nullable Principal caller) {
        return sessions.get(Caller.name(caller), sid).run(body.code, body.refs, DataParameter.of(body.data, data))
                .withFigures(StepController::pictured);
    }

    @PostMapping("/v1/evaluate")
    @Operation(operationId = "evaluate", summary = "Steps or a program in one round trip", description = "In a session that is thrown away.")
    Answers.Given evaluate(@RequestBody EvaluationBody body, @RequestParam(required = false) @Nullable String data) {
        DataMode mode = DataParameter.of(body.data, data);
        if (body.code != null && body.steps == null) {
            return sessions.evaluate(body.defaultDtype, body.seed, body.code, body.refs, mode).withFigures(StepController::pictured);
        }
        if (body.steps == null || body.code != null) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "either steps or code is given").at(body.steps == null ? "/steps" : "/code");
        }
        return sessions.evaluate(body.defaultDtype, body.seed, body.steps, body.refs, mode).withFigures(StepController::pictured);
    }

    /** A figure with its picture, if it has one. */
    private static Object pictured(Object figure) {
        String svg = figure instanceof Map<?, ?> m ? FigureChart.svg(m) : null;
        if (svg == null) {
            return figure;
        }
        Map<Object, Object> with = new LinkedHashMap<>((Map<?, ?>) figure);
        with.put("svg", svg);
        return with;
    }
}
