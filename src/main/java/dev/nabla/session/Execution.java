package dev.nabla.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Autograd;
import dev.nabla.engine.Op;
import dev.nabla.engine.Ops;
import dev.nabla.engine.Params;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.TorchError;

/** One request's steps on a graph, and what they gave. */
final class Execution {
    private final Graph graph;
    private final @Nullable Tracing tracing;
    private final List<Warning> warnings = new ArrayList<>();
    /** The names bound by the last step, null for a result that is dropped. */
    private List<@Nullable String> results = List.of();
    /** Names asked for whose value is undefined. */
    private final Set<String> undefined = new LinkedHashSet<>();
    private boolean backward;
    private final List<Object> figures = new ArrayList<>();
    private @Nullable StringBuilder stdout;
    /** What the last program ended with. */
    private @Nullable String result;

    Execution(Graph graph) {
        this(graph, null);
    }

    /** @param tracing told of each function that a backward runs, or null */
    Execution(Graph graph, @Nullable Tracing tracing) {
        this.graph = graph;
        this.tracing = tracing;
    }

    @Nullable
    Tracing tracing() {
        return tracing;
    }

    /** Names bound by the last step. */
    List<@Nullable String> results() {
        return results;
    }

    List<Warning> warnings() {
        return warnings;
    }

    /** What programs printed, or null where none ran. */
    @Nullable
    String stdout() {
        return stdout == null ? null : stdout.toString();
    }

    /** The repr of the value that the last program ended with. */
    @Nullable
    String result() {
        return result;
    }

    List<Object> figures() {
        return figures;
    }

    /** Whether a name was asked for whose value is undefined. */
    boolean isUndefined(String name) {
        return undefined.contains(name);
    }

    void run(List<Step> steps) {
        if (steps.size() > graph.limits().steps()) {
            throw new Refusal(Refusal.Kind.TOO_MANY_STEPS, "a request has at most " + graph.limits().steps() + " steps").at("/steps");
        }
        for (int i = 0; i < steps.size(); i++) {
            try {
                run(steps.get(i));
            } catch (Refusal r) {
                throw r.at(member(steps.get(i))).at("/steps/" + i);
            }
        }
    }

    /** The member under which a step's arguments stand in JSON. */
    private static String member(Step step) {
        return switch (step) {
            case Step.Apply _ -> "";
            case Step.NewTensor _ -> "/tensor";
            case Step.Detach _ -> "/detach";
            case Step.RetainGrad _ -> "/retain_grad";
            case Step.RequiresGrad _ -> "/requires_grad";
            case Step.ZeroGrad _ -> "/zero_grad";
            case Step.GetGrad _ -> "/get_grad";
            case Step.Delete _ -> "/delete";
            case Step.Backward _ -> "/backward";
            case Step.Grad _ -> "/grad";
            case Step.Recompute _ -> "/recompute";
            case Step.Run _ -> "/run";
        };
    }

    /** Makes a change. */
    void run(Change change) {
        switch (change) {
            case Change.Steps s -> run(s.steps());
            case Change.One s -> run(s.step());
            case Change.OfTensor s -> s.change().apply(graph, s.tensor());
            case Change.Freed s -> graph.delete(s.tensor());
            case Change.Bound s -> bind(s.name(), Tensor.of(s.value().copy()), s.replace());
            case Change.Taken s -> {
                List<Tensor> all = Residence.places(graph);
                graph.ownership().take(s.job(), new Ownership.Taken(s.label(), s.leaves().stream().map(all::get).toList(),
                        s.loss() == null ? null : all.get(s.loss())));
            }
            case Change.GivenBack s -> graph.ownership().giveBack(s.job());
            case Change.Moved s -> move(s);
        }
    }

    /** Copies a job's parameters into its leaves, and runs one more forward pass. */
    private void move(Change.Moved s) {
        Ownership.Taken taken = graph.ownership().giveBack(s.job());
        if (taken == null) {
            throw new Refusal(Refusal.Kind.JOB_ENDED, "the job has given its leaves back");
        }
        for (int i = 0; i < s.values().size(); i++) {
            graph.assign(taken.leaves().get(i), s.values().get(i));
        }
        if (taken.loss() != null) {
            Recomputation.run(graph, List.of(taken.loss()));
        }
    }

    void run(Step step) {
        results = List.of();
        graph.allowance().settle();
        try {
            switch (step) {
                case Step.NewTensor s -> create(s);
                case Step.Apply s -> apply(s);
                case Step.Detach s -> results = List.of(bind(s.name(), tensor(s.of()).detach(), s.replace()));
                case Step.RetainGrad s -> of(tensor(s.of())::retainGrad);
                case Step.RequiresGrad s -> requiresGrad(s);
                case Step.ZeroGrad s -> zeroGrad(s);
                case Step.GetGrad s -> getGrad(s);
                case Step.Delete s -> at("/of", s.of(), (place, name) -> graph.delete(name));
                case Step.Backward s -> backward(s, tracing);
                case Step.Grad s -> grad(s);
                case Step.Run s -> program(s);
                case Step.Recompute s -> results = Recomputation.run(graph, List.of(tensor(s.of())));
            }
        } catch (TorchError e) {
            throw Refusal.of(e);
        }
    }

    private void program(Step.Run s) {
        Programs.Result ran = graph.programs().run(s.code());
        if (stdout == null) {
            stdout = new StringBuilder();
        }
        stdout.append(ran.outcome().stdout());
        result = ran.outcome().result();
        figures.addAll(ran.outcome().figures());
        ran.outcome().warnings().forEach(text -> warnings.add(new Warning("python", text)));
        results = List.copyOf(ran.bound());
        if (ran.outcome().backward()) {
            graph.gradients().backwardRan();
            backward = true;
        }
    }

    private void requiresGrad(Step.RequiresGrad s) {
        Tensor of = tensor(s.of());
        graph.ownership().check(of);
        of(() -> of.requiresGrad(s.value()));
    }

    /** Does something with the tensor that {@code of} names, which is at fault where it cannot be done. */
    private static void of(Runnable body) {
        refusedAt("/of", body);
    }

    private static void refusedAt(String place, Runnable body) {
        try {
            body.run();
        } catch (TorchError e) {
            throw Refusal.of(e).at(place);
        }
    }

    private Tensor tensor(String name) {
        try {
            return graph.tensor(name);
        } catch (Refusal r) {
            throw r.at("/of");
        }
    }

    private String bind(@Nullable String name, Tensor t, boolean replace) {
        try {
            return graph.bind(name, t, replace);
        } catch (Refusal r) {
            throw r.at("/name");
        }
    }

    /** Something done with each of a list, the place of a refusal named. */
    private interface EachOne<T> {
        void run(String place, T item);
    }

    private static <T> void at(String member, List<T> items, EachOne<T> body) {
        for (int i = 0; i < items.size(); i++) {
            String place = member + "/" + i;
            try {
                body.run(place, items.get(i));
            } catch (Refusal r) {
                throw r.at(place);
            }
        }
    }

    private List<Tensor> tensors(String member, List<String> refs) {
        List<Tensor> found = new ArrayList<>(refs.size());
        at(member, refs, (_, ref) -> {
            Tensor t = graph.resolve(ref);
            if (t == null) {
                throw new Refusal(Refusal.Kind.GRADIENT_MISSING, ref + " is None");
            }
            found.add(t);
        });
        return found;
    }

    private void create(Step.NewTensor s) {
        NdArray data = s.given().toArray(graph.defaultDtype(), graph.limits());
        refusedAt("/requires_grad", () -> results = List.of(bind(s.name(), Tensor.leaf(data, s.requiresGrad()), s.replace())));
    }

    private void apply(Step.Apply s) {
        Op op = Ops.named(s.op());
        if (op == null) {
            throw new Refusal(Refusal.Kind.OP_NOT_FOUND, "there is no op " + s.op()).at("/op");
        }
        Arguments arguments = Arguments.of(op.row().signature(), s.inputs(), s.params());
        @Nullable
        Tensor[] inputs = new @Nullable Tensor[arguments.operands().size()];
        for (int i = 0; i < inputs.length; i++) {
            try {
                inputs[i] = graph.operand(arguments.operands().get(i));
            } catch (Refusal r) {
                throw r.at(arguments.place(i));
            }
        }
        Tensor[] outputs;
        try {
            Params params = Params.of(op.row().signature(), arguments.params());
            outputs = graph.workspace().withGrad(!s.noGrad(), () -> op.invoke(params, inputs));
        } catch (TorchError e) {
            throw Refusal.of(e).at(arguments.place(e.argument()));
        }
        graph.tally().applied(op);
        if (s.op().endsWith("_")) {
            graph.lineage().forget();
        }
        results = name(outputs, s);
    }

    private List<@Nullable String> name(Tensor[] outputs, Step.Apply s) {
        List<@Nullable String> names = s.names() != null ? s.names() : s.name() != null ? List.of(s.name()) : null;
        if (names != null && names.size() > outputs.length) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, s.op() + " has " + outputs.length + " results").at("/names/" + outputs.length);
        }
        List<@Nullable String> bound = new ArrayList<>();
        for (int k = 0; k < (names == null ? outputs.length : names.size()); k++) {
            String wanted = names == null ? null : names.get(k);
            if (names != null && wanted == null) {
                bound.add(null);
                continue;
            }
            String known = wanted == null ? graph.nameOf(outputs[k].source()) : null;
            try {
                bound.add(known != null ? known : graph.bind(wanted, outputs[k], s.replace()));
            } catch (Refusal r) {
                throw r.at(s.names() == null ? "/name" : "/names/" + k);
            }
        }
        return bound;
    }

    private void zeroGrad(Step.ZeroGrad s) {
        List<String> of = s.of();
        if (of == null) {
            graph.tensors().forEach(named -> graph.clearGradient(named.tensor()));
        } else {
            tensors("/of", of).forEach(graph::clearGradient);
        }
    }

    private void getGrad(Step.GetGrad s) {
        Tensor of = tensor(s.of());
        Tensor g = of.grad();
        if (g == null) {
            if (of.requiresGrad() && !of.isLeaf() && !of.retainsGrad()) {
                warnings.add(new Warning("grad_of_non_leaf", s.of()));
            }
            undefined.add(Names.checked(s.name()));
            return;
        }
        results = List.of(bind(s.name(), g, s.replace()));
    }

    private void backward(Step.Backward s, Autograd.@Nullable Observer observer) {
        Tensor of = tensor(s.of());
        List<Tensor> inputs = s.inputs() == null ? null : tensors("/inputs", s.inputs());
        Operand seed = s.gradient();
        Tensor gradient = null;
        if (seed != null) {
            try {
                gradient = graph.operand(seed);
            } catch (Refusal r) {
                throw r.at("/gradient");
            }
        }
        try {
            long begin = System.nanoTime();
        Autograd.backward(of, gradient, options(s.retainGraph(), s.createGraph()), inputs, observer);
        graph.tally().ranBackward(System.nanoTime() - begin);
        } catch (TorchError e) {
            boolean seeded = seed != null && (e.kind() == TorchError.Kind.SHAPE_MISMATCH || e.kind() == TorchError.Kind.DTYPE_MISMATCH);
            throw Refusal.of(e).at(seeded ? "/gradient" : "/of");
        }
        if (inputs == null) {
            graph.gradients().backwardRan();
        }
        backward = true;
    }

    private static Autograd.Options options(@Nullable Boolean retainGraph, boolean createGraph) {
        return new Autograd.Options(retainGraph == null ? createGraph : retainGraph, createGraph);
    }

    private void grad(Step.Grad s) {
        List<Tensor> outputs = tensors("/outputs", s.outputs());
        List<Tensor> inputs = tensors("/inputs", s.inputs());
        List<@Nullable Tensor> seeds = null;
        if (s.gradOutputs() != null) {
            List<@Nullable Tensor> given = new ArrayList<>();
            at("/grad_outputs", s.gradOutputs(), (_, o) -> given.add(graph.operand(o)));
            if (given.size() != outputs.size()) {
                throw new Refusal(Refusal.Kind.BAD_VALUE, outputs.size() + " outputs and " + given.size() + " grad_outputs")
                        .at("/grad_outputs");
            }
            seeds = given;
        }
        List<@Nullable Tensor> found;
        try {
            found = Autograd.grad(outputs, inputs, seeds, options(s.retainGraph(), s.createGraph()), s.allowUnused());
        } catch (TorchError e) {
            throw Refusal.of(e).at(switch (e.kind()) {
                case UNUSED_INPUT -> "/inputs";
                case SHAPE_MISMATCH, DTYPE_MISMATCH -> "/grad_outputs";
                default -> inputs.isEmpty() ? "/inputs" : "/outputs";
            });
        }
        List<@Nullable String> names = s.names();
        if (names != null && names.size() > found.size()) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, found.size() + " inputs and " + names.size() + " names").at("/names");
        }
        List<@Nullable String> bound = new ArrayList<>();
        for (int i = 0; i < (names == null ? found.size() : names.size()); i++) {
            bound.add(nameGradient(found.get(i), names == null ? null : names.get(i), names != null, s.replace(), "/names/" + i));
        }
        results = bound;
    }

    private @Nullable String nameGradient(@Nullable Tensor g, @Nullable String name, boolean named, boolean replace, String place) {
        try {
            if (g == null && name != null) {
                undefined.add(Names.checked(name));
            }
            return g == null || named && name == null ? null : graph.bind(name, g, replace);
        } catch (Refusal r) {
            throw r.at(place);
        }
    }

    /** The last step's results and, after a backward, the leaves' gradients; null where one is undefined. */
    Map<String, @Nullable Tensor> values() {
        Map<String, @Nullable Tensor> values = new LinkedHashMap<>();
        for (String name : results) {
            if (name != null) {
                values.put(name, graph.tensor(name));
            }
        }
        undefined.forEach(name -> values.putIfAbsent(name, null));
        if (backward) {
            graph.leaves().forEach(leaf -> values.put(leaf.name() + ".grad", leaf.tensor().grad()));
        }
        return values;
    }
}
