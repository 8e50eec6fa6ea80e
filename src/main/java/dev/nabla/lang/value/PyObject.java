package dev.nabla.lang.value;

import java.util.Iterator;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.syntax.Expr.BinaryOp;
import dev.nabla.lang.syntax.Expr.CompareOp;
import dev.nabla.lang.syntax.Expr.UnaryOp;

/** A value that is no number, text or None. What it does not override it cannot do, and says so as Python does. */
public interface PyObject {
    PyType type();

    /** Passes on what it holds, for what is held to be measured. */
    default void holds(Consumer<Object> to) {
    }

    /** Itself, where it never changes; else a copy of its own with copies of all that it holds. */
    default Object copied(Copies c) {
        if (this instanceof Mutable) {
            throw Copies.cannot(this);
        }
        holds(_ -> {
            throw Copies.cannot(this);
        });
        return this;
    }

    default String repr() {
        return "<" + type().qualifiedName() + " object at 0x7f" + String.format("%010x", System.identityHashCode(this)) + ">";
    }

    default String str() {
        return repr();
    }

    /** {@code format(self, spec)} */
    default String format(String spec) {
        if (spec.isEmpty()) {
            return str();
        }
        throw PyError.type("unsupported format string passed to " + type().name() + ".__format__");
    }

    default boolean truth() {
        return true;
    }

    /** {@code ==} with something of any type. */
    @SuppressWarnings("ReferenceEquality") // An object is equal to itself where its type says nothing else.
    default boolean equal(Object other) {
        return this == other;
    }

    /** An attribute that is no method of its type, or null. */
    default @Nullable Object attribute(String name) {
        return null;
    }

    default void setAttribute(String name, Object value) {
        throw PyError.attribute("'" + type().name() + "' object has no attribute '" + name + "'");
    }

    default Object call(Arguments arguments) {
        throw PyError.type("'" + type().name() + "' object is not callable");
    }

    default boolean isCallable() {
        return false;
    }

    /** {@code self[key]} */
    default Object item(Object key) {
        throw PyError.type("'" + type().name() + "' object is not subscriptable");
    }

    default void setItem(Object key, Object value) {
        throw PyError.type("'" + type().name() + "' object does not support item assignment");
    }

    default void deleteItem(Object key) {
        throw PyError.type("'" + type().name() + "' object doesn't support item deletion");
    }

    default Iterator<Object> iterate() {
        throw PyError.type("'" + type().name() + "' object is not iterable");
    }

    /** {@code len(self)} */
    default int length() {
        throw PyError.type("object of type '" + type().name() + "' has no len()");
    }

    default boolean contains(Object item) {
        for (Iterator<Object> i = iterate(); i.hasNext();) {
            if (Values.same(i.next(), item)) {
                return true;
            }
        }
        return false;
    }

    /** {@code self op other}, or null where it has no meaning. */
    default @Nullable Object binary(BinaryOp op, Object other) {
        return null;
    }

    /** {@code other op self}, or null where it has no meaning. */
    default @Nullable Object reflected(BinaryOp op, Object other) {
        return null;
    }

    /** {@code self op= other}, or null where that is {@code self = self op other}. */
    default @Nullable Object inPlace(BinaryOp op, Object other) {
        return null;
    }

    default @Nullable Object unary(UnaryOp op) {
        return null;
    }

    /** {@code self op other} for an op other than is and in, or null where it has no meaning. */
    default @Nullable Object compare(CompareOp op, Object other) {
        return null;
    }
}
