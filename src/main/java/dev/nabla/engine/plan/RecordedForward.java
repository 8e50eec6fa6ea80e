package dev.nabla.engine.plan;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.nabla.engine.Computed;
import dev.nabla.engine.Replay;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;

/**
 * The recorded computation of a tensor, run again: every call from the given tensors on, in the order and grad mode in which it was made.
 * Whether backward has freed the graph does not matter.
 */
public final class RecordedForward implements Forward {
    private final Source root;
    private final Set<Source> given = new LinkedHashSet<>();

    /**
     * @param root what is computed
     * @param cut sources that are given although the record knows how they were computed
     */
    public RecordedForward(Source root, Set<Source> cut) {
        this.root = root;
        Set<Source> seen = new HashSet<>();
        Deque<Source> ahead = new ArrayDeque<>();
        ahead.add(root);
        for (Source s = ahead.poll(); s != null; s = ahead.poll()) {
            if (!seen.add(s)) {
                continue;
            }
            switch (s) {
                case Computed c when !cut.contains(c) -> {
                    for (Source input : c.application().inputs()) {
                        if (input != null) {
                            ahead.add(input);
                        }
                    }
                }
                case Tensor t when t.isNumber() -> {
                }
                default -> given.add(s);
            }
        }
    }

    /** What the computation starts from: tensors that were given, and what was cut. Numbers are not among them. */
    public Set<Source> given() {
        return Collections.unmodifiableSet(given);
    }

    @Override
    public Tensor loss(Map<Source, Tensor> standIns) {
        return Replay.of(List.of(root), standIns::get).value(root);
    }
}
