package dev.nabla.session;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;

/**
 * A change of a session as it is kept: made again on the state it was first made on, it gives the same state. What depends on more than that, such as
 * the clock, is in it as its outcome.
 */
public sealed interface Change {
    /** Steps of one request. */
    record Steps(List<Step> steps) implements Change {
    }

    /** One step that is a request of its own. */
    record One(Step step) implements Change {
    }

    /** Something of one tensor. */
    record OfTensor(String tensor, TensorChange change) implements Change {
    }

    /** A name is freed. */
    record Freed(String tensor) implements Change {
    }

    /** Numbers that were computed elsewhere are given a name. */
    record Bound(String name, NdArray value, boolean replace) implements Change {
    }

    /**
     * A job takes its leaves: nobody else may change them.
     *
     * @param label what it is called where someone wants to
     * @param leaves their places among all that is reached; so is {@code loss}, null for an expression
     */
    record Taken(String job, String label, List<Integer> leaves, @Nullable Integer loss) implements Change {
        @Override
        public boolean isSeen() {
            return false;
        }
    }

    /** A job gives its leaves back as they are. */
    record GivenBack(String job) implements Change {
        @Override
        public boolean isSeen() {
            return false;
        }
    }

    /** A job ends: its leaves move to where it came, and what was descended is computed anew there. */
    record Moved(String job, List<NdArray> values) implements Change {
    }

    /** Whether clients see that the session is another than before. */
    default boolean isSeen() {
        return true;
    }
}
