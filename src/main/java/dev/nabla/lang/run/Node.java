package dev.nabla.lang.run;

import dev.nabla.lang.value.Values;

/** An expression ready to run. */
abstract class Node {
    abstract Object eval(Frame f);

    /** Its truth, without making a bool. */
    boolean test(Frame f) {
        return Values.truth(eval(f));
    }
}
