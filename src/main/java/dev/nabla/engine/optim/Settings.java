package dev.nabla.engine.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** All settings of one parameter group or one schedule, given ones and defaults, in the order of the declaration. */
public final class Settings {
    private final List<Setting> all;

    Settings(List<Setting> all) {
        this.all = List.copyOf(all);
    }

    public List<Setting> all() {
        return all;
    }

    /** Whether there is a setting of that name. */
    public boolean has(String name) {
        return all.stream().anyMatch(s -> s.name().equals(name));
    }

    /** The setting of that name, which must exist. */
    public Setting get(String name) {
        for (Setting s : all) {
            if (s.name().equals(name)) {
                return s;
            }
        }
        throw new IllegalArgumentException("no setting " + name);
    }

    double real(String name) {
        return get(name).real();
    }

    boolean flag(String name) {
        return get(name).flag();
    }

    /** Every setting by name. */
    public Map<String, @Nullable Object> values() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        all.forEach(s -> map.put(s.name(), s.value()));
        return map;
    }
}
