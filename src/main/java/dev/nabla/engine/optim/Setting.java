package dev.nabla.engine.optim;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.PythonText;

/**
 * One setting of a parameter group. Rules hold on to it and read it in every step, so that a schedule or a program can change it between
 * two steps.
 */
public final class Setting {
    private final String name;
    private @Nullable Object value;
    private double[] numbers = {};
    private boolean moved;

    Setting(String name, @Nullable Object value) {
        this.name = name;
        set(value);
    }

    Setting copy() {
        return new Setting(name, value());
    }

    public String name() {
        return name;
    }

    /** Long, Double, Boolean, String, a list of these, or null for None. */
    public @Nullable Object value() {
        if (moved) {
            value = value instanceof List<?> ? Arrays.stream(numbers).boxed().toList() : (Object) numbers[0];
            moved = false;
        }
        return value;
    }

    /** @param v of the declared type: not checked again */
    public void set(@Nullable Object v) {
        value = v;
        moved = false;
        if (v instanceof List<?> list) {
            numbers = list.stream().mapToDouble(x -> x instanceof Number n ? n.doubleValue() : Double.NaN).toArray();
        } else {
            numbers = new double[]{v instanceof Number n ? n.doubleValue() : Double.NaN};
        }
    }

    /** The number. */
    public double real() {
        return numbers[0];
    }

    /** Number i of a list; NaN for None. */
    public double real(int i) {
        return numbers[i];
    }

    /** Sets the number, or the first of a list, without taking memory. */
    public void move(double x) {
        numbers[0] = x;
        moved = true;
    }

    boolean flag() {
        return Boolean.TRUE.equals(value);
    }

    boolean isNone() {
        return value == null;
    }

    /** A non-negative int. */
    int integer() {
        return (int) Math.min(Integer.MAX_VALUE, (long) real());
    }

    /** As Python prints it. */
    @Override
    public String toString() {
        return PythonText.of(value());
    }
}
