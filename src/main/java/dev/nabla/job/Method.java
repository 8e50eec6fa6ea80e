package dev.nabla.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.TorchError;
import dev.nabla.engine.optim.Algorithm;
import dev.nabla.engine.optim.Clipping;
import dev.nabla.engine.optim.Declaration;
import dev.nabla.engine.optim.Optimizer;
import dev.nabla.engine.optim.ParameterGroup;
import dev.nabla.engine.optim.Schedule;
import dev.nabla.engine.optim.ScheduleKind;
import dev.nabla.engine.optim.Settings;
import dev.nabla.session.Refusal;

/** The optimizer, schedule and clipping that a request names, checked. */
final class Method {
    private final JobRequest request;
    private final List<String> names;
    private final Optimizer optimizer;

    /**
     * @param names of the parameters
     * @throws Refusal with the place in the request
     */
    Method(JobRequest request, List<NdArray> parameters, List<String> names) {
        this.request = request;
        this.names = names;
        this.optimizer = optimizer(request.optimizer(), parameters);
    }

    Optimizer optimizer() {
        return optimizer;
    }

    private Optimizer optimizer(JobRequest.Optimizer asked, List<NdArray> parameters) {
        Algorithm algorithm = Algorithm.named(asked.name());
        if (algorithm == null) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "there is no optimizer " + asked.name() + "; there are "
                    + String.join(", ", java.util.Arrays.stream(Algorithm.values()).map(Algorithm::torchName).toList()))
                    .at("/optimizer/name");
        }
        checkKnown(algorithm.declaration(), asked.settings(), "/optimizer");
        Settings shared = settings(algorithm, asked.settings(), Map.of(), "");
        List<ParameterGroup> groups = new ArrayList<>();
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            rest.add(i);
        }
        List<JobRequest.Group> asking = asked.groups() == null ? List.of() : asked.groups();
        for (int k = 0; k < asking.size(); k++) {
            groups.add(group(algorithm, asked, asking.get(k), "/optimizer/groups/" + k, rest));
        }
        if (!rest.isEmpty()) {
            groups.addFirst(new ParameterGroup(rest, shared));
        }
        try {
            return new Optimizer(algorithm, parameters, groups);
        } catch (TorchError e) {
            throw Refusal.of(e).at("/optimizer");
        }
    }

    private ParameterGroup group(Algorithm algorithm, JobRequest.Optimizer asked, JobRequest.Group group, String place,
            List<Integer> rest) {
        checkKnown(algorithm.declaration(), group.settings(), place);
        List<Integer> members = new ArrayList<>();
        for (int i = 0; i < group.params().size(); i++) {
            Integer at = names.indexOf(group.params().get(i));
            if (at < 0) {
                throw new Refusal(Refusal.Kind.BAD_VALUE, group.params().get(i) + " is not among the parameters " + names)
                        .at(place + "/params/" + i);
            }
            if (!rest.remove(Integer.valueOf(at))) {
                throw Refusal.of(TorchError.value("some parameters appear in more than one parameter group")).at(place + "/params/" + i);
            }
            members.add(at);
        }
        return new ParameterGroup(members, settings(algorithm, asked.settings(), group.settings(), place));
    }

    private static Settings settings(Algorithm algorithm, Map<String, @Nullable Object> shared, Map<String, @Nullable Object> own,
            String place) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(shared);
        all.putAll(own);
        try {
            return algorithm.settings(all);
        } catch (TorchError e) {
            String argument = e.argument();
            String at = argument != null && own.containsKey(argument) ? place : "/optimizer";
            throw Refusal.of(e).at(at + (argument == null ? "" : "/" + argument));
        }
    }

    private static void checkKnown(Declaration declaration, Map<String, @Nullable Object> given, String place) {
        for (String name : given.keySet()) {
            if (!declaration.has(name)) {
                throw new Refusal(Refusal.Kind.UNKNOWN_MEMBER, declaration.name() + " has no setting \"" + name + "\"; its settings are "
                        + String.join(", ", declaration.parameters().stream().map(Declaration.Parameter::name).toList()))
                        .at(place + "/" + name.replace("~", "~0").replace("/", "~1"));
            }
        }
    }

    // ---- the schedule ---------------------------------------------------------------------------------------------

    @Nullable
    Schedule schedule() {
        return request.scheduler() == null ? null : schedule(request.scheduler(), "/scheduler");
    }

    private static Schedule schedule(JobRequest.Scheduler asked, String place) {
        ScheduleKind kind = ScheduleKind.named(asked.name());
        if (kind == null) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "there is no scheduler " + asked.name() + "; there are "
                    + String.join(", ", java.util.Arrays.stream(ScheduleKind.values()).map(ScheduleKind::torchName).toList())).at(place
                            + "/name");
        }
        checkKnown(kind.declaration(), asked.settings(), place);
        Map<String, @Nullable Object> settings = new LinkedHashMap<>(asked.settings());
        if (asked.schedulers() != null) {
            List<Schedule> parts = new ArrayList<>();
            for (int i = 0; i < asked.schedulers().size(); i++) {
                parts.add(schedule(asked.schedulers().get(i), place + "/schedulers/" + i));
            }
            if (!kind.declaration().has("schedulers")) {
                throw new Refusal(Refusal.Kind.UNKNOWN_MEMBER, kind.torchName() + " is not made of others").at(place + "/schedulers");
            }
            settings.put("schedulers", parts);
        }
        try {
            return Schedule.of(kind, settings);
        } catch (TorchError e) {
            throw Refusal.of(e).at(place + (e.argument() == null ? "" : "/" + e.argument()));
        }
    }

    /** Updates between two steps of the schedule. */
    long every() {
        Long every = request.scheduler() == null ? null : request.scheduler().every();
        if (every != null && every < 1) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "at least 1 is needed, not " + every).at("/scheduler/every");
        }
        return every == null ? 1 : every;
    }

    // ---- clipping -------------------------------------------------------------------------------------------------

    @Nullable
    Clipping clipping() {
        JobRequest.Clip clip = request.clip();
        if (clip == null) {
            return null;
        }
        return switch (clip.type()) {
            case "norm" -> {
                refuse(clip.clipValue(), "/clip/clip_value");
                yield new Clipping.ByNorm(required(clip.maxNorm(), "/clip/max_norm"), clip.normType() == null ? 2 : clip.normType());
            }
            case "value" -> {
                refuse(clip.maxNorm(), "/clip/max_norm");
                refuse(clip.normType(), "/clip/norm_type");
                yield new Clipping.ByValue(required(clip.clipValue(), "/clip/clip_value"));
            }
            default -> throw new Refusal(Refusal.Kind.BAD_VALUE, "gradients are clipped by norm or by value, not by " + clip.type())
                    .at("/clip/type");
        };
    }

    private static double required(@Nullable Double v, String place) {
        if (v == null) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "a bound is needed").at(place);
        }
        return v;
    }

    private static void refuse(@Nullable Double v, String place) {
        if (v != null) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "this belongs to the other type of clipping").at(place);
        }
    }
}
