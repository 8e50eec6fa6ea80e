package dev.nabla.lang.torch;

import java.util.ArrayList;
import java.util.List;

import dev.nabla.engine.array.Shape;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Types;

import static dev.nabla.lang.value.Builtin.function;
import static dev.nabla.lang.value.Builtin.method;

/** torch.Size: the shape of a tensor, a tuple of ints. */
final class PySize extends PyTuple {
    static final PyType TYPE = Types.TUPLE.kind("torch", "Size")
            .with(List.<Builtin>of(method("numel()", a -> ((PySize) a.self()).items().stream().mapToLong(Numbers::index)
                    .reduce(1, (x, y) -> x * y))))
            .madeBy(function("Size(iterable=None, /)", a -> new PySize(a.has(0) ? dev.nabla.lang.value.Values.list(a.get(0)) : List.of())));

    private PySize(List<Object> items) {
        super(items);
    }

    static PySize of(Shape shape) {
        List<Object> items = new ArrayList<>(shape.rank());
        for (int d : shape.dims()) {
            items.add((long) d);
        }
        return new PySize(items);
    }

    @Override
    protected PyTuple like(List<Object> others) {
        return new PySize(others);
    }

    @Override
    public PyType type() {
        return TYPE;
    }

    @Override
    public String repr() {
        String tuple = super.repr();
        return "torch.Size([" + tuple.substring(1, tuple.length() - (items().size() == 1 ? 2 : 1)) + "])";
    }
}
