package dev.nabla.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.Storage;

/** Finds all that can be reached from some tensors and writes it down as a {@link Snapshot}; walks without recursion. */
public final class Capture {
    private final Positions<Storage> storages = new Positions<>();
    private final Positions<Tensor> tensors = new Positions<>();
    private final Positions<Node> functions = new Positions<>();
    private final Positions<Application> calls = new Positions<>();
    private final Positions<Computed> values = new Positions<>();
    private final Deque<Object> ahead = new ArrayDeque<>();

    /** Things in a list, each once. */
    private static final class Positions<T> {
        private final IdentityHashMap<T, Integer> of = new IdentityHashMap<>();
        private final List<T> all = new ArrayList<>();

        boolean add(T thing) {
            boolean isNew = of.putIfAbsent(thing, all.size()) == null;
            if (isNew) {
                all.add(thing);
            }
            return isNew;
        }

        int of(@Nullable T thing) {
            return thing == null ? Snapshot.NONE : of.getOrDefault(thing, Snapshot.NONE);
        }

        void sort(Comparator<T> order) {
            all.sort(order);
            for (int i = 0; i < all.size(); i++) {
                of.put(all.get(i), i);
            }
        }

        <R> List<R> map(Function<T, R> as) {
            List<R> list = new ArrayList<>(all.size());
            all.forEach(t -> list.add(as.apply(t)));
            return list;
        }
    }

    /** @param roots where to start */
    public Capture(Collection<Tensor> roots) {
        roots.forEach(this::reach);
        for (Object o = ahead.poll(); o != null; o = ahead.poll()) {
            follow(o);
        }
        functions.sort(Comparator.comparingLong(Node::sequence));
        calls.sort(Comparator.comparingLong(Application::sequence));
        values.sort(Comparator.comparingInt(c -> calls.of(c.application())));
    }

    /** The position of a tensor, or −1 where it was not reached. */
    public int position(Tensor t) {
        return tensors.of.getOrDefault(t, Snapshot.NONE);
    }

    /** All tensors found, by position. */
    public List<Tensor> tensors() {
        return tensors.all;
    }

    /** What was found; the storages' elements are the tensors' own. */
    public Snapshot snapshot() {
        return new Snapshot(storages.map(s -> new Snapshot.Elements(NdArray.of(s), s.version())), tensors.map(this::part),
                functions.map(this::part), calls.map(this::part), values.map(this::part));
    }

    private void reach(@Nullable Object o) {
        if (o == null) {
            return;
        }
        boolean isNew = switch (o) {
            case Tensor t -> tensors.add(t);
            case AccumulateGrad end -> {
                reach(end.variable());
                yield false;
            }
            case Node n -> functions.add(n);
            case Application a -> calls.add(a);
            case Computed c -> values.add(c);
            default -> throw new IllegalStateException(o.getClass().getName());
        };
        if (isNew) {
            ahead.push(o);
        }
    }

    private void follow(Object o) {
        switch (o) {
            case Tensor t -> {
                storages.add(t.data().storage());
                reach(t.grad());
                reach(t.function());
                reach(t.origin());
                if (t.view() != null) {
                    reach(t.view().source());
                }
            }
            case OpNode n -> {
                edges(n);
                for (Tensor t : n.savedTensors()) {
                    reach(t);
                }
            }
            case AsStrided n -> {
                edges(n);
                reach(n.view().source());
            }
            case CopySlices n -> {
                edges(n);
                reach(n.function());
                reach(n.view().source());
            }
            case Application a -> a.inputs().forEach(this::reach);
            case Computed c -> {
                reach(c.application());
                if (c.small() != null) {
                    storages.add(c.small().storage());
                }
            }
            default -> throw new IllegalStateException(o.getClass().getName());
        }
    }

    private void edges(Node n) {
        for (int i = 0; i < n.edges(); i++) {
            reach(n.next(i));
        }
    }

    private Snapshot.Strided part(NdArray a) {
        return new Snapshot.Strided(storages.of(a.storage()), a.shape().dims(), a.strides(), a.offset());
    }

    private Snapshot.TensorPart part(Tensor t) {
        return new Snapshot.TensorPart(part(t.data()), t.flag(), t.isNumber(), functions.of(t.function()), t.outputIndex(),
                tensors.of(t.grad()),
                t.retainsGrad(), values.of(t.origin()), t.view() == null ? null : part(t.view()), t.viewVersion());
    }

    private Snapshot.ViewPart part(Tensor.View v) {
        return new Snapshot.ViewPart(tensors.of(v.source()), v.op().wireName(), v.params().given(), v.index(), v.oneOfSeveral(),
                v.gradEnabled());
    }

    private int reference(@Nullable Node n) {
        return n instanceof AccumulateGrad end ? Snapshot.leaf(tensors.of(end.variable())) : functions.of(n);
    }

    private int[] references(Node n) {
        int[] next = new int[n.edges()];
        for (int i = 0; i < next.length; i++) {
            next[i] = reference(n.next(i));
        }
        return next;
    }

    private static int[] indices(Node n) {
        int[] indices = new int[n.edges()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = n.nextIndex(i);
        }
        return indices;
    }

    private Snapshot.Function part(Node node) {
        return switch (node) {
            case OpNode n -> {
                List<Snapshot.@Nullable Form> inputs = new ArrayList<>();
                for (int i = 0; i < n.inputCount(); i++) {
                    Shape s = n.inputShape(i);
                    inputs.add(s == null ? null : form(s, n.inputDType(i)));
                }
                List<Snapshot.Form> outputs = new ArrayList<>();
                for (int k = 0; k < n.outputs(); k++) {
                    outputs.add(form(n.outputShape(k), n.outputDType(k)));
                }
                yield new Snapshot.OpFunction(n.sequence(), n.op().wireName(), n.name(), n.params().given(), references(n), indices(n),
                        inputs,
                        outputs, saved(n), n.savedVersions(), n.isFreed());
            }
            case AsStrided n -> new Snapshot.ViewFunction(n.sequence(), form(n.shape(), n.dtype()), part(n.view()), reference(n.next(0)),
                    n.nextIndex(0));
            case CopySlices n -> new Snapshot.SliceFunction(n.sequence(), form(n.shape(), n.dtype()), part(n.view()),
                    functions.of(n.function()), n.output(), reference(n.next(0)), n.nextIndex(0), n.isFreed());
            case AccumulateGrad _ -> throw new IllegalStateException("the end of the graph is no function of a snapshot");
        };
    }

    private int @Nullable [] saved(OpNode n) {
        if (n.savedVersions() == null) {
            return null;
        }
        @Nullable
        Tensor[] saved = n.savedTensors();
        int[] positions = new int[saved.length];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = tensors.of(saved[i]);
        }
        return positions;
    }

    private static Snapshot.Form form(Shape s, DType d) {
        return new Snapshot.Form(s.dims(), d);
    }

    private Snapshot.Recorded part(Application a) {
        int[] inputs = new int[a.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            Source s = a.inputs().get(i);
            inputs[i] = switch (s) {
                case null -> Snapshot.NONE;
                case Tensor t -> Snapshot.leaf(tensors.of(t));
                case Computed c -> values.of(c);
            };
        }
        return new Snapshot.Recorded(a.op().wireName(), inputs, a.params().given(), a.gradEnabled(), a.sequence());
    }

    private Snapshot.Value part(Computed c) {
        return new Snapshot.Value(calls.of(c.application()), c.index(), c.shape().dims(), c.dtype(),
                c.small() == null ? null : part(c.small()),
                c.gradFn());
    }
}
