package dev.nabla.lang.library;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.nabla.lang.nn.NnModules;
import dev.nabla.lang.numpy.NumpyModules;
import dev.nabla.lang.optim.OptimModules;
import dev.nabla.lang.pyplot.Pyplot;
import dev.nabla.lang.torch.TorchModules;
import dev.nabla.lang.value.Module;

/** All modules, and the names that need no import. */
public final class Library {
    private static final Map<String, Module> MODULES = new LinkedHashMap<>();

    static {
        add(MathModule.module());
        TorchModules.all().forEach(Library::add);
        NnModules.all().forEach(Library::add);
        OptimModules.all().forEach(Library::add);
        NumpyModules.all().forEach(Library::add);
        Pyplot.all().forEach(Library::add);
    }

    private Library() {
    }

    private static void add(Module m) {
        MODULES.put(m.name(), m);
    }

    /** By full name. */
    public static Map<String, Module> modules() {
        return MODULES;
    }

    /** By name. */
    public static Map<String, Object> builtins() {
        return Builtins.all();
    }
}
