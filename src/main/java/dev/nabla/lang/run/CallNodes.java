package dev.nabla.lang.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.syntax.Expr.Argument.Kind;
import dev.nabla.lang.value.Arguments;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.Values;

/** Calls, attributes and subscripts. */
final class CallNodes {
    private CallNodes() {
    }

    /** How the arguments of a call come about. */
    static final class ArgumentList {
        private final Kind[] kinds;
        private final @Nullable String[] names;
        private final Node[] values;
        private final boolean plain;

        ArgumentList(Kind[] kinds, @Nullable String[] names, Node[] values) {
            this.kinds = kinds;
            this.names = names;
            this.values = values;
            boolean all = true;
            for (Kind k : kinds) {
                all &= k == Kind.PLAIN;
            }
            this.plain = all;
        }

        Arguments eval(Frame f, Object function) {
            if (plain) {
                Object[] positional = new Object[values.length];
                for (int i = 0; i < positional.length; i++) {
                    positional[i] = values[i].eval(f);
                }
                return values.length == 0 ? Arguments.NONE : new Arguments(positional, Map.of());
            }
            List<Object> positional = new ArrayList<>();
            Map<String, Object> named = new LinkedHashMap<>();
            for (int i = 0; i < values.length; i++) {
                Object v = values[i].eval(f);
                switch (kinds[i]) {
                    case PLAIN -> positional.add(v);
                    case SPREAD -> {
                        if (!(v instanceof PyObject) && !(v instanceof String)) {
                            throw PyError.type(label(function) + " argument after * must be an iterable, not " + Values.typeName(v));
                        }
                        positional.addAll(Values.list(v));
                    }
                    case NAMED -> put(named, String.valueOf(names[i]), v, function);
                    case KEYWORDS -> {
                        if (!(v instanceof PyDict d)) {
                            throw PyError.type(label(function) + " argument after ** must be a mapping, not " + Values.typeName(v));
                        }
                        for (Map.Entry<Object, Object> e : d.items()) {
                            if (!(e.getKey() instanceof String key)) {
                                throw PyError.type("keywords must be strings");
                            }
                            put(named, key, e.getValue(), function);
                        }
                    }
                }
            }
            return new Arguments(positional.toArray(), named);
        }

        private static void put(Map<String, Object> named, String name, Object v, Object function) {
            if (named.putIfAbsent(name, v) != null) {
                throw PyError.type(label(function) + " got multiple values for keyword argument '" + name + "'");
            }
        }

        private static String label(Object function) {
            Object name = function instanceof PyObject o ? o.attribute("__qualname__") : null;
            name = name == null && function instanceof PyObject o ? o.attribute("__name__") : name;
            return function instanceof PyFunction p ? "__main__." + p.qualifiedName() + "()" : (name == null ? Values.str(function) : name)
                    + "()";
        }
    }

    static final class Call extends Node {
        private final Node function;
        private final ArgumentList arguments;

        Call(Node function, ArgumentList arguments) {
            this.function = function;
            this.arguments = arguments;
        }

        @Override
        Object eval(Frame f) {
            Object callee = function.eval(f);
            return Values.call(callee, arguments.eval(f, callee));
        }
    }

    /** {@code object.name(…)}, without making the bound method. */
    static final class MethodCall extends Node {
        private final Node object;
        private final String name;
        private final ArgumentList arguments;

        MethodCall(Node object, String name, ArgumentList arguments) {
            this.object = object;
            this.name = name;
            this.arguments = arguments;
        }

        @Override
        Object eval(Frame f) {
            Object o = object.eval(f);
            Builtin method = Values.methodOrNull(o, name);
            if (method != null) {
                return method.on(o, arguments.eval(f, method));
            }
            Object function = Values.attribute(o, name);
            return Values.call(function, arguments.eval(f, function));
        }
    }

    static final class Attribute extends Node {
        private final Node object;
        private final String name;

        Attribute(Node object, String name) {
            this.object = object;
            this.name = name;
        }

        @Override
        Object eval(Frame f) {
            return Values.attribute(object.eval(f), name);
        }
    }

    static final class Item extends Node {
        private final Node object;
        private final Node index;

        Item(Node object, Node index) {
            this.object = object;
            this.index = index;
        }

        @Override
        Object eval(Frame f) {
            return Values.item(object.eval(f), index.eval(f));
        }
    }
}
