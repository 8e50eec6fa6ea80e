package dev.nabla.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Budget;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.TorchError;

/**
 * torch.autograd: backward and grad.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/autograd.html">torch.autograd</a>
 */
public final class Autograd {
    private Autograd() {
    }

    /**
     * How to run.
     *
     * @param retainGraph keep what was saved, so that the graph can be run again
     * @param createGraph record the gradients' own computation, so that they can be differentiated
     */
    public record Options(boolean retainGraph, boolean createGraph) {
        public static final Options DEFAULT = new Options(false, false);
    }

    /** Told of each function that backward runs, in order. */
    @FunctionalInterface
    public interface Observer {
        void ran(Node function, @Nullable Tensor[] gradientsIn, @Nullable Tensor[] gradientsOut);
    }

    /**
     * Adds the gradient of a tensor to the {@code grad} of the leaves it depends on.
     *
     * @param gradient the gradient of what is differentiated in the end with respect to {@code of}; null for 1 where {@code of} has one element
     * @param inputs the only tensors to accumulate into, or null for all leaves
     * @param observer told of each function run, or null
     * @throws TorchError as torch.Tensor.backward does
     */
    public static void backward(Tensor of, @Nullable Tensor gradient, Options options, @Nullable List<Tensor> inputs,
            @Nullable Observer observer) {
        if (inputs != null && inputs.isEmpty()) {
            throw TorchError.argument("`inputs` argument to `backward()` cannot be empty.");
        }
        Tensor seed = seed(of, gradient, 0);
        Backward run = new Backward(List.of(of), List.of(seed), options, inputs, false, observer);
        @Nullable
        Tensor[] captured = run.execute();
        if (inputs != null) {
            Workspace.current().withGrad(options.createGraph, () -> {
                for (int i = 0; i < captured.length; i++) {
                    Tensor g = captured[i];
                    if (g != null) {
                        Accumulation.into(inputs.get(i), g);
                    }
                }
                return null;
            });
        }
    }

    /** {@link #backward(Tensor, Tensor, Options, List, Observer)} of a scalar with the defaults. */
    public static void backward(Tensor of) {
        backward(of, null, Options.DEFAULT, null, null);
    }

    /**
     * torch.autograd.grad: the sum of the gradients of the outputs with respect to each input; touches no {@code grad}.
     *
     * @param gradOutputs one per output, null for 1 where the output has one element
     * @return one per input, null where the outputs do not depend on it
     * @throws TorchError as torch.autograd.grad does
     */
    public static List<@Nullable Tensor> grad(List<Tensor> outputs, List<Tensor> inputs, @Nullable List<@Nullable Tensor> gradOutputs,
            Options options, boolean allowUnused) {
        if (inputs.isEmpty()) {
            throw TorchError.value("grad requires non-empty inputs.");
        }
        List<Tensor> seeds = new ArrayList<>();
        for (int k = 0; k < outputs.size(); k++) {
            seeds.add(seed(outputs.get(k), gradOutputs == null ? null : gradOutputs.get(k), k));
        }
        for (Tensor input : inputs) {
            if (!input.requiresGrad()) {
                throw TorchError.runtime(TorchError.Kind.UNUSED_INPUT, "One of the differentiated Tensors does not require grad");
            }
        }
        @Nullable
        Tensor[] found = new Backward(outputs, seeds, options, inputs, false, null).execute();
        for (int i = 0; i < found.length; i++) {
            if (found[i] == null && !allowUnused) {
                throw TorchError.runtime(TorchError.Kind.UNUSED_INPUT, "The differentiated Tensor at index " + i
                        + " appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.");
            }
        }
        return Arrays.asList(found);
    }

    /**
     * The gradients of an expression with respect to its own operands: nothing behind them is visited.
     *
     * @param gradients one per output, null where none arrives
     */
    static @Nullable Tensor[] partials(List<Tensor> outputs, List<Tensor> operands, List<Tensor> gradients, boolean createGraph) {
        return new Backward(outputs, gradients, new Options(createGraph, createGraph), operands, true, null).execute();
    }

    private static Tensor seed(Tensor of, @Nullable Tensor gradient, int index) {
        if (gradient == null) {
            if (of.requiresGrad() && of.shape().size() != 1) {
                throw TorchError.runtime(TorchError.Kind.GRAD_NEEDS_SCALAR, "grad can be implicitly created only for scalar outputs");
            }
        } else if (!gradient.shape().equals(of.shape())) {
            throw TorchError.shape("Mismatch in shape: grad_output[" + index + "] has a shape of torch.Size(" + gradient.shape()
                    + ") and output[" + index + "] has a shape of torch.Size(" + of.shape() + ").");
        }
        if (of.edge() == null) {
            throw TorchError.runtime(TorchError.Kind.NO_GRAD_FN,
                    "element " + index + " of tensors does not require grad and does not have a grad_fn");
        }
        if (gradient == null) {
            return Tensor.of(NdArray.full(of.dtype(), of.shape(), 1));
        }
        return gradient.dtype() == of.dtype() ? gradient : gradient.to(of.dtype());
    }

    /**
     * One run over the graph, without recursion: functions wait until all gradients they will get have arrived, and of those that are ready the
     * newest runs first, which is PyTorch's order and so gives sums their rounding.
     */
    private static final class Backward {
        private final List<Tensor> roots;
        private final List<Tensor> seeds;
        private final Options options;
        private final @Nullable List<Tensor> wanted;
        private final boolean cut;
        private final @Nullable Observer observer;
        private final List<Node> visited = new ArrayList<>();
        private final ReadyQueue ready = new ReadyQueue();
        private final @Nullable Tensor[] captured;

        /**
         * @param wanted the tensors whose gradients are captured, or null to accumulate into leaves
         * @param cut whether to stop at the wanted tensors
         */
        Backward(List<Tensor> roots, List<Tensor> seeds, Options options, @Nullable List<Tensor> wanted, boolean cut,
                @Nullable Observer observer) {
            this.roots = roots;
            this.seeds = seeds;
            this.options = options;
            this.wanted = wanted;
            this.cut = cut;
            this.observer = observer;
            this.captured = new Tensor[wanted == null ? 0 : wanted.size()];
        }

        @Nullable
        Tensor[] execute() {
            Workspace w = Workspace.current();
            return w.withGrad(options.createGraph, () -> options.createGraph ? run() : w.withRecording(Workspace.Recording.NONE,
                    this::run));
        }

        private @Nullable Tensor[] run() {
            try {
                if (cut && wanted != null) {
                    wanted.forEach(t -> enter(edge(t)));
                }
                for (Tensor root : roots) {
                    discover(edge(root));
                }
                if (wanted != null) {
                    markNeeded();
                }
                for (int k = 0; k < roots.size(); k++) {
                    deliver(edge(roots.get(k)), roots.get(k).outputIndex(), seeds.get(k), false);
                }
                for (Tensor root : roots) {
                    enqueueIfReady(edge(root));
                }
                for (Node n = ready.poll(); n != null; n = ready.poll()) {
                    step(n);
                }
                return captured;
            } finally {
                for (Node n : visited) {
                    n.visit = visit(n).outer;
                }
            }
        }

        private static Node edge(Tensor t) {
            Node n = t.edge();
            if (n == null) {
                throw new IllegalStateException("a root without grad");
            }
            return n;
        }

        private Visit visit(Node n) {
            Visit v = n.visit;
            if (v == null || v.owner != this) {
                throw new IllegalStateException("not visited: " + n.name());
            }
            return v;
        }

        private boolean enter(Node n) {
            Visit v = n.visit;
            if (v != null && v.owner == this) {
                return false;
            }
            n.visit = new Visit(this, n.outputs(), v);
            visited.add(n);
            return true;
        }

        /** Visits everything behind a node and counts the gradients that each will get. */
        private void discover(Node root) {
            Deque<Node> stack = new ArrayDeque<>();
            if (enter(root)) {
                stack.push(root);
            }
            while (!stack.isEmpty()) {
                Node n = stack.pop();
                for (int i = 0; i < n.edges(); i++) {
                    Node m = n.next(i);
                    if (m != null) {
                        if (enter(m)) {
                            stack.push(m);
                        }
                        visit(m).awaited++;
                    }
                }
            }
        }

        /** Marks the functions from which a wanted tensor can be reached; a function is newer than those it passes gradients on to. */
        private void markNeeded() {
            if (wanted == null) {
                return;
            }
            for (int i = 0; i < wanted.size(); i++) {
                Node n = wanted.get(i).edge();
                Visit v = n == null ? null : n.visit;
                if (v != null && v.owner == this) {
                    v.capture = true;
                }
            }
            List<Node> oldestFirst = new ArrayList<>(visited);
            oldestFirst.sort(Comparator.comparing((Node n) -> n.edges() > 0).thenComparingLong(Node::sequence));
            for (Node n : oldestFirst) {
                Visit v = visit(n);
                boolean end = cut && v.capture;
                for (int i = 0; i < n.edges() && !v.needed && !end; i++) {
                    Node m = n.next(i);
                    v.needed = m != null && (visit(m).needed || visit(m).capture);
                }
            }
        }

        private void deliver(Node to, int output, @Nullable Tensor g, boolean counted) {
            Visit v = visit(to);
            v.grads[output] = Accumulation.sum(v.grads[output], g);
            if (counted && --v.awaited == 0) {
                ready.add(to);
                v.queued = true;
            }
        }

        private void enqueueIfReady(Node n) {
            Visit v = visit(n);
            if (v.awaited == 0 && !v.queued) {
                v.queued = true;
                ready.add(n);
            }
        }

        private void step(Node n) {
            Visit v = visit(n);
            retain(n, v);
            if (v.capture) {
                capture(n, v);
                if (cut) {
                    return;
                }
            }
            if (wanted != null && !v.needed) {
                passOn(n, null);
                return;
            }
            if (allUndefined(v.grads)) {
                passOn(n, null);
                return;
            }
            Budget.settled();
            @Nullable
            Tensor[] out = n.run(v.grads);
            if (observer != null) {
                observer.ran(n, v.grads, out);
            }
            if (!options.retainGraph) {
                n.release();
            }
            passOn(n, out);
            Arrays.fill(v.grads, null);
        }

        private static boolean allUndefined(@Nullable Tensor[] grads) {
            for (Tensor g : grads) {
                if (g != null) {
                    return false;
                }
            }
            return true;
        }

        private void passOn(Node n, @Nullable Tensor @Nullable [] out) {
            for (int i = 0; i < n.edges(); i++) {
                Node m = n.next(i);
                if (m != null) {
                    deliver(m, n.nextIndex(i), out == null ? null : out[i], true);
                }
            }
        }

        private void retain(Node n, Visit v) {
            for (int k = 0; k < v.grads.length; k++) {
                Tensor t = n.retained(k);
                Tensor g = v.grads[k];
                if (t != null && g != null) {
                    Accumulation.into(t, g);
                }
            }
        }

        private void capture(Node n, Visit v) {
            if (wanted == null) {
                return;
            }
            for (int i = 0; i < captured.length; i++) {
                Tensor t = wanted.get(i);
                if (t.edge() == n) {
                    captured[i] = v.grads[t.outputIndex()];
                }
            }
        }
    }
}
