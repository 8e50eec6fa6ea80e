package dev.nabla.lang.run;

import java.util.Map;

import dev.nabla.lang.value.Cell;
import dev.nabla.lang.value.Run;

/** How a function or comprehension takes the variables it shares with those around it. */
final class Closure {
    private final Scope scope;
    private final int[] from;
    private final int[] to;

    /** @param around where the code stands that makes the closure */
    Closure(Scope scope, Scope around) {
        this.scope = scope;
        this.from = new int[scope.free().size()];
        this.to = new int[from.length];
        int i = 0;
        for (Map.Entry<String, Integer> e : scope.free().entrySet()) {
            from[i] = around.slot(e.getKey());
            to[i++] = e.getValue();
        }
    }

    Cell[] cells(Frame around) {
        Cell[] cells = new Cell[from.length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = Target.cell(around, from[i]);
        }
        return cells;
    }

    Frame frame(Cell[] cells, Run run) {
        Frame f = new Frame(scope.size(), run);
        for (int i = 0; i < cells.length; i++) {
            f.slots[to[i]] = cells[i];
        }
        return f;
    }
}
