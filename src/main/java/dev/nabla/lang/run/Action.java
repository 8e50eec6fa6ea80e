package dev.nabla.lang.run;

import org.jspecify.annotations.Nullable;

/** A statement ready to run. */
abstract class Action {
    /** How a statement ends other than by its end. */
    enum Leave {
        BREAK, CONTINUE, RETURN
    }

    /** @return null to go on with the next statement */
    abstract @Nullable Leave run(Frame f);
}
