package dev.nabla.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

import static org.assertj.core.api.Assertions.assertThat;

/** Every row of every table against finite differences, to order 2. */
class GradientCheckTest {
    private static final List<Shape> SHAPES = List.of(Shape.SCALAR, Shape.of(3), Shape.of(2, 3), Shape.of(2, 1), Shape.of(0, 3));

    static Stream<Op> differentiable() {
        return Stream.concat(Ops.all().stream(), Ops.inPlace().stream()).filter(o -> o.row().isDifferentiable() && !o.row().isRandom());
    }

    @ParameterizedTest
    @MethodSource("differentiable")
    void rulesAgreeWithDifferences(Op op) {
        new Workspace().run(() -> assertThat(failures(op)).isEmpty());
    }

    /** What differs, over the row's examples, or over shapes drawn from its domain where the op is elementwise. */
    static List<String> failures(Op op) {
        List<String> failures = new ArrayList<>();
        for (Row.Example example : examples(op)) {
            if (op instanceof InPlace f && !keepsShape(f.base(), example)) {
                continue;
            }
            GradientCheck check = new GradientCheck();
            List<NdArray> at = new ArrayList<>();
            for (Object v : example.inputs()) {
                if (v instanceof NdArray a && a.dtype().isFloat()) {
                    at.add(a.to(DType.FLOAT64));
                }
            }
            Params params = Params.of(op.row().signature(), example.params());
            String d = check.check(projected(op, params, example, check), at, Math.min(2, op.row().order()));
            if (d != null) {
                failures.add(example + ": " + d);
            }
        }
        return failures;
    }

    /** The results, each element times a fixed weight, added up. */
    private static Function<List<Tensor>, Tensor> projected(Op op, Params params, Row.Example example, GradientCheck check) {
        List<NdArray> weights = new ArrayList<>();
        return xs -> {
            @Nullable
            Tensor[] inputs = new @Nullable Tensor[example.inputs().size()];
            int next = 0;
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = example.inputs().get(i) instanceof NdArray a && a.dtype().isFloat() ? xs.get(next++)
                        : operand(example.inputs().get(i));
            }
            if (overwrites(op) && inputs[0] != null) {
                inputs[0] = inputs[0].mul(1);
            }
            if (op.row().isSymmetric() && inputs[0] != null) {
                inputs[0] = inputs[0].add(inputs[0].mT()).mul(0.5);
            }
            Tensor[] results = op.invoke(params, inputs);
            Tensor total = Tensor.of(NdArray.scalar(DType.FLOAT64, 0.0));
            for (int k = 0; k < results.length; k++) {
                if (weights.size() == k) {
                    weights.add(check.draw(results[k].shape(), -1, 1));
                }
                if (results[k].dtype().isFloat()) {
                    total = total.add(results[k].mul(Tensor.of(weights.get(k))).sum());
                }
            }
            return total;
        };
    }

    /** Whether the result fits over the first operand. */
    private static boolean keepsShape(Op op, Row.Example example) {
        @Nullable
        Tensor[] inputs = new @Nullable Tensor[example.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = operand(example.inputs().get(i));
        }
        Tensor first = inputs[0];
        return first != null && op.invoke(Params.of(op.row().signature(), example.params()), inputs)[0].shape().equals(first.shape());
    }

    private static @Nullable Tensor operand(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case NdArray a -> Tensor.of(a.copy());
            case Long l -> Tensor.number(l);
            case Double d -> Tensor.number(d);
            case Boolean b -> Tensor.number(b);
            case Object o -> throw new IllegalArgumentException(o.toString());
        };
    }

    private static boolean overwrites(Op op) {
        return op instanceof InPlace || op instanceof InPlaceOps;
    }

    private static List<Row.Example> examples(Op op) {
        if (!op.row().examples().isEmpty()) {
            return op.row().examples();
        }
        GradientCheck draw = new GradientCheck();
        int operands = op.row().signature().operands().size();
        List<Row.Example> examples = new ArrayList<>();
        for (Shape first : SHAPES) {
            for (Shape second : operands == 1 ? List.of(first) : SHAPES) {
                if (second.equals(Shape.of(0, 3)) != first.equals(Shape.of(0, 3)) && !second.isScalar() && !first.isScalar()) {
                    continue;
                }
                if (overwrites(op) && !Broadcasting.expands(second, first)) {
                    continue;
                }
                List<@Nullable Object> inputs = new ArrayList<>();
                for (int i = 0; i < operands; i++) {
                    inputs.add(draw.draw(i % 2 == 0 ? first : second, op.row().low(), op.row().high()));
                }
                examples.add(new Row.Example(inputs, java.util.Map.of()));
            }
        }
        return examples;
    }

    // ---- the check catches what it is there for -------------------------------------------------------------------

    private record Planted(String name, Row row) implements Op {
    }

    private static List<String> planted(Row row) {
        return new Workspace().call(() -> failures(new Planted("PLANTED", row)));
    }

    @Test
    void catchesWrongSign() {
        assertThat(planted(Rows.unary("planted", Math::sin, Rows.input((g, x) -> g.mul(x.exp().neg()))))).isNotEmpty();
        assertThat(planted(Rows.unary("planted", Math::exp, Rows.output((g, y) -> g.mul(y.neg()))))).isNotEmpty();
    }

    @Test
    void catchesOnePercent() {
        assertThat(planted(Rows.unary("planted", Math::exp, Rows.output((g, y) -> g.mul(y).mul(1.01))))).isNotEmpty();
    }

    @Test
    void catchesRuleThatIsNotDifferentiable() {
        assertThat(planted(Rows.unary("planted", Math::exp, Rows.output((g, y) -> g.mul(Tensor.of(y.data())))))).isNotEmpty();
    }

    @Test
    void acceptsRightRule() {
        assertThat(planted(Rows.unary("planted", Math::exp, Rows.output((g, y) -> g.mul(y))))).isEmpty();
    }
}
