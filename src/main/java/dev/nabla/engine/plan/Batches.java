package dev.nabla.engine.plan;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** Which rows of the data each step sees. Steps count from 1. */
public sealed interface Batches {
    /** The rows of a step, or null for all. */
    int @Nullable [] rows(long step);

    /** Steps in which every row is seen once. */
    long stepsPerEpoch();

    /** All rows in every step: gradient descent as the textbook has it. */
    record Whole() implements Batches {
        @Override
        public int @Nullable [] rows(long step) {
            return null;
        }

        @Override
        public long stepsPerEpoch() {
            return 1;
        }
    }

    /** Given batches, taken up again from the first when they are through. */
    record Listed(List<int[]> order) implements Batches {
        @Override
        public int[] rows(long step) {
            return order.get((int) ((step - 1) % order.size()));
        }

        @Override
        public long stepsPerEpoch() {
            return order.size();
        }
    }

    /** Runs of rows in their order. */
    final class Sliced implements Batches {
        private final int rows;
        private final int size;
        private final long perEpoch;
        private final @Nullable Shuffle shuffle;
        private int[] order;
        private long epoch;

        /** Says in which order the rows of an epoch come; asked once for each, in turn. */
        @FunctionalInterface
        public interface Shuffle {
            int[] permutation(int rows);
        }

        /**
         * @param size rows in a batch; the last of an epoch may be smaller
         * @param dropLast whether a smaller one is left out
         * @param shuffle the order of each epoch, or null for that of the rows
         */
        public Sliced(int rows, int size, boolean dropLast, @Nullable Shuffle shuffle) {
            this.rows = rows;
            this.size = size;
            this.perEpoch = dropLast ? rows / size : (rows + size - 1) / size;
            this.shuffle = shuffle;
            this.order = java.util.stream.IntStream.range(0, rows).toArray();
        }

        @Override
        public int[] rows(long step) {
            long wanted = (step - 1) / perEpoch + 1;
            while (shuffle != null && epoch < wanted) {
                order = shuffle.permutation(rows);
                epoch++;
            }
            int from = (int) ((step - 1) % perEpoch) * size;
            return java.util.Arrays.copyOfRange(order, from, Math.min(from + size, rows));
        }

        @Override
        public long stepsPerEpoch() {
            return perEpoch;
        }
    }
}
