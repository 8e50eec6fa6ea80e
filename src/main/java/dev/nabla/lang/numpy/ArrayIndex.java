package dev.nabla.lang.numpy;

import java.util.ArrayList;
import java.util.List;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.torch.Subscripts;
import dev.nabla.lang.value.Ellipsis;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PySlice;
import dev.nabla.lang.value.PyTuple;

/**
 * {@code a[…]} and {@code a[…] = value}: ints, slices (with any step), None and {@code ...} give views; arrays pick elements.
 *
 * @see <a href="https://numpy.org/doc/2.4/user/basics.indexing.html">Indexing on ndarrays</a>
 */
final class ArrayIndex {
    private static final String INVALID =
            "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are "
                    + "valid indices";
    private static final PySlice ALL = new PySlice(None.NONE, None.NONE, None.NONE);

    private NdArray view;
    /** What is left to do with the view: full slices, and the arrays that pick. Empty where the view is all. */
    private final List<Object> picks = new ArrayList<>();
    private boolean hasArrays;

    private ArrayIndex(NdArray of, Object key) {
        this.view = of;
        List<Object> keys = new ArrayList<>();
        for (Object k : key instanceof PyTuple t ? t.items() : List.of(key)) {
            keys.add(k instanceof PyList ? new PyArray(Tensor.of(ints(Arrays.value(k)))) : k);
        }
        int used = 0;
        for (Object k : keys) {
            used += k == None.NONE || k instanceof Ellipsis ? 0 : width(k);
        }
        if (used > of.rank()) {
            throw PyError.index("too many indices for array: array is " + of.rank() + "-dimensional, but " + used + " were indexed");
        }
        int axis = 0;
        int origin = 0;
        for (Object k : keys) {
            switch (k) {
                case None _ -> {
                    view = view.unsqueezed(axis++);
                    picks.add(ALL);
                }
                case Ellipsis _ -> {
                    for (int i = used; i < of.rank(); i++) {
                        axis++;
                        origin++;
                        picks.add(ALL);
                    }
                }
                case PySlice s -> {
                    PySlice.Range r = s.of(view.dim(axis));
                    view = view.sliced(axis++, r.count() == 0 ? 0 : r.start(), r.count(), r.step());
                    origin++;
                    picks.add(ALL);
                }
                case PyArray a when a.data().rank() > 0 || a.data().dtype() == DType.BOOL -> {
                    axis += width(a);
                    origin += width(a);
                    picks.add(PyTensor.of(a.tensor()));
                    hasArrays = true;
                }
                default -> view = selected(k, axis, origin++);
            }
        }
    }

    private static NdArray ints(NdArray a) {
        return a.size() == 0 ? a.to(DType.INT64) : a;
    }

    /** How many dimensions a key takes. */
    private static int width(Object k) {
        if (k instanceof PyArray a) {
            if (a.data().dtype().isFloat()) {
                throw PyError.index("arrays used as indices must be of integer (or boolean) type");
            }
            return a.data().dtype() == DType.BOOL ? a.data().rank() : 1;
        }
        return 1;
    }

    private NdArray selected(Object k, int axis, int origin) {
        if (!Numbers.isInteger(k) && !(k instanceof PyScalar s && !s.dtype().isFloat()) && !(k instanceof PyArray)) {
            throw PyError.index(INVALID);
        }
        long i = Numbers.index(k);
        int n = view.dim(axis);
        if (i < -n || i >= n) {
            throw PyError.index("index " + i + " is out of bounds for axis " + origin + " with size " + n);
        }
        return view.selected(axis, (int) (i < 0 ? i + n : i));
    }

    static Tensor get(Tensor x, Object key) {
        ArrayIndex index = new ArrayIndex(x.data(), key);
        Tensor view = Tensor.of(index.view);
        if (!index.hasArrays) {
            return view;
        }
        try {
            return Subscripts.get(view, new PyTuple(index.picks));
        } catch (TorchError e) {
            throw translated(e);
        }
    }

    private static PyError translated(TorchError e) {
        return PyError.index(String.valueOf(e.getMessage()).replace("for dimension", "for axis"));
    }

    static void set(Tensor x, Object key, Object value) {
        ArrayIndex index = new ArrayIndex(x.data(), key);
        NdArray from = Arrays.value(value).to(x.dtype());
        Tensor view = Tensor.of(index.view);
        if (index.hasArrays) {
            try {
                Subscripts.set(view, new PyTuple(index.picks), Tensor.of(from));
            } catch (TorchError e) {
                throw translated(e);
            }
            return;
        }
        if (!fits(from.shape(), view.shape())) {
            throw view.shape().isScalar() ? PyError.value("setting an array element with a sequence.")
                    : PyError.value("could not broadcast input array from shape " + Arrays.shape(from.shape()) + " into shape "
                            + Arrays.shape(view.shape()));
        }
        NdArray cut = from;
        while (cut.rank() > view.shape().rank()) {
            cut = cut.selected(0, 0);
        }
        view.assign(cut.storage() == view.data().storage() ? cut.copy() : cut);
    }

    private static boolean fits(Shape from, Shape to) {
        for (int i = 1; i <= from.rank(); i++) {
            int d = from.dim(from.rank() - i);
            if (d != 1 && (i > to.rank() || d != to.dim(to.rank() - i))) {
                return false;
            }
        }
        return true;
    }
}
