package dev.nabla.lang.nn;

import dev.nabla.engine.Tensor;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Copies;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Values;

/**
 * A tensor that a layer learns: assigned to a layer, it is among its parameters.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html">torch.nn.Parameter</a>
 */
public final class PyParameter extends PyTensor {
    static final PyType TYPE = PyTensor.TYPE.kind("torch.nn.parameter", "Parameter")
            .madeBy(Builtin.written("Parameter.__new__(data=None, requires_grad=True)", PyParameter::made));

    private PyParameter(Tensor tensor) {
        super(tensor);
    }

    /** The tensor itself as a parameter. */
    public static PyParameter of(Tensor leaf) {
        return new PyParameter(leaf);
    }

    private static Object made(Given a) {
        if (!a.has(0)) {
            return new PyParameter(Tensor.leaf(dev.nabla.engine.array.NdArray.zeros(dev.nabla.engine.Workspace.current().defaultDtype(),
                    dev.nabla.engine.array.Shape.of(0)), a.flag(1)));
        }
        if (!(a.get(0) instanceof PyTensor t)) {
            throw PyError.type("Parameter data must be a tensor, not " + Values.typeName(a.get(0)));
        }
        return new PyParameter(Tensor.leaf(t.tensor().data(), a.flag(1)));
    }

    @Override
    public Object copied(Copies c) {
        return new PyParameter(c.of(tensor()));
    }

    @Override
    public PyType type() {
        return TYPE;
    }

    @Override
    public String repr() {
        return "Parameter containing:\n" + super.repr();
    }
}
