package dev.nabla.lang.value;

import java.math.BigInteger;

/** The types of values that are plain Java objects, and those of the containers. */
public final class Types {
    public static final PyType OBJECT = PyType.of("object");
    public static final PyType INT = PyType.of("int").with(NumberMethods.INT);
    public static final PyType BOOL = INT.kind("builtins", "bool");
    public static final PyType FLOAT = PyType.of("float").with(NumberMethods.FLOAT);
    public static final PyType STR = PyType.of("str").with(StrMethods.ROWS).with(StrTests.ROWS);
    public static final PyType NONE = PyType.of("NoneType");
    public static final PyType LIST = PyType.of("list").with(ListMethods.ROWS);
    public static final PyType TUPLE = PyType.of("tuple").with(ListMethods.TUPLE_ROWS);
    public static final PyType DICT = PyType.of("dict").with(DictMethods.ROWS);
    public static final PyType ORDERED_DICT = DICT.kind("collections", "OrderedDict");
    public static final PyType SET = PyType.of("set").with(SetMethods.ROWS);
    public static final PyType FROZENSET = PyType.of("frozenset").with(SetMethods.ROWS);
    public static final PyType RANGE = PyType.of("range");
    public static final PyType SLICE = PyType.of("slice");
    public static final PyType ELLIPSIS = PyType.of("ellipsis");
    public static final PyType MODULE = PyType.of("module");
    public static final PyType FUNCTION = PyType.of("function");
    public static final PyType METHOD = PyType.of("method");
    public static final PyType GENERATOR = PyType.of("generator");

    private Types() {
    }

    /** {@code type(v)} */
    public static PyType of(Object v) {
        return switch (v) {
            case PyObject o -> o.type();
            case Long _,BigInteger _ -> INT;
            case Double _ -> FLOAT;
            case String _ -> STR;
            case Boolean _ -> BOOL;
            case None _ -> NONE;
            default -> throw new IllegalStateException(v.getClass().getName());
        };
    }
}
