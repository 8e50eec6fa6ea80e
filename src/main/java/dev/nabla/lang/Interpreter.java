package dev.nabla.lang;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.ArrayTooLarge;
import dev.nabla.lang.library.Library;
import dev.nabla.lang.run.Execution;
import dev.nabla.lang.run.Namespace;
import dev.nabla.lang.syntax.Parsing;
import dev.nabla.lang.syntax.SyntaxFault;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.Cell;
import dev.nabla.lang.value.OverBudget;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.Run;

/**
 * Runs programs one after the other on the same names. Tensors among them are shared with what is around the programs. What a run changes goes
 * through the {@link Workspace}'s undo log.
 */
public final class Interpreter {
    private final SharedTensors tensors;
    private final Namespace names;
    private final Map<Class<?>, Object> state = new HashMap<>();
    /** What programs have set it to; outside of programs it is on. */
    private boolean gradEnabled = true;

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
        Run run = new Run(new Run.Limits(limits.steps, limits.depth, limits.output, limits.memory, limits.deadline), state, () -> 0);
        Workspace w = Workspace.current();
        try {
            return run.call(() -> {
                boolean before = gradEnabled;
                w.onUndo(() -> gradEnabled = before);
                takeTensors();
                w.setGradEnabled(gradEnabled);
                String result = Execution.run(Parsing.program(code), names);
                gradEnabled = w.isGradEnabled();
                giveTensors();
                return new Outcome(run.output(), result, run.warnings(), run.figures(), run.hasBackwardRun());
            });
        } catch (SyntaxFault f) {
            throw new ProgramError(f.type(), f.message(), f.line(), List.of(), "");
        } catch (PyError e) {
            List<Integer> lines = e.lines();
            List<Integer> outer = lines.isEmpty() ? List.of() : lines.subList(1, lines.size()).reversed();
            throw new ProgramError(e.type(), e.message(), lines.isEmpty() ? 0 : lines.getFirst(), outer, run.output());
        } catch (OverBudget e) {
            throw Overrun.of(e);
        } catch (ArrayTooLarge e) {
            throw new Overrun(Overrun.Kind.MEMORY, String.valueOf(e.getMessage()));
        } finally {
            w.setGradEnabled(true);
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
        Run run = new Run(new Run.Limits(Long.MAX_VALUE, 1000, most, Long.MAX_VALUE, Long.MAX_VALUE), state, () -> 0);
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
