package dev.nabla.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Application;
import dev.nabla.engine.Computed;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/** A graph as nodes and directed edges in the direction of the computation. */
@Schema(name = "Graph")
public record GraphView(
        @JsonProperty(required = true) List<GraphNode> nodes,
        @JsonProperty(required = true) List<GraphEdge> edges,
        @JsonProperty(required = true) @Schema(description = "Whether there are more nodes than are shown.") boolean truncated) {

    /** What the nodes are. */
    public enum Kind {
        /** Tensors, joined by functions. */
        TENSORS,
        /** Functions and the given tensors, joined by the tensors that pass between them. */
        FUNCTIONS;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A node. */
    @Schema(name = "GraphNode")
    public record GraphNode(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) @Schema(example = "y", description = "Null where it has none (any more).") @Nullable String name,
            @JsonProperty(required = true) @Schema(description = "What it is in this graph.") Role role,
            @JsonProperty(required = true) DType dtype,
            @JsonProperty(required = true) int[] shape,
            @JsonProperty @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "The elements of a small tensor.") @Nullable NdArray value,
            @JsonProperty @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "The gradient of a small tensor.") @Nullable NdArray grad,
            @JsonProperty(value = "grad_fn", required = true) @Schema(example = "PowBackward0") @Nullable String gradFn) {
    }

    /** An edge. */
    @Schema(name = "GraphEdge")
    public record GraphEdge(
            @JsonProperty(required = true) String from,
            @JsonProperty(required = true) String to,
            @JsonProperty(required = true) @Schema(example = "PowBackward0") String function,
            @JsonProperty(required = true) @Schema(example = "pow 2") String label,
            @JsonProperty(value = "input_index", required = true) int inputIndex) {
    }

    /**
     * What the record holds behind the tensors.
     *
     * @param of where to start, or null for everything
     * @throws Refusal tensor_not_found
     */
    static GraphView of(Graph graph, @Nullable String of, Kind kind, int maxNodes) {
        List<Source> roots = new ArrayList<>();
        if (of != null) {
            roots.add(graph.tensor(of).source());
        } else {
            List<NamedTensor> named = new ArrayList<>(graph.names().all());
            named.reversed().forEach(b -> roots.add(b.tensor().source()));
        }
        Reader reader = new Reader(graph, maxNodes);
        reader.follow(roots);
        return kind == Kind.TENSORS ? reader.tensors() : reader.functions();
    }

    private static final class Reader {
        /** Values up to this many elements are shown. */
        private static final int SHOWN = 100;

        private final Graph graph;
        private final int most;
        private final IdentityHashMap<Source, String> ids = new IdentityHashMap<>();
        private final IdentityHashMap<Source, Tensor> tensorOf = new IdentityHashMap<>();
        private final IdentityHashMap<Source, Boolean> used = new IdentityHashMap<>();
        private final List<Source> found = new ArrayList<>();
        private int unnamed;
        private boolean truncated;

        Reader(Graph graph, int most) {
            this.graph = graph;
            this.most = most;
            for (NamedTensor b : graph.names().all()) {
                tensorOf.putIfAbsent(b.tensor().source(), b.tensor());
            }
        }

        /** Everything behind the roots, nearest first. */
        void follow(Collection<Source> roots) {
            Deque<Source> ahead = new ArrayDeque<>(roots);
            for (Source s = ahead.poll(); s != null; s = ahead.poll()) {
                if (ids.containsKey(s) || s instanceof Tensor t && t.isNumber()) {
                    continue;
                }
                if (found.size() == most) {
                    truncated = true;
                    return;
                }
                ids.put(s, id(s));
                found.add(s);
                if (s instanceof Computed c) {
                    for (Source input : c.application().inputs()) {
                        if (input != null) {
                            ahead.add(input);
                            if (c.gradFn() != null) {
                                used.put(input, true);
                            }
                        }
                    }
                }
            }
        }

        private String id(Source s) {
            String known = switch (s) {
                case Computed c -> ComputedBy.id(c);
                case Tensor t -> graph.id(t);
            };
            return known.isEmpty() ? "c" + ++unnamed : known;
        }

        GraphView tensors() {
            List<GraphNode> nodes = new ArrayList<>();
            List<GraphEdge> edges = new ArrayList<>();
            for (Source s : found.reversed()) {
                nodes.add(node(s));
                if (s instanceof Computed c) {
                    edges(c, String.valueOf(ids.get(c)), label(c.application()), edges);
                }
            }
            return new GraphView(nodes, edges, truncated);
        }

        GraphView functions() {
            List<GraphNode> nodes = new ArrayList<>();
            List<GraphEdge> edges = new ArrayList<>();
            for (Source s : found.reversed()) {
                GraphNode n = node(s);
                if (s instanceof Computed c) {
                    nodes.add(new GraphNode(n.id(), function(c), n.role(), n.dtype(), n.shape(), null, null, n.gradFn()));
                    for (int i = 0; i < c.application().inputs().size(); i++) {
                        Source input = c.application().inputs().get(i);
                        String from = input == null ? null : ids.get(input);
                        if (input != null && from != null) {
                            String name = graph.nameOf(input);
                            edges.add(new GraphEdge(from, n.id(), function(c), name == null ? shape(input).toString() : name, i));
                        }
                    }
                } else {
                    nodes.add(n);
                }
            }
            return new GraphView(nodes, edges, truncated);
        }

        private void edges(Computed c, String to, String label, List<GraphEdge> edges) {
            List<@Nullable Source> inputs = c.application().inputs();
            for (int i = 0; i < inputs.size(); i++) {
                Source input = inputs.get(i);
                String from = input == null ? null : ids.get(input);
                if (from != null) {
                    edges.add(new GraphEdge(from, to, function(c), label, i));
                }
            }
        }

        private static String function(Computed c) {
            return c.gradFn() == null ? c.application().op().wireName() : c.gradFn();
        }

        private GraphNode node(Source s) {
            Tensor t = s instanceof Tensor given ? given : tensorOf.get(s);
            Tensor g = t == null ? null : t.grad();
            NdArray value = t != null ? t.data() : s instanceof Computed c ? c.small() : null;
            Shape shape = shape(s);
            boolean small = shape.size() <= SHOWN;
            String gradFn = s instanceof Computed c ? c.gradFn() : null;
            DType dtype = s instanceof Computed c ? c.dtype() : t == null ? DType.FLOAT32 : t.dtype();
            return new GraphNode(String.valueOf(ids.get(s)), graph.nameOf(s), role(s), dtype, shape.dims(),
                    small && value != null ? value.copy() : null, small && g != null ? g.data().copy() : null, gradFn);
        }

        private static Shape shape(Source s) {
            return switch (s) {
                case Computed c -> c.shape();
                case Tensor t -> t.shape();
            };
        }

        private Role role(Source s) {
            boolean differentiable = switch (s) {
                case Computed c -> c.gradFn() != null;
                case Tensor t -> t.requiresGrad();
            };
            if (!differentiable) {
                return Role.CONSTANT;
            }
            return s instanceof Tensor ? Role.LEAF : used.containsKey(s) ? Role.INTERMEDIATE : Role.OUTPUT;
        }

        /** The op with its scalar operands and the params given: {@code pow 2}, {@code sum dim=[1]}. */
        private static String label(Application a) {
            StringBuilder b = new StringBuilder(a.op().wireName());
            for (Source input : a.inputs()) {
                if (input instanceof Tensor t && t.isNumber()) {
                    b.append(' ').append(ComputedBy.number(t.data()));
                }
            }
            String params = a.params().toString();
            if (!params.isEmpty()) {
                b.append(' ').append(params.length() > 40 ? params.substring(0, 39) + "…" : params);
            }
            return b.toString();
        }
    }
}
