package dev.nabla.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every row says of its op what the catalogue, the documentation and the tests need. */
class OpTableTest {
    static Stream<Op> rows() {
        return Stream.concat(Ops.all().stream(), Ops.inPlace().stream());
    }

    @Test
    void namesAreUniqueAcrossTables() {
        Map<String, Op> seen = new HashMap<>();
        rows().forEach(o -> assertThat(seen.put(o.wireName(), o)).as(o.wireName()).isNull());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isNamedAfterItsConstant(Op op) {
        String constant = op.name().toLowerCase(java.util.Locale.ROOT);
        assertThat(op.wireName()).isIn(constant, "_" + constant);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isToldInOneSentence(Op op) {
        String doc = op.row().doc();
        assertThat(doc).isNotBlank().doesNotContain("\n").endsWith(".");
    }

    static Stream<Op> tables() {
        return Ops.all().stream();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void hasDerivativeInWordsWhereItHasOne(Op op) {
        Catalogue.Worked worked = new Workspace().call(() -> Catalogue.worked(op));
        boolean has = worked.gradients().stream().anyMatch(Objects::nonNull);
        assertThat(op.row().derivative().isEmpty()).as(op.row().derivative()).isNotEqualTo(has);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void hasExampleThatCanBeComputed(Op op) {
        Catalogue.Worked worked = new Workspace().call(() -> Catalogue.worked(op));
        assertThat(worked.outputs()).isNotEmpty();
        assertThat(worked.gradients()).hasSameSizeAs(worked.inputs());
    }

    @Test
    void catalogueListsWhatCanBeCalled() {
        List<Catalogue.Entry> entries = Catalogue.entries();
        assertThat(entries).allSatisfy(e -> assertThat(Ops.named(e.op())).isNotNull());
        assertThat(Catalogue.of("sum")).isNotNull().satisfies(e -> {
            assertThat(e.family()).isEqualTo("reduction");
            assertThat(e.signature()).startsWith("sum(Tensor input, int[]? dim=None");
            assertThat(e.differentiable()).isTrue();
            assertThat(e.example().outputs().getFirst().data().getDouble(0)).isEqualTo(3);
        });
        assertThat(Catalogue.of("no_such_op")).isNull();
    }
}
