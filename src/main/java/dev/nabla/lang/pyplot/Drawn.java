package dev.nabla.lang.pyplot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.lang.torch.Creation;
import dev.nabla.lang.torch.Operand;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.Values;

/** What programs plot, as Plotly takes it. */
final class Drawn {
    private Drawn() {
    }

    /** The numbers of a list, array or tensor. */
    static NdArray array(Object v) {
        NdArray a = switch (v) {
            case PyTensor t -> {
                if (t.tensor().requiresGrad()) {
                    throw PyError.runtime("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.");
                }
                yield t.tensor().data();
            }
            case Operand.TensorLike t -> t.tensor().data();
            case PyDict _,String _,None _ -> throw PyError.type("what is plotted must be numbers, not " + Values.typeName(v));
            default -> Creation.tensor(Numbers.isNumber(v) ? v : new dev.nabla.lang.value.PyList(Values.list(v)),
                    dev.nabla.engine.array.DType.FLOAT64, false).data();
        };
        dev.nabla.lang.value.Run.current().keep(32L * a.size());
        return a;
    }

    /** As a row of numbers. */
    static NdArray flat(Object v) {
        NdArray a = array(v).contiguous();
        return a.reshaped(Shape.of(a.size()));
    }

    /** Numbers as JSON has them; null for those that are not finite. */
    static List<@Nullable Object> list(NdArray a) {
        List<@Nullable Object> out = new ArrayList<>();
        for (int i = 0; i < (a.rank() == 0 ? 1 : a.dim(0)); i++) {
            if (a.rank() > 1) {
                out.add(list(a.selected(0, i)));
            } else {
                double v = a.getDouble(i);
                out.add(Double.isFinite(v) ? (Object) v : null);
            }
        }
        return out;
    }

    /** The places 0, 1, 2, … */
    static NdArray places(int n) {
        NdArray a = NdArray.zeros(dev.nabla.engine.array.DType.FLOAT64, Shape.of(n));
        for (int i = 0; i < n; i++) {
            a.storage().setDouble(i, i);
        }
        return a;
    }

    static Map<String, Object> trace(String type) {
        Map<String, Object> t = new LinkedHashMap<>();
        t.put("type", type);
        return t;
    }

    /** A colour that was given, or null. */
    static @Nullable String colour(@Nullable Object v) {
        if (v == null || v == None.NONE) {
            return null;
        }
        String c = v instanceof String s ? LineStyle.css(s) : null;
        if (c == null) {
            throw PyError
                    .value(Values.repr(v) + " is not a valid value for color: supported inputs are colour names, 'C0' to 'C9', letters of "
                            + "format strings and '#rrggbb'");
        }
        return c;
    }

    /** Plotly's name of a colour map. */
    static Object scale(@Nullable Object cmap) {
        String name = cmap == null || cmap == None.NONE ? "viridis" : Values.str(cmap).toLowerCase(java.util.Locale.ROOT);
        String plain = name.endsWith("_r") ? name.substring(0, name.length() - 2) : name;
        return switch (plain) {
            case "viridis" -> "Viridis";
            case "plasma", "inferno", "magma" -> "Hot";
            case "cividis" -> "Cividis";
            case "rainbow", "gist_rainbow", "hsv" -> "Rainbow";
            case "jet", "turbo" -> "Jet";
            case "hot", "afmhot" -> "Hot";
            case "coolwarm", "bwr", "seismic", "rdbu" -> "RdBu";
            case "blues" -> "Blues";
            case "greens" -> "Greens";
            case "reds" -> "Reds";
            case "gray", "grey", "binary", "greys" -> "Greys";
            case "ylgnbu", "gnbu", "winter", "cool" -> "YlGnBu";
            case "ylorrd", "orrd", "autumn", "spring", "summer", "copper" -> "YlOrRd";
            case "earth", "terrain", "gist_earth", "ocean" -> "Earth";
            default -> throw PyError.value("'" + name + "' is not a known colormap name");
        };
    }
}
