package dev.nabla.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.NotReplayable;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Draws;
import dev.nabla.engine.array.Generator;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.TorchError;
import dev.nabla.engine.plan.Batches;
import dev.nabla.engine.plan.Descent;
import dev.nabla.session.Graph;
import dev.nabla.session.Refusal;
import dev.nabla.session.Session;
import dev.nabla.session.Warning;

/** Turns a request into a descent: finds what it names in the session, copies it, and checks that it can be run. */
final class Preparation {
    private final JobRequest request;
    private final JobLimits limits;
    private final IdentityHashMap<Tensor, NdArray> copies;
    private final List<Warning> warnings = new ArrayList<>();

    private Preparation(JobRequest request, JobLimits limits, IdentityHashMap<Tensor, NdArray> copies) {
        this.request = request;
        this.limits = limits;
        this.copies = copies;
    }

    /**
     * Prepares the descent; the loss is traced on the first step's data, nothing is moved.
     *
     * @param copies of data that jobs launched together share; it is never written to
     * @throws Refusal where the request cannot be carried out, with the place in it
     */
    static Prepared of(Session session, JobRequest request, JobLimits limits, IdentityHashMap<Tensor, NdArray> copies) {
        Preparation p = new Preparation(request, limits, copies);
        p.checkBounds();
        Found found = session.read(p::find);
        return p.descent(found);
    }

    /** What the request names, copied out of the session. */
    private record Found(LossGraph loss, List<Tensor> leaves, List<String> names, Map<Source, NdArray> parameters,
            Map<Source, NdArray> data, Map<Source, NdArray> constants, DType defaultDtype, Generator generator) {
    }

    // ---- the session ----------------------------------------------------------------------------------------------

    private Found find(Graph g) {
        List<Tensor> batch = batchTensors(g);
        LossGraph loss = LossGraph.of(g, request.loss(), batch);
        List<Tensor> leaves = leaves(g, loss, batch);
        Map<Source, NdArray> parameters = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (Tensor leaf : leaves) {
            Source s = loss.placeOf(leaf);
            parameters.put(s == null ? leaf : s, leaf.data().copy());
            String name = g.nameOf(leaf.source());
            names.add(name == null ? "unnamed" + (names.size() + 1) : name);
            if (s == null) {
                warnings.add(new Warning("parameter_not_used", names.getLast()));
            }
        }
        Map<Source, NdArray> data = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            Source s = loss.placeOf(batch.get(i));
            if (s == null) {
                throw new Refusal(Refusal.Kind.BAD_ARGUMENT, "the loss does not depend on it").at("/batches/tensors/" + i);
            }
            data.put(s, copies.computeIfAbsent(batch.get(i), t -> t.data().copy()));
        }
        return new Found(loss, leaves, names, parameters, data, loss.constants(parameters.keySet(), data.keySet(), copies),
                g.defaultDtype(),
                g.workspace().generator().copy());
    }

    private List<Tensor> batchTensors(Graph g) {
        List<Tensor> batch = new ArrayList<>();
        JobRequest.Batches b = request.batches();
        for (int i = 0; b != null && i < b.tensors().size(); i++) {
            String name = b.tensors().get(i);
            String place = "/batches/tensors/" + i;
            Tensor t = LossGraph.at(place, () -> g.tensor(name));
            if (t.shape().isScalar()) {
                throw new Refusal(Refusal.Kind.SHAPE_MISMATCH, name + " has no rows").at(place);
            }
            if (!batch.isEmpty() && batch.getFirst().shape().dim(0) != t.shape().dim(0)) {
                throw new Refusal(Refusal.Kind.SHAPE_MISMATCH,
                        name + " has " + t.shape().dim(0) + " rows, " + b.tensors().getFirst() + " has "
                                + batch.getFirst().shape().dim(0))
                        .at(place);
            }
            if (batch.contains(t)) {
                throw new Refusal(Refusal.Kind.BAD_VALUE, name + " is named twice").at(place);
            }
            batch.add(t);
        }
        return batch;
    }

    private List<Tensor> leaves(Graph g, LossGraph loss, List<Tensor> batch) {
        List<Tensor> leaves = new ArrayList<>();
        List<String> asked = request.parameters();
        if (asked == null) {
            // In the order in which the names were bound, then those without a name.
            g.tensors().stream().map(n -> n.tensor()).filter(t -> loss.placeOf(t) != null).forEach(t -> addLeaf(leaves, t));
            loss.given().forEach(t -> addLeaf(leaves, t));
            for (int i = 0; i < batch.size(); i++) {
                if (leaves.contains(batch.get(i))) {
                    throw new Refusal(Refusal.Kind.BAD_ARGUMENT,
                            "it requires grad, and so would be descended on: name the parameters, or set its requires_grad to false")
                            .at("/batches/tensors/" + i);
                }
            }
            return leaves;
        }
        for (int i = 0; i < asked.size(); i++) {
            String name = asked.get(i);
            String place = "/parameters/" + i;
            Tensor t = LossGraph.at(place, () -> g.tensor(name));
            if (!t.isLeaf()) {
                throw Refusal.of(TorchError.value("can't optimize a non-leaf Tensor")).at(place);
            }
            if (!t.requiresGrad()) {
                throw new Refusal(Refusal.Kind.NO_GRAD_FN, name + " does not require grad").at(place);
            }
            if (batch.contains(t)) {
                throw new Refusal(Refusal.Kind.BAD_ARGUMENT, name + " is a batch tensor").at(place);
            }
            if (leaves.contains(t)) {
                throw new Refusal(Refusal.Kind.BAD_VALUE, name + " is named twice").at(place);
            }
            leaves.add(t);
        }
        return leaves;
    }

    private static void addLeaf(List<Tensor> leaves, Tensor t) {
        if (t.requiresGrad() && t.isLeaf() && !leaves.contains(t)) {
            leaves.add(t);
        }
    }

    // ---- the descent ----------------------------------------------------------------------------------------------

    private Prepared descent(Found found) {
        int rows = found.data.isEmpty() ? 0 : found.data.values().iterator().next().dim(0);
        Batches batches = batches(rows);
        long steps = steps(batches);
        List<NdArray> parameters = List.copyOf(found.parameters.values());
        if (parameters.isEmpty()) {
            throw Refusal.of(TorchError.runtime(TorchError.Kind.NO_GRAD_FN,
                    "element 0 of tensors does not require grad and does not have a grad_fn")).at("/loss");
        }
        Method method = new Method(request, parameters, found.names);
        Workspace workspace = new Workspace();
        workspace.defaultDtype(found.defaultDtype);
        Descent descent;
        try {
            descent = new Descent(workspace, new Descent.Problem(found.loss.forward(), found.parameters, found.data, found.constants),
                    new Descent.Method(method.optimizer(), method.schedule(), method.every(), method.clipping(), batches));
        } catch (TorchError e) {
            throw Refusal.of(e).at("/scheduler" + (e.argument() == null ? "" : "/" + e.argument()));
        }
        trace(descent, found);
        checkHistory(parameters, steps);
        workspace.generator().set(found.generator);
        Tensor named = request.loss() instanceof JobRequest.Loss.Named ? found.loss.tensor() : null;
        return Prepared.of(named, found.leaves, found.names, descent, found.loss.dtype(), steps, warnings);
    }

    private void trace(Descent descent, Found found) {
        try {
            descent.call(() -> {
                descent.prepare();
                return true;
            });
        } catch (NotReplayable e) {
            throw new Refusal(Refusal.Kind.NOT_REPLAYABLE, String.valueOf(e.getMessage())).at(found.data.isEmpty() ? "/loss" : "/batches");
        } catch (TorchError e) {
            throw Refusal.of(e).at("/loss");
        }
    }

    private Batches batches(int rows) {
        JobRequest.Batches b = request.batches();
        if (b == null) {
            return new Batches.Whole();
        }
        if (b.tensors().isEmpty()) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "at least one tensor is needed").at("/batches/tensors");
        }
        if (b.order() != null) {
            if (b.size() != null || b.shuffle() != null || b.dropLast() != null || b.seed() != null) {
                throw new Refusal(Refusal.Kind.BAD_VALUE, "order stands alone: without size, shuffle, drop_last and seed")
                        .at("/batches/order");
            }
            return listed(b.order(), rows);
        }
        if (b.size() == null || b.size() < 1) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "a batch has at least one row: size, or order, is needed").at("/batches/size");
        }
        int size = (int) Math.min(b.size(), rows);
        boolean dropLast = Boolean.TRUE.equals(b.dropLast());
        if (rows == 0 || dropLast && b.size() > rows) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "no batch is left of " + rows + " rows").at("/batches/size");
        }
        return new Batches.Sliced(rows, size, dropLast, Boolean.TRUE.equals(b.shuffle()) ? shuffle(b.seed() == null ? 0 : b.seed()) : null);
    }

    /** torch.randperm with a generator of that seed, for each epoch anew. */
    private static Batches.Sliced.Shuffle shuffle(long seed) {
        Generator generator = new Generator(seed);
        return rows -> {
            long[] order = Draws.permutation(generator, DType.INT64, rows).storage().longs();
            return Arrays.stream(order).mapToInt(Math::toIntExact).toArray();
        };
    }

    private static Batches listed(List<long[]> order, int rows) {
        List<int[]> all = new ArrayList<>();
        for (int k = 0; k < order.size(); k++) {
            long[] batch = order.get(k);
            int[] checked = new int[batch.length];
            for (int i = 0; i < batch.length; i++) {
                if (batch[i] < 0 || batch[i] >= rows) {
                    throw new Refusal(Refusal.Kind.INDEX_OUT_OF_RANGE, "row " + batch[i] + " of " + rows)
                            .at("/batches/order/" + k + "/" + i);
                }
                checked[i] = (int) batch[i];
            }
            if (batch.length == 0) {
                throw new Refusal(Refusal.Kind.BAD_VALUE, "a batch has at least one row").at("/batches/order/" + k);
            }
            all.add(checked);
        }
        if (all.isEmpty()) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "at least one batch is needed").at("/batches/order");
        }
        return new Batches.Listed(all);
    }

    // ---- bounds ---------------------------------------------------------------------------------------------------

    private void checkBounds() {
        positive(request.steps(), "/steps");
        positive(request.epochs(), "/epochs");
        if ((request.steps() == null) == (request.epochs() == null)) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "a job has steps or, with batches, epochs").at("/steps");
        }
        if (request.epochs() != null && request.batches() == null) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "epochs are counted over batches").at("/epochs");
        }
        JobRequest.Stop stop = request.stop();
        if (stop != null) {
            positive(stop.patience(), "/stop/patience");
            notNegative(stop.lossChange(), "/stop/loss_change");
            notNegative(stop.gradNorm(), "/stop/grad_norm");
            if (stop.maxSeconds() != null && !(stop.maxSeconds() > 0)) {
                throw new Refusal(Refusal.Kind.BAD_VALUE, "a time above 0 is needed").at("/stop/max_seconds");
            }
        }
        if (request.record() != null) {
            positive(request.record().every(), "/record/every");
        }
    }

    private static void positive(@Nullable Long n, String place) {
        if (n != null && n < 1) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "at least 1 is needed, not " + n).at(place);
        }
    }

    private static void notNegative(@Nullable Double v, String place) {
        if (v != null && !(v >= 0)) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "no negative number will do").at(place);
        }
    }

    private long steps(Batches batches) {
        Long epochs = request.epochs();
        Long steps = request.steps();
        double wanted = epochs != null ? (double) epochs * batches.stepsPerEpoch() : steps == null ? 0 : steps;
        if (wanted > limits.jobSteps()) {
            throw new Refusal(Refusal.Kind.TOO_MANY_STEPS, "a job has at most " + limits.jobSteps() + " steps")
                    .at(epochs != null ? "/epochs" : "/steps");
        }
        return (long) wanted;
    }

    private void checkHistory(List<NdArray> parameters, long steps) {
        JobRequest.Recording r = request.record();
        if (r == null) {
            return;
        }
        long elements =
                parameters.stream().mapToLong(NdArray::size).filter(n -> Boolean.TRUE.equals(r.parameters()) || n <= History.SMALL).sum();
        long points = r.every() == null ? Math.min(steps, 1500) : steps / r.every();
        double numbers = (double) points * (Boolean.FALSE.equals(r.parameters()) ? 1 : 1 + elements);
        if (points > limits.jobPoints() || numbers > 32.0 * limits.jobPoints()) {
            throw new Refusal(Refusal.Kind.TOO_MANY_STEPS, "a history of " + points + " points is more than a job may record")
                    .at("/record/every");
        }
    }
}
