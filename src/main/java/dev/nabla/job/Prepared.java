package dev.nabla.job;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.optim.ParameterGroup;
import dev.nabla.engine.plan.Descent;
import dev.nabla.session.Warning;

/**
 * What a request comes down to on a session: a descent ready to run, and whose leaves it moves.
 *
 * @param loss the tensor that is descended, to be recorded anew at the end; null for an expression
 * @param leaves the session's parameters
 * @param names theirs, in the same order
 * @param dtype of the loss
 * @param steps to be done
 * @param start copies of the first parameters where they are few, else null
 */
record Prepared(@Nullable Tensor loss, List<Tensor> leaves, List<String> names, Descent descent, DType dtype, long steps,
        List<Warning> warnings, @Nullable List<NdArray> start) {

    static Prepared of(@Nullable Tensor loss, List<Tensor> leaves, List<String> names, Descent descent, DType dtype, long steps,
            List<Warning> warnings) {
        boolean isSmall = descent.parameters().stream().mapToLong(NdArray::size).sum() <= DiagnoseRun.MOST;
        List<NdArray> start = isSmall ? descent.parameters().stream().map(NdArray::copy).toList() : null;
        return new Prepared(loss, leaves, names, descent, dtype, steps, warnings, start);
    }

    /** Number of elements of all parameters together. */
    int elements() {
        return descent.parameters().stream().mapToInt(NdArray::size).sum();
    }

    /** Takes the parameters from where the session's leaves now stand. */
    void load() {
        for (int i = 0; i < leaves.size(); i++) {
            descent.parameters().get(i).assign(leaves.get(i).data());
            if (start != null) {
                start.get(i).assign(leaves.get(i).data());
            }
        }
    }

    /** The group of each parameter. */
    int[] groupOf() {
        int[] groupOf = new int[leaves.size()];
        List<ParameterGroup> groups = descent.optimizer().groups();
        for (int k = 0; k < groups.size(); k++) {
            for (int i : groups.get(k).parameters()) {
                groupOf[i] = k;
            }
        }
        return groupOf;
    }

    /** Copies of the small parameters as they stand; null for a large one. */
    List<@Nullable NdArray> small() {
        List<@Nullable NdArray> copies = new ArrayList<>();
        for (NdArray p : descent.parameters()) {
            copies.add(p.size() <= History.SMALL ? p.copy() : null);
        }
        return copies;
    }
}
