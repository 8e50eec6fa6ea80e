package dev.nabla.lang;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Workspace;
import dev.nabla.lang.library.Library;
import dev.nabla.lang.run.Execution;
import dev.nabla.lang.run.Namespace;
import dev.nabla.lang.syntax.Parsing;
import dev.nabla.lang.syntax.Stmt;
import dev.nabla.lang.syntax.SyntaxFault;
import dev.nabla.lang.value.OverBudget;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.Run;

/** Runs programs one after the other on the same names. What it changes goes through the {@link Workspace}'s undo log. */
public final class Interpreter {
    private final Namespace names = new Namespace(Library.builtins(), Library.modules());
    private final Map<Class<?>, Object> state = new HashMap<>();

    /**
     * What a program gave.
     *
     * @param result the repr of the last statement's value; null if it is none, or None
     */
    public record Outcome(String stdout, @Nullable String result, List<String> warnings, List<Object> figures) {
    }

    /**
     * Runs a program.
     *
     * @throws ProgramError as the program fails
     * @throws OverBudget if it takes more than it may
     */
    public Outcome run(String code, Run.Limits limits) {
        Run run = new Run(limits, state, () -> 0);
        return run.call(() -> {
            try {
                List<Stmt> program = Parsing.program(code);
                String result = Execution.run(program, names);
                return new Outcome(run.output(), result, run.warnings(), run.figures());
            } catch (SyntaxFault f) {
                throw new ProgramError(f.type(), f.message(), f.line(), List.of(), "");
            } catch (PyError e) {
                List<Integer> lines = e.lines();
                List<Integer> outer = lines.isEmpty() ? List.of() : lines.subList(1, lines.size()).reversed();
                throw new ProgramError(e.type(), e.message(), lines.isEmpty() ? 0 : lines.getFirst(), outer, run.output());
            }
        });
    }
}
