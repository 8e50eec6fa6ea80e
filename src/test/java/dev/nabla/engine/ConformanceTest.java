package dev.nabla.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import dev.nabla.engine.array.Kernels;

import static org.assertj.core.api.Assertions.assertThat;

/** PyTorch's recorded answers are ours. */
class ConformanceTest {
    /** Ops of the table in the cases' README that have no row yet; this list only shrinks. */
    private static final List<String> NOT_BUILT = NotBuilt.OPS;

    static Stream<String> files() {
        return Stream.concat(Conformance.OP_FILES.stream(), Conformance.GRAPH_FILES.stream());
    }

    @ParameterizedTest
    @MethodSource("files")
    void answersAsPyTorchDoes(String file) {
        Conformance conformance = new Conformance();
        List<String> failures = new ArrayList<>();
        for (JsonNode c : Conformance.cases(file)) {
            if (Conformance.isBuilt(c) && !hasSignsOfItsOwn(c)) {
                String d = conformance.check(c);
                if (d != null) {
                    failures.add(c.get("id").asString() + ": " + d);
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    /** Graphs in which vectors stand that are unique up to their signs: those recorded are LAPACK's, and plain Java chooses others. */
    private static boolean hasSignsOfItsOwn(JsonNode c) {
        return Kernels.describe().startsWith("plain") && c.has("steps") && !Collections.disjoint(Conformance.ops(c), Set.of("eigh", "svd"));
    }

    @Test
    void listsWhatIsNotBuilt() {
        TreeSet<String> missing = new TreeSet<>();
        files().flatMap(f -> Conformance.cases(f).stream()).forEach(c -> missing.addAll(Conformance.ops(c)));
        missing.removeIf(o -> Ops.named(o) != null);
        assertThat(missing).containsExactlyElementsOf(new TreeSet<>(NOT_BUILT));
    }
}
