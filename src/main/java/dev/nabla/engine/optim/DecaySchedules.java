package dev.nabla.engine.optim;

import dev.nabla.engine.array.TorchError;

/** Schedules that move the rate one way. In formulas: e is the epoch. */
final class DecaySchedules {
    private DecaySchedules() {
    }

    /** base·γ^⌊e/step_size⌋ */
    static final class Step extends Scheduler {
        private final long size;
        private final double gamma;

        Step(Optimizer optimizer, Settings s) {
            super(optimizer, s);
            size = (long) s.real("step_size");
            gamma = s.real("gamma");
            if (size == 0) {
                throw TorchError.zeroDivision("integer modulo by zero").at("step_size");
            }
            begin();
        }

        @Override
        double next(int i) {
            return epoch == 0 || epoch % size != 0 ? rate(i) : rate(i) * gamma;
        }

        @Override
        double closedForm(int i) {
            return base[i] * Math.pow(gamma, (double) Math.floorDiv(epoch, size));
        }
    }

    /** base·γ^(milestones up to e) */
    static final class MultiStep extends Scheduler {
        private final Setting milestones;
        private final int count;
        private final double gamma;

        MultiStep(Optimizer optimizer, Settings s) {
            super(optimizer, s);
            milestones = s.get("milestones");
            count = ((java.util.List<?>) java.util.Objects.requireNonNull(milestones.value())).size();
            gamma = s.real("gamma");
            begin();
        }

        @Override
        double next(int i) {
            int here = 0;
            for (int k = 0; k < count; k++) {
                here += milestones.real(k) == epoch ? 1 : 0;
            }
            return here == 0 ? rate(i) : rate(i) * Math.pow(gamma, here);
        }

        @Override
        double closedForm(int i) {
            int passed = 0;
            for (int k = 0; k < count; k++) {
                passed += milestones.real(k) <= epoch ? 1 : 0;
            }
            return base[i] * Math.pow(gamma, passed);
        }
    }

    /** factor·base while e < total_iters, then base */
    static final class Constant extends Scheduler {
        private final double factor;
        private final double total;

        Constant(Optimizer optimizer, Settings s) {
            super(optimizer, s);
            factor = s.real("factor");
            total = s.real("total_iters");
            if (factor > 1 || factor < 0) {
                throw TorchError.value("Constant multiplicative factor expected to be between 0 and 1.").at("factor");
            }
            begin();
        }

        @Override
        double next(int i) {
            return epoch == 0 ? rate(i) * factor : epoch == total ? rate(i) * divide(1, factor) : rate(i);
        }

        @Override
        double closedForm(int i) {
            return base[i] * (factor + (epoch >= total ? 1 - factor : 0));
        }
    }

    /** base·(start + (end − start)·min(e, total)/total) */
    static final class Linear extends Scheduler {
        private final double start;
        private final double end;
        private final double total;

        Linear(Optimizer optimizer, Settings s) {
            super(optimizer, s);
            start = s.real("start_factor");
            end = s.real("end_factor");
            total = s.real("total_iters");
            if (start > 1 || start <= 0) {
                throw TorchError.value("Starting multiplicative factor expected to be greater than 0 and less or equal to 1.")
                        .at("start_factor");
            }
            if (end > 1 || end < 0) {
                throw TorchError.value("Ending multiplicative factor expected to be between 0 and 1.").at("end_factor");
            }
            begin();
        }

        @Override
        double next(int i) {
            if (epoch == 0) {
                return rate(i) * start;
            }
            if (isInitial || epoch > total) {
                return rate(i);
            }
            return rate(i) * (1 + divide(end - start, total * start + (epoch - 1) * (end - start)));
        }

        @Override
        double closedForm(int i) {
            return base[i] * (start + divide((end - start) * Math.min(total, (double) epoch), total));
        }
    }

    /** base·γᵉ */
    static final class Exponential extends Scheduler {
        private final double gamma;

        Exponential(Optimizer optimizer, Settings s) {
            super(optimizer, s);
            gamma = s.real("gamma");
            begin();
        }

        @Override
        double next(int i) {
            return isInitial ? rate(i) : rate(i) * gamma;
        }

        @Override
        double closedForm(int i) {
            return base[i] * Math.pow(gamma, (double) epoch);
        }
    }

    /** base·(1 − min(e, total)/total)^power */
    static final class Polynomial extends Scheduler {
        private final double total;
        private final double power;

        Polynomial(Optimizer optimizer, Settings s) {
            super(optimizer, s);
            total = s.real("total_iters");
            power = s.real("power");
            begin();
        }

        @Override
        double next(int i) {
            if (isInitial || epoch > total) {
                return rate(i);
            }
            return rate(i) * Math.pow((1 - epoch / total) / (1 - (epoch - 1) / total), power);
        }

        @Override
        double closedForm(int i) {
            return base[i] * Math.pow(1 - divide(Math.min(total, (double) epoch), total), power);
        }
    }
}
