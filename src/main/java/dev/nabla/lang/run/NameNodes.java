package dev.nabla.lang.run;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.Cell;
import dev.nabla.lang.value.PyError;

/** Names and constants. */
final class NameNodes {
    private NameNodes() {
    }

    static final class Constant extends Node {
        private final Object value;

        Constant(Object value) {
            this.value = value;
        }

        Object value() {
            return value;
        }

        @Override
        Object eval(Frame f) {
            return value;
        }
    }

    /** A variable of the function. */
    static final class Local extends Node {
        private final int slot;
        private final String name;

        Local(int slot, String name) {
            this.slot = slot;
            this.name = name;
        }

        @Override
        Object eval(Frame f) {
            Object v = f.slots[slot];
            if (v == null) {
                throw unbound(name);
            }
            return v;
        }
    }

    static PyError unbound(String name) {
        return new PyError("UnboundLocalError", "cannot access local variable '" + name + "' where it is not associated with a value");
    }

    /** A variable that closures share. */
    static final class Shared extends Node {
        private final int slot;
        private final String name;
        private final boolean free;

        /** @param free whether it belongs to a function around this one */
        Shared(int slot, String name, boolean free) {
            this.slot = slot;
            this.name = name;
            this.free = free;
        }

        @Override
        Object eval(Frame f) {
            Object v = Target.shared(f, slot);
            if (v == null) {
                throw free ? PyError.name("cannot access free variable '" + name
                        + "' where it is not associated with a value in enclosing scope") : unbound(name);
            }
            return v;
        }
    }

    /** A name of the session, else of the builtins. */
    static final class Global extends Node {
        private final Cell cell;
        private final String name;
        private final @Nullable Object builtin;

        Global(Cell cell, String name, @Nullable Object builtin) {
            this.cell = cell;
            this.name = name;
            this.builtin = builtin;
        }

        @Override
        Object eval(Frame f) {
            Object v = cell.get();
            if (v != null) {
                return v;
            }
            if (builtin == null) {
                throw PyError.name("name '" + name + "' is not defined");
            }
            return builtin;
        }
    }
}
