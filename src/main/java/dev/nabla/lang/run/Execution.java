package dev.nabla.lang.run;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.TorchError;
import dev.nabla.lang.syntax.Stmt;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.Run;

/** Runs the statements of a program. */
public final class Execution {
    private Execution() {
    }

    /**
     * Runs a program on the names of a session.
     *
     * @return the last statement's value; null if it is none, or None
     * @throws PyError as the program does
     */
    public static @Nullable Object run(List<Stmt> statements, Namespace namespace) {
        Compiler.Program program = Compiler.program(namespace, statements);
        Run run = Run.current();
        Frame frame = new Frame(program.size(), run);
        run.hold(frame);
        try {
            program.body().run(frame);
            if (program.result() == null) {
                return null;
            }
            Object v = program.result().eval(frame);
            return v == None.NONE ? null : v;
        } catch (TorchError e) {
            throw PyError.of(e);
        } catch (StackOverflowError e) {
            throw Run.tooDeep();
        }
    }
}
