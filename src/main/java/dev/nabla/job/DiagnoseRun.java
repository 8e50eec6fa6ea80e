package dev.nabla.job;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.TorchError;
import dev.nabla.engine.optim.Algorithm;
import dev.nabla.engine.optim.Settings;
import dev.nabla.engine.plan.Curvature;
import dev.nabla.engine.plan.Descent;
import dev.nabla.job.Diagnosis.Verdict;

/**
 * Judges the step size of a run: for few parameters by the eigenvalues λ of the Hessian, at the final parameters, or where the run diverged at
 * the first ones; for many by the course of the loss alone. Along an eigenvector a step of size lr multiplies the distance from the minimum by
 * 1 − lr·λ: it shrinks while lr &lt; 2/λ.
 */
final class DiagnoseRun {
    /** Beyond so many elements a Hessian costs too much to be given away. */
    static final int MOST = 50;
    /** What counts as having arrived. */
    private static final double NEAR = 1e-4;
    /** From this condition number on the problem, not the step size, is what is slow. */
    private static final double ILL = 1000;

    private final DescentJob job;
    private final Descent descent;
    private final Settings settings;
    private final double lr;
    private final boolean isSgd;
    private final Remarks text = Remarks.none();

    private DiagnoseRun(DescentJob job) {
        this.job = job;
        this.descent = job.prepared().descent();
        this.settings = descent.optimizer().groups().getFirst().settings();
        this.lr = descent.rate();
        this.isSgd = descent.optimizer().algorithm() == Algorithm.SGD && descent.optimizer().groups().size() == 1;
    }

    /** The diagnosis of a run that is over, or null where it never began. */
    static @Nullable Diagnosis of(DescentJob job, JobStatus end) {
        if (job.standing().loss() == null) {
            return null;
        }
        DiagnoseRun run = new DiagnoseRun(job);
        Spectrum spectrum = run.spectrum(end);
        return spectrum == null ? run.byCourse(end, null) : run.bySpectrum(end, spectrum);
    }

    // ---- curvature ------------------------------------------------------------------------------------------------

    /**
     * The Hessian's eigenvalues, ascending, and the distances from the minimum of its quadratic model, along and in its eigenvectors.
     *
     * @param isConstant whether it is the same at the run's beginning and end, as for a quadratic loss
     */
    private record Spectrum(double[] values, double[] distances, double[] vectors, double[] point, boolean isConstant) {
        double max() {
            return values[values.length - 1];
        }

        double min() {
            return values[0];
        }
    }

    private @Nullable Spectrum spectrum(JobStatus end) {
        List<NdArray> first = job.prepared().start();
        if (first == null) {
            return null;
        }
        try {
            return descent.call(() -> {
                List<NdArray> at = end == JobStatus.DIVERGED ? first : descent.parameters();
                List<NdArray> elsewhere = end == JobStatus.DIVERGED ? afterOneStep(first) : first;
                Curvature here = descent.curvature(at);
                return spectrum(here, at, isSame(here.hessian(), descent.curvature(elsewhere).hessian()));
            });
        } catch (TorchError noSecondDerivative) {
            return null;
        }
    }

    private List<NdArray> afterOneStep(List<NdArray> first) {
        List<@Nullable NdArray> recorded = job.history(0).getFirst().parameters();
        return recorded == null || recorded.contains(null) ? first : recorded.stream().map(Objects::requireNonNull).toList();
    }

    private static boolean isSame(double[] a, double[] b) {
        double size = 0;
        double difference = 0;
        for (int i = 0; i < a.length; i++) {
            size = Math.max(size, Math.abs(a[i]));
            difference = Math.max(difference, Math.abs(a[i] - b[i]));
        }
        return difference <= 1e-4 * size;
    }

    private @Nullable Spectrum spectrum(Curvature c, List<NdArray> at, boolean isConstant) {
        int n = c.size();
        double sign = settings.has("maximize") && Boolean.TRUE.equals(settings.get("maximize").value()) ? -1 : 1;
        double decay = isSgd ? settings.get("weight_decay").real() : 0;
        double[] point = point(at, n);
        double[] matrix = new double[n * n];
        double[] gradient = new double[n];
        for (int i = 0; i < n; i++) {
            gradient[i] = sign * c.gradient()[i] + decay * point[i];
            for (int j = 0; j < n; j++) {
                matrix[i * n + j] = sign * (c.hessian()[i * n + j] + c.hessian()[j * n + i]) / 2 + (i == j ? decay : 0);
            }
        }
        for (double v : matrix) {
            if (!Double.isFinite(v)) {
                return null;
            }
        }
        Decomposition.Eigen eigen = Decomposition.eigh(matrix, n);
        double[] values = eigen.values();
        double[] vectors = eigen.vectors();
        double[] distances = new double[n];
        for (int k = 0; k < n; k++) {
            double along = 0;
            for (int i = 0; i < n; i++) {
                along += vectors[i * n + k] * gradient[i];
            }
            distances[k] = along / values[k];
        }
        return new Spectrum(values, distances, vectors, point, isConstant);
    }

    private static double[] point(List<NdArray> at, int n) {
        double[] point = new double[n];
        int k = 0;
        for (NdArray a : at) {
            for (int i = 0; i < a.size(); i++) {
                point[k++] = a.getDouble(i);
            }
        }
        return point;
    }

    private Diagnosis bySpectrum(JobStatus end, Spectrum s) {
        boolean hasMinimum = s.min() > 1e-9 * s.max();
        Double condition = hasMinimum ? (Double) (s.max() / s.min()) : null;
        if (!isSgd || s.max() <= 0) {
            Diagnosis d = byCourse(end, s);
            sayWhatItSpeaksOf(s);
            return d;
        }
        double limit = limit(s.max());
        Long needed = hasMinimum ? needed(s, lr) : null;
        Long fewest = hasMinimum ? needed(s, best(s)) : null;
        Verdict verdict;
        if (end == JobStatus.DIVERGED || lr >= limit) {
            verdict = Verdict.DIVERGING;
            text.say(lr >= limit ? "diverging" : "diverging_elsewhere", lr, limit, s.max());
        } else if (lr > 0.75 * limit) {
            verdict = Verdict.OSCILLATING;
            text.say("oscillating", lr, limit, limit / 2);
        } else if (needed != null && needed == 0) {
            verdict = Verdict.FINE;
            text.say("arrived", lr, limit);
        } else if (needed != null && fewest != null && needed > descent.updates() && lr < best(s) / 2) {
            verdict = Verdict.TOO_SMALL;
            text.say("too_small", lr, needed, best(s), fewest, limit);
        } else if (needed != null) {
            verdict = Verdict.FINE;
            text.say("fine", lr, limit, needed);
        } else {
            verdict = Verdict.FINE;
            text.say("fine_here", lr, limit);
        }
        if (condition != null && condition > ILL) {
            text.say("ill_conditioned", condition);
        }
        sayWhatItSpeaksOf(s);
        return new Diagnosis(verdict, lr, limit, s.max(), s.min(), condition, needed, text);
    }

    private void sayWhatItSpeaksOf(Spectrum s) {
        if (s.min() < -1e-9 * Math.abs(s.max())) {
            text.say("not_convex", s.min());
        } else if (!s.isConstant()) {
            text.say("here_only");
        }
    }

    private double momentum() {
        return settings.get("momentum").real();
    }

    private boolean isNesterov() {
        return Boolean.TRUE.equals(settings.get("nesterov").value());
    }

    /** The step size at which a step stops shrinking the distance along an eigenvector with this eigenvalue. */
    private double limit(double lambda) {
        double mu = momentum();
        double kept = mu == 0 ? 1 : 1 - settings.get("dampening").real();
        return isNesterov() ? 2 * (1 + mu) / (lambda * (1 + 2 * mu)) : 2 * (1 + mu) / (lambda * kept);
    }

    /** The step size that shrinks the slowest direction fastest, without momentum. */
    private static double best(Spectrum s) {
        return 2 / (s.max() + s.min());
    }

    /** By how much a step shrinks the distance along an eigenvector: the larger root of the momentum's recurrence. */
    private double factor(double rate, double lambda) {
        double mu = momentum();
        double kept = mu == 0 ? 1 : 1 - settings.get("dampening").real();
        double b = isNesterov() ? (1 + mu) * (1 - rate * lambda) : 1 + mu - rate * lambda * kept;
        double c = isNesterov() ? mu * (1 - rate * lambda) : mu;
        double square = b * b - 4 * c;
        return square < 0 ? Math.sqrt(Math.abs(c)) : (Math.abs(b) + Math.sqrt(square)) / 2;
    }

    /** Steps until no parameter is further than NEAR (or that part of its size) from the minimum, or null if there is no end to them. */
    private @Nullable Long needed(Spectrum s, double rate) {
        int n = s.values().length;
        long most = 0;
        for (int i = 0; i < n; i++) {
            double near = NEAR * Math.max(1, Math.abs(s.point()[i]));
            for (int k = 0; k < n; k++) {
                double away = Math.abs(s.vectors()[i * n + k] * s.distances()[k]);
                if (away > near) {
                    double steps = Math.log(near / away) / Math.log(factor(rate, s.values()[k]));
                    if (!(steps >= 0) || steps > 1e15) {
                        return null;
                    }
                    most = Math.max(most, Math.max(1, (long) Math.ceil(steps)));
                }
            }
        }
        return most;
    }

    // ---- the course of the loss -----------------------------------------------------------------------------------

    private Diagnosis byCourse(JobStatus end, @Nullable Spectrum s) {
        Double max = s == null ? null : (Double) s.max();
        Double min = s == null ? null : (Double) s.min();
        Double condition = s != null && s.min() > 1e-9 * s.max() ? (Double) (s.max() / s.min()) : null;
        List<Point> points = job.history(0);
        Verdict verdict = s != null && s.max() < 0 && end != JobStatus.DIVERGED ? endless(s) : verdict(end, points);
        return new Diagnosis(verdict, lr, null, max, min, condition, null, text);
    }

    /** Every direction leads down ever steeper: no step size finds a minimum. */
    private Verdict endless(Spectrum s) {
        text.say("no_minimum", s.max());
        return Verdict.UNKNOWN;
    }

    private Verdict verdict(JobStatus end, List<Point> points) {
        if (end == JobStatus.DIVERGED) {
            text.say("course_diverging", lr);
            return Verdict.DIVERGING;
        }
        int n = points.size();
        if (n < 10) {
            text.say("course_unknown");
            return Verdict.UNKNOWN;
        }
        int rises = 0;
        // What is small beside the first loss is rounding.
        double visible = 1e-6 * Math.abs(points.getFirst().loss());
        for (int i = n / 2; i < n; i++) {
            rises += points.get(i).loss() - points.get(i - 1).loss() > visible ? 1 : 0;
        }
        double late = points.get(n - 1).loss();
        double before = points.get(n - 1 - n / 10).loss();
        double fall = (before - late) / Math.max(Math.abs(before), Double.MIN_NORMAL);
        if (rises > (n - n / 2) / 4) {
            text.say("course_oscillating", lr, 100.0 * rises / (n - n / 2));
            return Verdict.OSCILLATING;
        }
        if (fall > 0.01) {
            text.say("course_too_small", lr, 100 * fall);
            return Verdict.TOO_SMALL;
        }
        text.say("course_fine", lr);
        return Verdict.FINE;
    }
}
