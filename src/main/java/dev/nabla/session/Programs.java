package dev.nabla.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.lang.Interpreter;
import dev.nabla.lang.Overrun;
import dev.nabla.lang.ProgramError;
import dev.nabla.lang.SharedTensors;

/** The programs of one graph: they share its tensors by name and keep names of every other kind from run to run. */
final class Programs {
    private final Graph graph;
    private final Interpreter interpreter;
    /** Names that the run at work has bound to tensors. */
    private final List<String> bound = new ArrayList<>();
    private boolean ran;

    Programs(Graph graph) {
        this.graph = graph;
        this.interpreter = new Interpreter(new SharedTensors() {
            @Override
            public @Nullable Tensor find(String name) {
                NamedTensor b = graph.names().get(name);
                return b == null ? null : b.tensor();
            }

            @Override
            public void bind(String name, Tensor tensor) {
                bound.add(graph.bind(name, tensor, true));
            }

            @Override
            public void free(String name) {
                graph.delete(name);
            }
        });
    }

    /**
     * What a run gave.
     *
     * @param bound names of tensors that were bound anew
     */
    record Result(Interpreter.Outcome outcome, List<String> bound) {
    }

    /**
     * Runs a program.
     *
     * @throws Refusal program_error, or a budget's
     */
    Result run(String code) {
        checkLength(code);
        bound.clear();
        ran = true;
        return refusing(() -> {
            Interpreter.Outcome outcome = interpreter.run(code, limits());
            graph.lineage().forget();
            return new Result(outcome, List.copyOf(bound));
        });
    }

    /**
     * The tensor that a program ends with; what it changes is to be taken back.
     *
     * @throws Refusal program_error, or a budget's
     */
    Tensor evaluate(String code) {
        checkLength(code);
        return refusing(() -> interpreter.evaluate(code, limits()));
    }

    private void checkLength(String code) {
        int most = graph.limits().programLength();
        if (code.length() > most && !graph.allowance().isUnlimited()) {
            throw new Refusal(Refusal.Kind.BODY_TOO_LARGE, "a program has at most " + most + " characters").at("/code");
        }
    }

    private static <R> R refusing(Supplier<R> body) {
        try {
            return body.get();
        } catch (ProgramError e) {
            throw Refusal.of(e).at("/code");
        } catch (Overrun e) {
            throw Refusal.of(e).at("/code");
        } catch (Refusal r) {
            throw switch (r.kind()) {
                case TENSOR_TOO_LARGE, SESSION_TOO_LARGE -> new Refusal(Refusal.Kind.BUDGET_MEMORY, r.detail()).at("/code");
                default -> r.at("/code");
            };
        }
    }

    /** What ran within its limits before runs again, whatever they are now. */
    private Interpreter.Limits limits() {
        Limits limits = graph.limits();
        return graph.allowance().isUnlimited()
                ? new Interpreter.Limits(Long.MAX_VALUE, limits.programDepth(), Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE)
                : new Interpreter.Limits(limits.programSteps(), limits.programDepth(), limits.programOutput(),
                        limits.programMemory().toBytes(), graph.allowance().deadline());
    }

    /** Whether programs may have left something beside tensors. */
    boolean haveRun() {
        return ran;
    }

    /**
     * Takes over what the programs of another graph have left, copied.
     *
     * @throws Refusal not_replayable for what stands midway through something
     */
    void copy(Programs from, UnaryOperator<Tensor> copyOf) {
        try {
            interpreter.copy(from.interpreter, copyOf);
            ran = from.ran;
        } catch (IllegalArgumentException e) {
            throw new Refusal(Refusal.Kind.NOT_REPLAYABLE, String.valueOf(e.getMessage()));
        }
    }

    /** What programs hold. */
    Interpreter.Held held() {
        return interpreter.held();
    }

    /** Whether a name stands for something that is no tensor. */
    boolean knows(String name) {
        return interpreter.knows(name);
    }

    /** What a name that is no tensor's stands for, tensors within it as they are answered. */
    @Nullable
    Object value(String name, DataMode data) {
        try {
            return shown(name, interpreter.value(name, graph.limits().programOutput()), data);
        } catch (Overrun e) {
            throw Refusal.of(e);
        }
    }

    private @Nullable Object shown(String ref, @Nullable Object value, DataMode data) {
        return switch (value) {
            case Tensor t -> TensorView.of(graph, ref, t, data);
            case List<?> items -> {
                List<@Nullable Object> all = new ArrayList<>(items.size());
                for (Object item : items) {
                    all.add(shown(ref + "[" + all.size() + "]", item, data));
                }
                yield all;
            }
            case Map<?, ?> entries -> {
                Map<String, @Nullable Object> all = new LinkedHashMap<>();
                entries.forEach((key, item) -> all.put(String.valueOf(key), shown(ref + "['" + key + "']", item, data)));
                yield all;
            }
            case null, default -> value;
        };
    }
}
