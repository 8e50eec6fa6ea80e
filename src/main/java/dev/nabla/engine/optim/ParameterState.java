package dev.nabla.engine.optim;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/**
 * One parameter and what its update rule keeps of it from step to step, under PyTorch's names ({@code exp_avg}, {@code momentum_buffer}).
 * Whatever is asked for by name is made at the first asking.
 */
public final class ParameterState {
    private final NdArray array;
    private final FlatArray parameter;
    private final Map<String, FlatArray> kept = new LinkedHashMap<>();
    private final Map<String, Setting> numbers = new LinkedHashMap<>();
    private final Map<String, FlatArray> scratch = new HashMap<>();

    ParameterState(NdArray array) {
        this.array = array;
        this.parameter = FlatArray.of(array);
    }

    FlatArray parameter() {
        return parameter;
    }

    Shape shape() {
        return array.shape();
    }

    boolean has(String name) {
        return kept.containsKey(name);
    }

    /** An array of the parameter's size, zero at first. */
    FlatArray zeros(String name) {
        return zeros(name, parameter.size());
    }

    FlatArray zeros(String name, int size) {
        FlatArray a = kept.get(name);
        if (a == null) {
            a = parameter.zeros(size);
            kept.put(name, a);
        }
        return a;
    }

    /** An array of the parameter's size with every element {@code first} at first. */
    FlatArray filled(String name, double first) {
        return has(name) ? zeros(name) : zeros(name).fill(first);
    }

    /** An array of the parameter's size that means nothing between two steps. */
    FlatArray scratch(String name) {
        FlatArray a = scratch.get(name);
        if (a == null) {
            a = parameter.zeros();
            scratch.put(name, a);
        }
        return a;
    }

    Setting number(String name, double first) {
        return numbers.computeIfAbsent(name, _ -> new Setting(name, first));
    }

    /** The averaged parameter of ASGD, say: a copy of what is kept under the name; empty if nothing is. */
    public double[] kept(String name) {
        FlatArray a = kept.get(name);
        double[] copy = new double[a == null ? 0 : a.size()];
        if (a == null) {
            return copy;
        }
        Arrays.setAll(copy, a::get);
        return copy;
    }

    /**
     * All that is kept, numbers first: Doubles, and arrays, of the parameter's shape where they have its size. A copy.
     *
     * @see #restore
     */
    public Map<String, Object> entries() {
        Map<String, Object> out = new LinkedHashMap<>();
        numbers.forEach((name, n) -> out.put(name, n.real()));
        kept.forEach((name, a) -> {
            NdArray copy = NdArray.zeros(array.dtype(), a.size() == array.size() ? array.shape() : Shape.of(a.size()));
            for (int i = 0; i < a.size(); i++) {
                copy.storage().setDouble(i, a.get(i));
            }
            out.put(name, copy);
        });
        return out;
    }

    /** Keeps these {@link #entries} and nothing else. */
    void restore(Map<String, Object> entries) {
        numbers.keySet().retainAll(entries.keySet());
        kept.keySet().retainAll(entries.keySet());
        entries.forEach((name, v) -> {
            if (v instanceof NdArray from) {
                FlatArray a = zeros(name, from.size());
                for (int i = 0; i < a.size(); i++) {
                    a.set(i, from.getDouble(i));
                }
            } else {
                number(name, 0).set(v);
            }
        });
    }
}
