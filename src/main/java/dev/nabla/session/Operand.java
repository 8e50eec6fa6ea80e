package dev.nabla.session;

/** What stands in an op's {@code inputs}. */
public sealed interface Operand {
    /** A tensor of the session: {@code x}, or its gradient: {@code x.grad}. */
    record Name(String ref) implements Operand {
    }

    /** A Python number that keeps its kind: Long, Double or Boolean. */
    record Scalar(Object value) implements Operand {
    }

    /** A tensor written in the request itself. */
    record Inline(Given given) implements Operand {
    }

    /** An optional tensor that is not there. */
    record Absent() implements Operand {
        public static final Absent VALUE = new Absent();
    }
}
