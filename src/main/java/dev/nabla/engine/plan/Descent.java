package dev.nabla.engine.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.optim.Clipping;
import dev.nabla.engine.optim.GradientNorm;
import dev.nabla.engine.optim.Objective;
import dev.nabla.engine.optim.Optimizer;
import dev.nabla.engine.optim.Schedule;
import dev.nabla.engine.optim.Scheduler;

/**
 * Gradient descent under way: each step evaluates the loss and its gradients at the parameters, on the step's rows of the data, then moves the
 * parameters. One thread at a time.
 */
public final class Descent {
    /**
     * What to descend and from where.
     *
     * @param forward how the loss is computed
     * @param parameters what is moved: contiguous float arrays of the descent's own
     * @param data what batches are taken from; contiguous, with the same number of rows
     * @param constants stand-ins for everything else the loss starts from
     */
    public record Problem(Forward forward, Map<Source, NdArray> parameters, Map<Source, NdArray> data, Map<Source, NdArray> constants) {
    }

    /**
     * How to descend.
     *
     * @param every updates between two steps of the schedule
     */
    public record Method(Optimizer optimizer, @Nullable Schedule schedule, long every, @Nullable Clipping clipping, Batches batches) {
    }

    private final Workspace workspace;
    private final Problem problem;
    private final Method method;
    private final @Nullable Scheduler scheduler;
    private final List<NdArray> parameters;
    private final @Nullable NdArray[] gradients;
    private final @Nullable NdArray[] clipped;
    private final GradientNorm norm;
    private final double[] rates;
    private final Map<Integer, Traced> traced = new HashMap<>();
    private long updates;
    private double loss = Double.NaN;

    /** A plan for one size of batch, and the arrays that its rows are gathered in. */
    private record Traced(Plan plan, List<NdArray> batch) {
    }

    /**
     * @throws dev.nabla.engine.array.TorchError where PyTorch's schedule refuses its settings
     */
    public Descent(Workspace workspace, Problem problem, Method method) {
        this.workspace = workspace;
        this.problem = problem;
        this.method = method;
        this.scheduler = method.schedule == null ? null : method.schedule.start(method.optimizer);
        this.parameters = List.copyOf(problem.parameters.values());
        this.gradients = new NdArray[parameters.size()];
        this.clipped = new NdArray[parameters.size()];
        this.norm = new GradientNorm(parameters.size());
        this.rates = new double[method.optimizer.groups().size()];
    }

    /** Runs the body where the methods below may be called. */
    public <R> R call(Supplier<R> body) {
        return workspace.call(body);
    }

    /** Updates made so far. */
    public long updates() {
        return updates;
    }

    /** The parameters where they stand: the arrays that are moved. */
    public List<NdArray> parameters() {
        return parameters;
    }

    public Optimizer optimizer() {
        return method.optimizer;
    }

    /**
     * Traces what the first step runs.
     *
     * @throws dev.nabla.engine.NotReplayable where the record does not fit the step's batch
     * @throws dev.nabla.engine.array.TorchError where backward of the loss cannot be run
     */
    public void prepare() {
        traced(method.batches.rows(1));
    }

    /**
     * Evaluates the loss and its gradients for the next update.
     *
     * @throws dev.nabla.engine.NotReplayable where the record does not fit the step's batch
     */
    public double evaluate() {
        loss = run(method.batches.rows(updates + 1));
        return loss;
    }

    private double run(int @Nullable [] rows) {
        Traced t = traced(rows);
        double value;
        try {
            value = t.plan.run();
        } catch (Routine.ShapeChanged e) {
            traced.remove(key(rows));
            t = traced(rows);
            value = t.plan.run();
        }
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] = t.plan.gradient(i);
        }
        return value;
    }

    private static int key(int @Nullable [] rows) {
        return rows == null ? -1 : rows.length;
    }

    private Traced traced(int @Nullable [] rows) {
        Traced known = traced.get(key(rows));
        if (known != null) {
            gather(rows, known.batch);
            return known;
        }
        Map<Source, NdArray> given = new LinkedHashMap<>();
        List<NdArray> batch = new ArrayList<>();
        problem.data.forEach((s, a) -> {
            NdArray part = rows == null ? a : NdArray.zeros(a.dtype(), a.shape().with(0, rows.length));
            batch.add(part);
            given.put(s, part);
        });
        gather(rows, batch);
        Traced made = new Traced(Plan.trace(problem.forward, problem.parameters, given, problem.constants), batch);
        traced.put(key(rows), made);
        return made;
    }

    private void gather(int @Nullable [] rows, List<NdArray> batch) {
        if (rows == null) {
            return;
        }
        int j = 0;
        for (NdArray from : problem.data.values()) {
            NdArray to = batch.get(j++);
            int width = from.dim(0) == 0 ? 0 : from.size() / from.dim(0);
            for (int r = 0; r < rows.length; r++) {
                to.storage().copy(r * width, from.storage(), from.offset() + rows[r] * width, width);
            }
        }
    }

    /** The loss found by the last evaluation. */
    public double loss() {
        return loss;
    }

    /** The 2-norm of all gradients together, before clipping. */
    public double gradientNorm() {
        return norm.of(gradients);
    }

    /** The gradient of parameter i found by the last evaluation, or null. */
    public @Nullable NdArray gradient(int i) {
        return gradients[i];
    }

    /** Rates of the next update, by group; the next call overwrites them. */
    public double[] rates() {
        for (int k = 0; k < rates.length; k++) {
            rates[k] = method.optimizer.groups().get(k).rate();
        }
        return rates;
    }

    /** The rate of the next update in the first group. */
    public double rate() {
        return method.optimizer.groups().getFirst().rate();
    }

    /**
     * Moves the parameters by what was evaluated, and steps the schedule.
     *
     * @throws dev.nabla.engine.array.TorchError where the schedule is past its end
     */
    public void update() {
        clip();
        method.optimizer.step(loss, objective);
        updates++;
        if (scheduler != null && updates % method.every == 0) {
            scheduler.step(loss);
        }
    }

    private final Objective objective = new Objective() {
        @Override
        public double evaluate() {
            double value = run(method.batches.rows(updates + 1));
            clip();
            return value;
        }

        @Override
        public @Nullable NdArray gradient(int i) {
            return gradients[i];
        }
    };

    /** Clips copies: the plan may read its gradients again, and several may be one. */
    private void clip() {
        Clipping clipping = method.clipping;
        if (clipping == null) {
            return;
        }
        for (int i = 0; i < gradients.length; i++) {
            NdArray g = gradients[i];
            NdArray own = clipped[i];
            if (g != null && own == null) {
                own = g.copy();
                clipped[i] = own;
            } else if (g != null && own != null) {
                own.storage().copy(own.offset(), g.storage(), g.offset(), g.size());
            }
            gradients[i] = g == null ? null : own;
        }
        clipping.apply(gradients);
    }

    /** The loss on all data at the present parameters. */
    public double finalLoss() {
        Traced whole = traced.get(key(null));
        if (whole != null) {
            return whole.plan.value();
        }
        Map<Source, Tensor> standIns = new LinkedHashMap<>();
        List.of(problem.constants, problem.data, problem.parameters).forEach(m -> m.forEach((s, a) -> standIns.put(s, Tensor.of(a))));
        return workspace.withGrad(false, () -> problem.forward.loss(standIns)).data().getDouble(0);
    }

    /** The loss at other values of some parameters, on all data; the parameters are moved there and back. */
    public double lossAt(Map<Integer, NdArray> elsewhere) {
        Plan plan = traced(null).plan;
        Map<Integer, NdArray> here = new HashMap<>();
        elsewhere.forEach((i, there) -> {
            here.put(i, parameters.get(i).copy());
            plan.parameter(i, there);
        });
        try {
            return plan.value();
        } finally {
            here.forEach(plan::parameter);
        }
    }

    /**
     * The gradient and the matrix of second derivatives of the loss on all data, every parameter's elements one behind the other. The parameters
     * stay where they are.
     *
     * @param at values to take in place of the parameters
     * @throws dev.nabla.engine.array.TorchError where an op on the way has no second derivative
     */
    public Curvature curvature(List<NdArray> at) {
        Map<Source, Tensor> standIns = new LinkedHashMap<>();
        List.of(problem.constants, problem.data).forEach(m -> m.forEach((s, a) -> standIns.put(s, Tensor.of(a))));
        List<Tensor> leaves = at.stream().map(a -> Tensor.leaf(a.copy(), true)).toList();
        int i = 0;
        for (Source s : problem.parameters.keySet()) {
            standIns.put(s, leaves.get(i++));
        }
        return workspace.withGrad(true, () -> Curvature.of(problem.forward.loss(standIns), leaves));
    }
}
