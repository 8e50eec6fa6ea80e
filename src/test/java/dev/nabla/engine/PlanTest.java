package dev.nabla.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.plan.Plan;
import dev.nabla.engine.plan.RecordedForward;

import static org.assertj.core.api.Assertions.assertThat;

/** A plan gives the eager engine's numbers, bit for bit, at other values than those it was traced at. */
class PlanTest {

    @ParameterizedTest
    @ValueSource(strings = {"graphs", "graphs-extra"})
    void givesTheNumbersOfTheEagerEngine(String file) {
        List<String> failures = new ArrayList<>();
        List<String> compared = new ArrayList<>();
        for (JsonNode c : Conformance.cases(file)) {
            if (!Conformance.isBuilt(c)) {
                continue;
            }
            Workspace w = new Workspace();
            w.call(() -> w.withRecording(Workspace.Recording.CALLS, () -> {
                GraphCase graph = new GraphCase(c, new Conformance());
                graph.run();
                graph.tensors().forEach((name, t) -> check(c.get("id").asString() + " " + name, t, compared, failures));
                return true;
            }));
        }
        assertThat(failures).isEmpty();
        assertThat(compared).hasSizeGreaterThan(30);
    }

    private static void check(String id, Tensor t, List<String> compared, List<String> failures) {
        if (!t.requiresGrad() || t.isLeaf()) {
            return;
        }
        RecordedForward forward = new RecordedForward(t.sum().source(), Set.of());
        Map<Source, NdArray> parameters = new LinkedHashMap<>();
        Map<Source, NdArray> elsewhere = new LinkedHashMap<>();
        Map<Source, NdArray> constants = new LinkedHashMap<>();
        for (Source s : forward.given()) {
            Tensor given = (Tensor) s;
            if (given.requiresGrad()) {
                parameters.put(s, given.data().copy());
                elsewhere.put(s, moved(given.data()));
            } else {
                constants.put(s, given.data().copy());
            }
        }
        Workspace run = new Workspace();
        run.run(() -> {
            List<@Nullable NdArray> want;
            Plan plan;
            try {
                want = eager(forward, parameters, constants);
                plan = Plan.trace(forward, elsewhere, Map.of(), constants);
            } catch (NotReplayable notForAPlan) {
                return;
            }
            int i = 0;
            for (NdArray p : parameters.values()) {
                plan.parameter(i++, p);
            }
            // Often enough for a small plan to become one method, which must give the same.
            for (int n = 0; n < (plan.size() < 100 ? 2001 : 1); n++) {
                plan.run();
            }
            compared.add(id);
            List<@Nullable NdArray> got = new ArrayList<>();
            got.add(plan.loss());
            for (int k = 0; k < parameters.size(); k++) {
                got.add(plan.gradient(k));
            }
            for (int k = 0; k < want.size(); k++) {
                if (!same(want.get(k), got.get(k))) {
                    failures.add(id + ": " + (k == 0 ? "value" : "gradient " + (k - 1)) + " " + text(got.get(k)) + ", eager " + text(want
                            .get(k)));
                    return;
                }
            }
        });
    }

    private static NdArray moved(NdArray a) {
        NdArray b = a.copy();
        for (int i = 0; i < b.size(); i++) {
            b.storage().setDouble(i, a.getDouble(i) * 1.03125 + 0.015625);
        }
        return b;
    }

    private static List<@Nullable NdArray> eager(RecordedForward forward, Map<Source, NdArray> parameters, Map<Source, NdArray> constants) {
        Map<Source, Tensor> standIns = new LinkedHashMap<>();
        List<Tensor> leaves = new ArrayList<>();
        constants.forEach((s, a) -> standIns.put(s, Tensor.of(a)));
        parameters.forEach((s, a) -> {
            Tensor leaf = Tensor.leaf(a.copy(), true);
            leaves.add(leaf);
            standIns.put(s, leaf);
        });
        Tensor loss = forward.loss(standIns);
        List<@Nullable NdArray> results = new ArrayList<>();
        results.add(loss.data());
        Autograd.grad(List.of(loss), leaves, null, Autograd.Options.DEFAULT, true).forEach(g -> results.add(g == null ? null : g.data()));
        return results;
    }

    private static boolean same(@Nullable NdArray a, @Nullable NdArray b) {
        if (a == null || b == null) {
            return a == b;
        }
        return a.dtype() == b.dtype() && a.shape().equals(b.shape()) && Arrays.equals(a.toDoubles(), b.toDoubles());
    }

    private static String text(@Nullable NdArray a) {
        return a == null ? "null" : Arrays.toString(a.toDoubles());
    }
}
