package dev.nabla.lang;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.ArrayTooLarge;
import dev.nabla.engine.array.Budget;
import dev.nabla.lang.library.Library;
import dev.nabla.lang.run.Execution;
import dev.nabla.lang.run.Namespace;
import dev.nabla.lang.syntax.Parsing;
import dev.nabla.lang.syntax.SyntaxFault;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.Cell;
import dev.nabla.lang.value.Copies;
import dev.nabla.lang.value.Holdings;
import dev.nabla.lang.value.OverBudget;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.Run;
import dev.nabla.lang.value.Values;

/**
 * Runs programs one after the other on the same names. Tensors among them are shared with what is around the programs. What a run changes goes
 * through the {@link Workspace}'s undo log.
 */
public final class Interpreter {
    private static final Map<String, String> GIVEN = Map.of("torch", "torch", "F", "torch.nn.functional", "math", "math");

    private final SharedTensors tensors;
    private final Namespace names;
    private final Map<Class<?>, Object> state = new HashMap<>();
    /** What programs have set it to; outside of programs it is on. */
    private boolean gradEnabled = true;
    private @Nullable Run present;

    public Interpreter(SharedTensors tensors) {
        this.tensors = tensors;
        this.names = new Namespace(Library.builtins(), Library.modules(), name -> {
            Tensor t = tensors.find(name);
            return t == null ? null : PyTensor.of(t);
        });
    }

    /**
     * What one run may take.
     *
     * @param steps turns of loops and calls of functions
     * @param depth calls within calls
     * @param output characters printed
     * @param memory bytes held by what is no tensor
     * @param deadline by {@link System#nanoTime}
     */
    public record Limits(long steps, int depth, int output, long memory, long deadline) {
    }

    /**
     * What a program gave.
     *
     * @param result the repr of the last statement's value; null if it is none, or None
     * @param backward whether gradients were accumulated
     */
    public record Outcome(String stdout, @Nullable String result, List<String> warnings, List<Object> figures, boolean backward) {
    }

    /**
     * Runs a program.
     *
     * @throws ProgramError as the program fails
     * @throws Overrun if it takes more than it may
     */
    public Outcome run(String code, Limits limits) {
        Run run = run(limits);
        Workspace w = Workspace.current();
        return called(run, () -> {
            boolean before = gradEnabled;
            w.onUndo(() -> gradEnabled = before);
            takeTensors();
            w.setGradEnabled(gradEnabled);
            Object last = Execution.run(Parsing.program(code), names);
            String result = last == null ? null : Values.repr(last);
            run.end();
            gradEnabled = w.isGradEnabled();
            giveTensors();
            return new Outcome(run.output(), result, run.warnings(), run.figures(), run.hasBackwardRun());
        });
    }

    /**
     * The tensor that a program ends with. torch, F and math need no import. What the program changes is to be taken back.
     *
     * @throws ProgramError as the program fails, or where it ends with no tensor
     * @throws Overrun if it takes more than it may
     */
    public Tensor evaluate(String code, Limits limits) {
        return called(run(limits), () -> {
            takeTensors();
            GIVEN.forEach((name, module) -> {
                Cell cell = names.cell(name);
                if (cell.get() == null) {
                    cell.set(Library.modules().get(module));
                }
            });
            Object last = Execution.run(Parsing.program(code), names);
            if (last instanceof PyTensor t) {
                return t.tensor();
            }
            throw PyError.type(
                    "the code ends with " + (last == null ? "None" : "a value of type " + Values.typeName(last)) + ", not with a Tensor");
        });
    }

    private Run run(Limits limits) {
        return new Run(new Run.Limits(limits.steps, limits.depth, limits.output, limits.memory, limits.deadline), state, budget(),
                this::bytes);
    }

    /**
     * Takes over what another one's programs have left, copied. Names of tensors that are shared come by their own way.
     *
     * @param copyOf a tensor's copy
     * @throws IllegalArgumentException for what cannot be copied: an iterator under way, say
     */
    public void copy(Interpreter from, UnaryOperator<Tensor> copyOf) {
        Run run = run(new Limits(Long.MAX_VALUE, 1000, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE));
        run.call(() -> {
            Copies copies = new Copies(copyOf, names);
            from.names.cells().forEach((name, cell) -> {
                Object v = cell.get();
                try {
                    if (v != null) {
                        names.cell(name).set(copies.of(v));
                    }
                } catch (Copies.NotCopied e) {
                    throw new IllegalArgumentException(name + ": " + e.getMessage());
                } catch (StackOverflowError e) {
                    throw new IllegalArgumentException(name + ": nested too deeply to be copied");
                }
            });
            return names;
        });
        gradEnabled = from.gradEnabled;
    }

    private static Budget budget() {
        return Budget.CURRENT.orElse(Budget.UNLIMITED);
    }

    /**
     * What programs hold.
     *
     * @param graph tensors and functions of the graph
     * @param bytes of the rest
     */
    public record Held(List<Object> graph, long bytes) {
    }

    /** Measures what can be reached from the names, and from the run at work. */
    public Held held() {
        Holdings all = new Holdings();
        names.cells().values().forEach(all);
        Run run = present;
        if (run != null) {
            run.holds(all);
        }
        return new Held(all.graph(), all.bytes() + (run == null ? 0 : run.inFlight()));
    }

    private long bytes(Run run) {
        Holdings all = new Holdings();
        names.cells().values().forEach(all);
        run.holds(all);
        return all.bytes();
    }

    private <R> R called(Run run, Supplier<R> body) {
        present = run;
        try {
            return run.call(body);
        } catch (SyntaxFault f) {
            throw new ProgramError(f.type(), f.message(), f.line(), List.of(), "");
        } catch (PyError e) {
            List<Integer> lines = e.lines();
            List<Integer> outer = lines.isEmpty() ? List.of() : lines.subList(1, lines.size()).reversed();
            throw new ProgramError(e.type(), e.message(), lines.isEmpty() ? 0 : lines.getFirst(), outer, run.output());
        } catch (OverBudget e) {
            throw Overrun.of(e);
        } catch (OutOfMemoryError e) {
            throw new Overrun(Overrun.Kind.MEMORY, "the service has no memory left for what the program asks for");
        } catch (ArrayTooLarge e) {
            throw new Overrun(Overrun.Kind.MEMORY, String.valueOf(e.getMessage()));
        } finally {
            present = null;
            Workspace.current().setGradEnabled(true);
        }
    }

    /** Whether a name stands for something. */
    public boolean knows(String name) {
        Cell c = names.cells().get(name);
        return c != null && c.get() != null;
    }

    /**
     * What a name stands for: a Tensor, Boolean, Long, BigInteger, Double or String, a list of such or a map by text, null for None and for an
     * unknown name, and for anything else its repr.
     *
     * @param most how many values within values
     * @throws Overrun where there are more
     */
    public @Nullable Object value(String name, int most) {
        Cell c = names.cells().get(name);
        Object v = c == null ? null : c.get();
        Run run = new Run(new Run.Limits(Long.MAX_VALUE, 1000, most, Long.MAX_VALUE, Long.MAX_VALUE), state, budget(), this::bytes);
        return v == null ? null : run.call(() -> new PlainValues(most).of(v));
    }

    /** Names stand for what they were given outside meanwhile. */
    private void takeTensors() {
        names.cells().forEach((name, cell) -> {
            Tensor t = tensors.find(name);
            if (tensor(cell) != t) {
                cell.set(t == null ? null : PyTensor.of(t));
            }
        });
    }

    private void giveTensors() {
        Map<String, Cell> cells = new LinkedHashMap<>(names.cells());
        cells.forEach((name, cell) -> {
            Tensor t = tensor(cell);
            Tensor known = tensors.find(name);
            if (t != null && t != known) {
                tensors.bind(name, t);
            } else if (t == null && known != null) {
                tensors.free(name);
            }
        });
    }

    private static @Nullable Tensor tensor(Cell cell) {
        return cell.get() instanceof PyTensor t ? t.tensor() : null;
    }
}
