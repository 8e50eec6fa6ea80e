package dev.nabla.lang.pyplot;

import java.util.List;

import dev.nabla.lang.value.Module;

/** The module matplotlib.cm: colour maps, which go by their names. */
final class ColourMaps {
    static final Module MODULE = Module.of("matplotlib.cm");

    static {
        for (String name : List.of("viridis", "plasma", "inferno", "magma", "cividis", "rainbow", "jet", "turbo", "hot", "coolwarm", "RdBu",
                "Blues", "Greens", "Reds", "gray", "Greys", "YlGnBu", "YlOrRd", "terrain")) {
            MODULE.with(name, name);
        }
    }

    private ColourMaps() {
    }
}
