package dev.nabla.engine.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;

import dev.nabla.engine.array.TorchError;

/** Schedules made of others. */
final class CombinedSchedules {
    private CombinedSchedules() {
    }

    private static List<Scheduler> started(Optimizer optimizer, Settings s, String name, String none) {
        List<Scheduler> parts = new ArrayList<>();
        for (Object part : (List<?>) Objects.requireNonNull(s.get("schedulers").value())) {
            parts.add(part instanceof Schedule schedule ? schedule.start(optimizer) : (Scheduler) part);
        }
        if (parts.isEmpty()) {
            throw TorchError.value(name + " expects at least one scheduler" + none + ", but got no scheduler.").at("schedulers");
        }
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof ReduceOnPlateau) {
                throw TorchError.value(name + " does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs to be "
                        + "specified when calling `step`, but got one at index " + i + " in the given schedulers sequence.")
                        .at("schedulers");
            }
        }
        return parts;
    }

    /** The first schedule up to the first milestone, then the second from its own beginning, and so on. */
    static final class Sequential extends Scheduler {
        private final List<Scheduler> parts;
        private final Setting milestones;

        Sequential(Optimizer optimizer, Settings s) {
            super(optimizer, s);
            parts = started(optimizer, s, "SequentialLR", "");
            milestones = s.get("milestones");
            int count = ((List<?>) Objects.requireNonNull(milestones.value())).size();
            if (count != parts.size() - 1) {
                throw TorchError.value("Sequential Schedulers expects number of schedulers provided to be one more than the number of "
                        + "milestone points, but got number of schedulers " + parts.size() + " and the number of milestones to be equal to "
                        + count).at("milestones");
            }
            epoch = 0;
            for (ParameterGroup g : groups) {
                g.rate(g.initialRate());
            }
            undoBegin();
            parts.get(active(0)).beginAgain();
            epoch = 0;
        }

        private int active(long at) {
            int k = 0;
            while (k < parts.size() - 1 && milestones.real(k) <= at) {
                k++;
            }
            return k;
        }

        @Override
        void undoBegin() {
            parts.forEach(Scheduler::undoBegin);
        }

        @Override
        void beginAgain() {
            step();
        }

        @Override
        void step() {
            epoch++;
            int k = active(epoch);
            if (k > 0 && milestones.real(k - 1) == epoch) {
                parts.get(k).restart();
            } else {
                parts.get(k).step();
            }
        }

        @Override
        void restart() {
            throw notInside("SequentialLR");
        }

        @Override
        double next(int i) {
            return rate(i);
        }

        @Override
        public double[] memory() {
            return together(epoch, parts);
        }

        @Override
        public void restore(double[] memory) {
            super.restore(memory);
            apart(memory, parts);
        }
    }

    /** Every schedule in turn, each on the rate that the one before it left. */
    static final class Chained extends Scheduler {
        private final List<Scheduler> parts;

        Chained(Optimizer optimizer, Settings s) {
            super(optimizer, s);
            parts = started(optimizer, s, "ChainedScheduler", " to be chained");
        }

        @Override
        void undoBegin() {
            parts.forEach(Scheduler::undoBegin);
        }

        @Override
        void beginAgain() {
            step();
        }

        @Override
        void step() {
            parts.forEach(Scheduler::step);
        }

        @Override
        void restart() {
            throw notInside("ChainedScheduler");
        }

        @Override
        double next(int i) {
            return rate(i);
        }

        @Override
        public double[] memory() {
            return together(epoch, parts);
        }

        @Override
        public void restore(double[] memory) {
            super.restore(memory);
            apart(memory, parts);
        }
    }

    private static double[] together(long epoch, List<Scheduler> parts) {
        return DoubleStream.concat(DoubleStream.of((double) epoch), parts.stream().flatMapToDouble(p -> Arrays.stream(p.memory())))
                .toArray();
    }

    private static void apart(double[] memory, List<Scheduler> parts) {
        int at = 1;
        for (Scheduler p : parts) {
            int n = p.memory().length;
            p.restore(Arrays.copyOfRange(memory, at, at + n));
            at += n;
        }
    }

    private static TorchError notInside(String name) {
        return TorchError.notImplemented(name + " cannot follow another schedule inside SequentialLR");
    }
}
