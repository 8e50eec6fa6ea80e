package dev.nabla.job;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import dev.nabla.engine.NotReplayable;
import dev.nabla.engine.array.ArrayTooLarge;
import dev.nabla.engine.array.PythonText;
import dev.nabla.engine.array.TorchError;
import dev.nabla.engine.plan.Descent;
import dev.nabla.session.Refusal;

/**
 * Runs jobs, each for a turn at a time: step after step until it ends, is to pause, or its turn is over while others wait. Wishes are looked at
 * before every step, the clock now and then.
 */
final class JobRunner {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    /** A turn, where others wait. */
    private static final long TURN_NANOS = 50_000_000;
    /** Between two progress events: at most ten a second. */
    private static final long PROGRESS_NANOS = 100_000_000;

    private JobRunner() {
    }

    /** How a turn ends. */
    enum Turn {
        /** The job waits for another turn. */
        OVER,
        /** The job waits for its owner, or has ended. */
        DONE
    }

    /** Gives the job a turn. */
    static Turn run(DescentJob job, BooleanSupplier othersWait) {
        if (!job.start()) {
            return Turn.DONE;
        }
        long begin = System.nanoTime();
        JobThread turn = new JobThread(job, begin, othersWait);
        DescentJob.@Nullable Outcome outcome;
        try {
            MDC.put("job", job.id());
            outcome = job.prepared().descent().call(turn::steps);
        } catch (TorchError | NotReplayable | Refusal | ArrayTooLarge e) {
            outcome = failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("job {} failed at step {}", job.id(), job.prepared().descent().updates() + 1, e);
            outcome = failed("an unexpected error; the log of the service tells more");
        } catch (OutOfMemoryError e) {
            outcome = failed("out of memory");
        } finally {
            MDC.remove("job");
        }
        job.worked(Duration.ofNanos(System.nanoTime() - begin));
        if (outcome != null) {
            finish(job, outcome);
            return Turn.DONE;
        }
        return turn.isResting ? Turn.DONE : Turn.OVER;
    }

    /** Evaluates the loss of the first step, and moves nothing. */
    static void tryOut(DescentJob job) {
        Descent descent = job.prepared().descent();
        descent.call(() -> {
            double loss = descent.evaluate();
            job.stands(new DescentJob.Standing(0, loss, loss, Double.isFinite(loss) ? (Double) loss : null, descent.gradientNorm(),
                    descent.rate(), job.prepared().small()));
            return true;
        });
    }

    private static DescentJob.Outcome failed(String message) {
        return new DescentJob.Outcome(JobStatus.FAILED, StopReason.ERROR, message);
    }

    /** Writes the consequences of a job's end: the last point, the diagnosis, the parameters in the session. */
    static void finish(DescentJob job, DescentJob.Outcome found) {
        DescentJob.Outcome outcome = job.decide(found);
        Prepared prepared = job.prepared();
        job.history().end(prepared.descent().parameters());
        if (outcome.status() != JobStatus.FAILED) {
            job.diagnosed(DiagnoseRun.of(job, outcome.status()));
        }
        try {
            boolean isKept = outcome.status() == JobStatus.SUCCEEDED || outcome.status() == JobStatus.CANCELLED;
            if (isKept && job.request().writesBack() && prepared.descent().updates() > 0) {
                job.session().move(job.id(), prepared.descent().parameters());
            } else if (job.request().writesBack()) {
                job.session().giveBack(job.id());
            }
            job.close(outcome);
        } catch (TorchError | Refusal e) {
            boolean isDone = e instanceof Refusal r && r.kind() == Refusal.Kind.JOB_ENDED;
            if (isDone) {
                // Another process had written the end before it died.
                job.close(outcome);
                return;
            }
            job.close(job.session().isEnded() ? outcome : failed("the parameters could not be written back: " + e.getMessage()));
        }
    }

    /** One turn of one job. */
    private static final class JobThread {
        private final DescentJob job;
        private final Descent descent;
        private final long begin;
        private final BooleanSupplier othersWait;
        private final long total;
        private final long deadline;
        private boolean isEvaluated;
        private double loss;
        private double gradNorm;
        private double initial;
        private double best = Double.POSITIVE_INFINITY;
        private long lastProgress;
        private long lastLook;
        /** Steps between two looks at the clock. */
        private long pace = 1;
        private long untilLook = 1;
        private boolean isResting;

        JobThread(DescentJob job, long begin, BooleanSupplier othersWait) {
            this.job = job;
            this.begin = begin;
            this.othersWait = othersWait;
            this.descent = job.prepared().descent();
            this.total = job.prepared().steps();
            double left = Math.min(job.rules().maxSeconds(), 1e9) - job.activeTime().toNanos() * 1e-9;
            this.deadline = begin + (long) (left * 1e9);
            this.lastProgress = begin;
            this.lastLook = begin;
            DescentJob.Standing s = job.standing();
            if (s.loss() != null && s.gradNorm() != null && s.initial() != null) {
                isEvaluated = true;
                loss = s.loss();
                gradNorm = s.gradNorm();
                initial = s.initial();
                best = s.best() == null ? best : s.best();
            }
        }

        /** Steps until the turn is over (null) or the job has ended. */
        DescentJob.@Nullable Outcome steps() {
            while (true) {
                switch (job.wish()) {
                    case CANCEL -> {
                        return ended(JobStatus.CANCELLED, StopReason.CANCELLED, null);
                    }
                    case LEAVE -> {
                        stand();
                        isResting = true;
                        return null;
                    }
                    case PAUSE -> {
                        stand();
                        if (job.rest()) {
                            isResting = true;
                            return null;
                        }
                    }
                    case RUN -> {
                    }
                }
                if (descent.updates() == total) {
                    return ended(JobStatus.SUCCEEDED, StopReason.STEPS, null);
                }
                DescentJob.Outcome outcome = step();
                if (outcome != null) {
                    return outcome;
                }
                if (--untilLook <= 0 && look()) {
                    if (System.nanoTime() - deadline > 0) {
                        return ended(JobStatus.SUCCEEDED, StopReason.MAX_SECONDS, null);
                    }
                    // The next turn goes on from here.
                    stand();
                    return null;
                }
            }
        }

        private DescentJob.@Nullable Outcome step() {
            long step = descent.updates() + 1;
            loss = descent.evaluate();
            gradNorm = descent.gradientNorm();
            if (!isEvaluated) {
                isEvaluated = true;
                initial = loss;
            }
            job.history().begin(step, loss, gradNorm, descent.rates(), descent.parameters(), descent::gradient);
            if (!Double.isFinite(loss)) {
                stand();
                return new DescentJob.Outcome(JobStatus.DIVERGED, StopReason.NON_FINITE,
                        "the loss became " + PythonText.of(loss) + " at step " + step);
            }
            best = Math.min(best, loss);
            StopReason reason = job.rules().check(loss, gradNorm);
            if (reason != null) {
                stand();
                return new DescentJob.Outcome(JobStatus.SUCCEEDED, reason, null);
            }
            descent.update();
            return null;
        }

        /** The loss at the final parameters is evaluated once more. */
        private DescentJob.Outcome ended(JobStatus status, StopReason reason, @Nullable String message) {
            if (descent.updates() == 0) {
                return new DescentJob.Outcome(status, reason, message);
            }
            loss = descent.finalLoss();
            if (Double.isFinite(loss)) {
                best = Math.min(best, loss);
            }
            stand();
            if (!Double.isFinite(loss) && status == JobStatus.SUCCEEDED) {
                return new DescentJob.Outcome(JobStatus.DIVERGED, StopReason.NON_FINITE,
                        "the loss became " + PythonText.of(loss) + " after step " + descent.updates());
            }
            return new DescentJob.Outcome(status, reason, message);
        }

        /** Looks at the clock; true where the turn is over. */
        private boolean look() {
            long now = System.nanoTime();
            long took = now - lastLook;
            pace = took < 500_000 ? pace * 2 : took > 5_000_000 ? Math.max(1, pace / 2) : pace;
            untilLook = pace;
            lastLook = now;
            if (now - lastProgress >= PROGRESS_NANOS) {
                lastProgress = now;
                stand();
                job.events().add(JobEvent.Kind.PROGRESS,
                        new JobEvent.Progress(descent.updates(), job.shown(loss), job.shown(best), job.shown(gradNorm), descent.rate()));
            }
            return now - deadline > 0 || now - begin > TURN_NANOS && othersWait.getAsBoolean();
        }

        private void stand() {
            job.stands(isEvaluated
                    ? new DescentJob.Standing(descent.updates(), loss, initial, best == Double.POSITIVE_INFINITY ? null : best, gradNorm,
                            descent.rate(), job.prepared().small())
                    : new DescentJob.Standing(0, null, null, null, null, descent.rate(), job.prepared().small()));
        }
    }
}
