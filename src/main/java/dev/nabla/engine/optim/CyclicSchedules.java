package dev.nabla.engine.optim;

import java.util.List;
import java.util.Objects;

import dev.nabla.engine.array.TorchError;

/** Schedules that move the rate to and fro. In formulas: e is the epoch, η the lowest rate. */
final class CyclicSchedules {
    private CyclicSchedules() {
    }

    /** η + (base − η)·(1 + cos(π·e/T_max))/2, as a factor of the rate before, so that it goes on past T_max and can be chained. */
    static final class CosineAnnealing extends Scheduler {
        private final double period;
        private final double low;

        CosineAnnealing(Optimizer optimizer, Settings s) {
            super(optimizer, s);
            period = s.real("T_max");
            low = s.real("eta_min");
            begin();
        }

        @Override
        double next(int i) {
            if (isInitial) {
                return rate(i);
            }
            if (period == 0) {
                throw TorchError.zeroDivision("integer modulo by zero").at("T_max");
            }
            if ((epoch - 1 - period) % (2 * period) == 0) {
                return rate(i) + (base[i] - low) * (1 - Math.cos(Math.PI / period)) / 2;
            }
            return (1 + Math.cos(Math.PI * epoch / period)) / (1 + Math.cos(Math.PI * (epoch - 1) / period)) * (rate(i) - low) + low;
        }

        @Override
        double closedForm(int i) {
            return low + (base[i] - low) * (1 + Math.cos(divide(Math.PI * epoch, period))) / 2;
        }
    }

    /** η + (base − η)·(1 + cos(π·c/T))/2, where c counts from the last restart and T grows by T_mult at each. */
    static final class WarmRestarts extends Scheduler {
        private final double first;
        private final double multiplier;
        private final double low;
        private double current = -1;
        private double period;

        WarmRestarts(Optimizer optimizer, Settings s) {
            super(optimizer, s);
            first = s.real("T_0");
            multiplier = s.real("T_mult");
            low = s.real("eta_min");
            period = first;
            if (first <= 0) {
                throw TorchError.value("Expected positive integer T_0, but got " + s.get("T_0")).at("T_0");
            }
            if (multiplier < 1) {
                throw TorchError.value("Expected integer T_mult >= 1, but got " + s.get("T_mult")).at("T_mult");
            }
            begin();
        }

        @Override
        void step() {
            if (epoch < 0) {
                period = first;
                current = 0;
            } else {
                current++;
                if (current >= period) {
                    current -= period;
                    period *= multiplier;
                }
            }
            super.step();
        }

        @Override
        double next(int i) {
            return low + (base[i] - low) * (1 + Math.cos(Math.PI * current / period)) / 2;
        }

        @Override
        public double[] memory() {
            return new double[]{epoch, current, period};
        }

        @Override
        public void restore(double[] memory) {
            super.restore(memory);
            current = memory[1];
            period = memory[2];
        }
    }

    /** base + (max − base)·x·s, where x rises from 0 to 1 and falls back in each cycle and s shrinks from cycle to cycle by mode. */
    static final class Cyclic extends Scheduler {
        private final double[] low;
        private final double[] high;
        private final double total;
        private final double ratio;
        private final String mode;
        private final double gamma;
        private final MomentumCycle momentum;

        Cyclic(Optimizer optimizer, Settings s) {
            super(optimizer, s);
            low = perGroup(s, "base_lr");
            for (int i = 0; i < low.length; i++) {
                groups.get(i).rate(low[i]);
            }
            high = perGroup(s, "max_lr");
            double up = s.real("step_size_up");
            total = up + (s.get("step_size_down").isNone() ? up : s.real("step_size_down"));
            ratio = divide(up, total);
            mode = String.valueOf(s.get("mode").value());
            if (!List.of("triangular", "triangular2", "exp_range").contains(mode)) {
                throw TorchError.value("mode is invalid and scale_fn is None").at("mode");
            }
            gamma = s.real("gamma");
            momentum = new MomentumCycle(this, s);
            begin();
            // What the rate starts from is what it cycles over.
            System.arraycopy(low, 0, base, 0, low.length);
        }

        @Override
        double next(int i) {
            double cycle = Math.floor(1 + epoch / total);
            double x = 1 + epoch / total - cycle;
            double height = x <= ratio ? divide(x, ratio) : divide(x - 1, ratio - 1);
            double scale = switch (mode) {
                case "triangular2" -> 1 / Math.pow(2, cycle - 1);
                case "exp_range" -> Math.pow(gamma, (double) epoch);
                default -> 1;
            };
            momentum.set(i, momentum.high(i) - (momentum.high(i) - momentum.low(i)) * height * scale);
            return base[i] + (high[i] - base[i]) * height * scale;
        }
    }

    /** The momentum (or first beta) of each group, moved between two bounds where the schedule cycles it. */
    static final class MomentumCycle {
        private final Scheduler owner;
        private final boolean isOn;
        private final double[] low;
        private final double[] high;

        MomentumCycle(Scheduler owner, Settings s) {
            this.owner = owner;
            isOn = s.flag("cycle_momentum");
            if (isOn && owner.groups.stream().anyMatch(g -> g.momentum() == null)) {
                throw TorchError.value("optimizer must support momentum or beta1 with `cycle_momentum` option enabled")
                        .at("cycle_momentum");
            }
            high = isOn ? owner.perGroup(s, "max_momentum") : new double[owner.groups.size()];
            low = isOn ? owner.perGroup(s, "base_momentum") : new double[owner.groups.size()];
            for (int i = 0; i < high.length; i++) {
                set(i, high[i]);
            }
        }

        double low(int i) {
            return low[i];
        }

        double high(int i) {
            return high[i];
        }

        void set(int i, double value) {
            if (isOn) {
                Objects.requireNonNull(owner.groups.get(i).momentum()).move(value);
            }
        }
    }
}
