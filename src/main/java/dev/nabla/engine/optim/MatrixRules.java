package dev.nabla.engine.optim;

import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/** Rules that see a parameter as a matrix. */
final class MatrixRules {
    private MatrixRules() {
    }

    /**
     * The second moment of a matrix kept as its row means R and column means C, V = R·C/mean(R), of other shapes in full; u = g/√V; θ ← θ −
     * max(ε₂, rms θ)·min(lr, 1/√t)/max(1, rms(u)/d) · u.
     */
    static Update adafactor(ParameterState state, Settings s) {
        FlatArray p = state.parameter();
        Direction direction = Direction.plain(p, s);
        Setting lr = s.get("lr");
        Setting decay = s.get("weight_decay");
        Setting beta2Decay = s.get("beta2_decay");
        Setting eps = s.get("eps");
        Setting d = s.get("d");
        Setting step = state.number("step", 0);
        SecondMoment moment = state.shape().rank() > 1 ? new Factored(state) : new Full(state);
        FlatArray u = state.scratch("update");
        double root = Math.sqrt(p.size());
        return gradient -> {
            FlatArray g = direction.of(gradient);
            double t = step.real() + 1;
            step.move(t);
            double eps1 = Double.isNaN(eps.real(0)) ? p.epsilon() : eps.real(0);
            double size = p.norm() / root;
            double rate = (size > eps.real(1) ? size : eps.real(1)) * Math.min(lr.real(), 1 / Math.sqrt(t));
            if (decay.real() != 0) {
                p.scale(1 - lr.real() * decay.real());
            }
            moment.estimate(g, Math.pow(t, beta2Decay.real()), eps1, u);
            for (int i = 0; i < u.size(); i++) {
                u.set(i, g.get(i) * u.round(1 / Math.sqrt(Math.max(u.get(i), eps1 * eps1))));
            }
            double excess = u.norm() / (root * d.real());
            p.addScaled(-rate / (excess > 1 ? excess : 1), u);
        };
    }

    /** A running estimate of the mean of g². */
    private interface SecondMoment {
        /** Takes in g with weight w and writes the estimate to v. */
        void estimate(FlatArray g, double w, double eps, FlatArray v);
    }

    /** One number for each element. */
    private static final class Full implements SecondMoment {
        private final FlatArray variance;

        Full(ParameterState state) {
            variance = state.zeros("variance");
        }

        @Override
        public void estimate(FlatArray g, double w, double eps, FlatArray v) {
            variance.lerp(w, v.assign(g).multiply(g));
            v.assign(variance);
        }
    }

    /** One number for each row and each column of each matrix. */
    private static final class Factored implements SecondMoment {
        private final int matrices;
        private final int rows;
        private final int columns;
        private final FlatArray rowMeans;
        private final FlatArray columnMeans;
        private final FlatArray ofRows;
        private final FlatArray ofColumns;

        Factored(ParameterState state) {
            Shape shape = state.shape();
            rows = shape.dim(shape.rank() - 2);
            columns = shape.dim(shape.rank() - 1);
            matrices = rows * columns == 0 ? 0 : shape.size() / (rows * columns);
            rowMeans = state.zeros("row_var", matrices * rows);
            columnMeans = state.zeros("col_var", matrices * columns);
            ofRows = rowMeans.zeros();
            ofColumns = columnMeans.zeros();
        }

        @Override
        public void estimate(FlatArray g, double w, double eps, FlatArray v) {
            v.assign(g).multiply(g);
            double[] down = new double[matrices * columns];
            for (int r = 0, i = 0; r < matrices * rows; r++) {
                double across = 0;
                for (int c = 0; c < columns; c++, i++) {
                    across += v.get(i);
                    down[r / rows * columns + c] += v.get(i);
                }
                ofRows.set(r, across / columns);
            }
            for (int c = 0; c < down.length; c++) {
                ofColumns.set(c, down[c] / rows);
            }
            rowMeans.lerp(w, ofRows);
            columnMeans.lerp(w, ofColumns);
            for (int k = 0, i = 0; k < matrices; k++) {
                double mean = 0;
                for (int r = 0; r < rows; r++) {
                    mean += rowMeans.get(k * rows + r) / rows;
                }
                mean = Math.max(mean, eps);
                for (int r = 0; r < rows; r++) {
                    for (int c = 0; c < columns; c++, i++) {
                        v.set(i, v.round(rowMeans.get(k * rows + r) * columnMeans.get(k * columns + c)) / mean);
                    }
                }
            }
        }
    }

    /**
     * b ← b + (1 − μ)(g − b); the momentum made nearly orthogonal, O(b) or by Nesterov O(g + μ(b − g)); θ ← (1 − lr·weight_decay)·θ − lr'·O.
     */
    static Update muon(ParameterState state, Settings s) {
        FlatArray p = state.parameter();
        Setting lr = s.get("lr");
        Setting decay = s.get("weight_decay");
        Setting momentum = s.get("momentum");
        Setting nesterov = s.get("nesterov");
        Setting coefficients = s.get("ns_coefficients");
        Setting eps = s.get("eps");
        int steps = s.get("ns_steps").integer();
        if (steps >= 100) {
            throw TorchError.value("Number of steps must be less than 100 for computational efficiency").at("ns_steps");
        }
        int rows = state.shape().dim(0);
        int columns = state.shape().dim(1);
        FlatArray b = state.zeros("momentum_buffer");
        FlatArray change = state.scratch("update");
        double ratio = "match_rms_adamw".equals(s.get("adjust_lr_fn").value()) ? 0.2 * Math.sqrt(Math.max(rows, columns))
                : Math.sqrt(Math.max(1, (double) rows / columns));
        NewtonSchulz orthogonal = new NewtonSchulz(rows, columns);
        return g -> {
            b.lerp(1 - momentum.real(), g);
            FlatArray m = nesterov.flag() ? change.assign(g).lerp(momentum.real(), b) : change.assign(b);
            orthogonal.apply(m, coefficients, steps, eps.real());
            p.scale(1 - lr.real() * decay.real()).addScaled(-lr.real() * ratio, m);
        };
    }
}
