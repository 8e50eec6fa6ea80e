package dev.nabla.engine.array;

import org.jspecify.annotations.Nullable;

/**
 * Element types, in the order of PyTorch's promotion: the promoted type of two is the later one.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/tensor_attributes.html">torch.dtype</a>
 */
public enum DType {
    BOOL("bool", "Bool", "bool", 1), INT32("int32", "Int", "int", 4), INT64("int64", "Long", "long int", 8), //
    FLOAT32("float32", "Float", "float", 4), FLOAT64("float64", "Double", "double", 8);

    private final String torchName;
    private final String scalarName;
    private final String nativeName;
    private final int bytes;

    DType(String torchName, String scalarName, String nativeName, int bytes) {
        this.torchName = torchName;
        this.scalarName = scalarName;
        this.nativeName = nativeName;
        this.bytes = bytes;
    }

    /** PyTorch's name without the {@code torch.} prefix. */
    public String torchName() {
        return torchName;
    }

    /** The name in messages such as {@code expected scalar type Long}. */
    public String scalarName() {
        return scalarName;
    }

    /** The C++ name in messages such as {@code double != long int}. */
    public String nativeName() {
        return nativeName;
    }

    /** Size of one element. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloat() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /** An integer type, {@code bool} not included. */
    public boolean isInteger() {
        return this == INT32 || this == INT64;
    }

    public DType promote(DType other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** The dtype of that name, with or without {@code torch.}, or null. */
    public static @Nullable DType named(String name) {
        String plain = name.startsWith("torch.") ? name.substring(6) : name;
        return switch (plain) {
            case "float" -> FLOAT32;
            case "double" -> FLOAT64;
            case "long" -> INT64;
            case "int" -> INT32;
            default -> {
                for (DType d : values()) {
                    if (d.torchName.equals(plain)) {
                        yield d;
                    }
                }
                yield null;
            }
        };
    }

    @Override
    public String toString() {
        return "torch." + torchName;
    }
}
