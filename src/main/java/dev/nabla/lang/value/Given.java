package dev.nabla.lang.value;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call of something built in, in the order of its parameters.
 *
 * @param name of the function, for messages
 * @param self what a method is called on
 * @param given which parameters were given
 * @param rest what {@code *args} takes
 * @param keywords what {@code **kwargs} takes
 */
public record Given(String name, Object self, Object[] values, boolean[] given, Object[] rest, Map<String, Object> keywords) {
    public Object get(int i) {
        return values[i];
    }

    /** Whether the parameter was given, and not as None. */
    public boolean has(int i) {
        return values[i] != None.NONE;
    }

    /** The argument, or null for None. */
    public @Nullable Object orNull(int i) {
        return values[i] == None.NONE ? null : values[i];
    }

    public String text(int i) {
        if (values[i] instanceof String s) {
            return s;
        }
        throw PyError.type(name + "() argument " + (i + 1) + " must be str, not " + Values.typeName(values[i]));
    }

    /** An int that fits in 64 bits. */
    public long integer(int i) {
        return Numbers.index(values[i]);
    }

    /** An int as a size or position; beyond int's range it is cut. */
    public int size(int i) {
        return Math.clamp(Numbers.index(values[i]), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    public double real(int i) {
        return Numbers.real(values[i]);
    }

    public boolean flag(int i) {
        return Values.truth(values[i]);
    }
}
