package dev.nabla.lang.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.Cell;
import dev.nabla.lang.value.Module;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.Run;

/** The names of a session, and what programs find beyond them: builtins and modules. */
public final class Namespace {
    private final Map<String, Cell> cells = new LinkedHashMap<>();
    private final Map<String, Object> builtins;
    private final Map<String, Module> modules;
    private final Function<String, @Nullable Object> outside;

    /**
     * @param builtins by name
     * @param modules that can be imported, by full name
     * @param outside gives the value of a name that comes up for the first time, or null
     */
    public Namespace(Map<String, Object> builtins, Map<String, Module> modules, Function<String, @Nullable Object> outside) {
        this.builtins = builtins;
        this.modules = modules;
        this.outside = outside;
    }

    /** {@code torch} of {@code torch.nn}. */
    static String firstPart(String module) {
        int dot = module.indexOf('.');
        return dot < 0 ? module : module.substring(0, dot);
    }

    /** The place of a name, which may have no value yet. */
    public Cell cell(String name) {
        Cell known = cells.get(name);
        if (known != null) {
            return known;
        }
        Cell cell = new Cell();
        cell.set(outside.apply(name));
        cells.put(name, cell);
        Run.onUndo(() -> cells.remove(name));
        return cell;
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
