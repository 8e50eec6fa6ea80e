package dev.nabla.lang.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code sorted}: stable, by Python's {@code <}. */
public final class Sorting {
    private Sorting() {
    }

    private record Keyed(Object key, Object item) {
    }

    /** @param key a function, or None */
    public static List<Object> sorted(List<Object> items, Object key, boolean reverse) {
        List<Keyed> keyed = new ArrayList<>();
        for (Object item : items) {
            keyed.add(new Keyed(key == None.NONE ? item : Values.call(key, item), item));
        }
        // A reversed sort keeps equal items in their order: reverse, sort, reverse.
        if (reverse) {
            Collections.reverse(keyed);
        }
        mergeSort(keyed);
        if (reverse) {
            Collections.reverse(keyed);
        }
        List<Object> out = new ArrayList<>();
        keyed.forEach(k -> out.add(k.item));
        return out;
    }

    /** Bottom up, asking only whether the later is less: orders that are none cannot break it. */
    private static void mergeSort(List<Keyed> a) {
        int n = a.size();
        Run run = Run.current();
        for (int width = 1; width < n; width *= 2) {
            List<Keyed> merged = new ArrayList<>(n);
            for (int low = 0; low < n; low += 2 * width) {
                int middle = Math.min(low + width, n);
                int high = Math.min(low + 2 * width, n);
                int i = low;
                int j = middle;
                while (i < middle && j < high) {
                    run.step();
                    merged.add(Operators.less(a.get(j).key, a.get(i).key) ? a.get(j++) : a.get(i++));
                }
                merged.addAll(a.subList(i, middle));
                merged.addAll(a.subList(j, high));
            }
            Collections.copy(a, merged);
        }
    }
}
