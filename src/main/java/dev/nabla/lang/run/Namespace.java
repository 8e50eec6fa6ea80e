package dev.nabla.lang.run;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.Cell;
import dev.nabla.lang.value.Module;
import dev.nabla.lang.value.PyError;

/** The names of a session, and what programs find beyond them: builtins and modules. */
public final class Namespace {
    private final Map<String, Cell> cells = new LinkedHashMap<>();
    private final Map<String, Object> builtins;
    private final Map<String, Module> modules;

    /**
     * @param builtins by name
     * @param modules that can be imported, by full name
     */
    public Namespace(Map<String, Object> builtins, Map<String, Module> modules) {
        this.builtins = builtins;
        this.modules = modules;
    }

    /** {@code torch} of {@code torch.nn}. */
    static String firstPart(String module) {
        int dot = module.indexOf('.');
        return dot < 0 ? module : module.substring(0, dot);
    }

    /** The place of a name, which may have no value yet. */
    public Cell cell(String name) {
        return cells.computeIfAbsent(name, _ -> new Cell());
    }

    /** All places, in the order in which the names came up. */
    public Map<String, Cell> cells() {
        return cells;
    }

    @Nullable
    Object builtin(String name) {
        return builtins.get(name);
    }

    /** @throws PyError ModuleNotFoundError */
    Module module(String name) {
        Module m = modules.get(name);
        if (m == null) {
            throw new PyError("ModuleNotFoundError", Absent.module(name, modules.keySet()));
        }
        return m;
    }

    /** {@code from module import name} */
    Object imported(String module, String name) {
        Module m = module(module);
        Object v = m.find(name);
        if (v == null) {
            v = modules.get(module + "." + name);
        }
        if (v == null) {
            throw new PyError("ImportError", "cannot import name '" + name + "' from '" + module + "'");
        }
        return v;
    }
}
