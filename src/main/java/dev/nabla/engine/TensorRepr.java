package dev.nabla.engine;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/**
 * What {@code print(tensor)} shows in PyTorch, character for character.
 *
 * @param precision digits after the point
 * @param threshold above so many elements only the edges are shown
 * @param edgeItems how many elements at each end of a summarised dimension
 * @param lineWidth where lines break
 * @param scientific whether numbers are written with an exponent; null where the values decide
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.set_printoptions.html">torch.set_printoptions</a>
 */
public record TensorRepr(int precision, int threshold, int edgeItems, int lineWidth, @Nullable Boolean scientific) {
    public static final TensorRepr DEFAULT = new TensorRepr(4, 1000, 3, 80, null);
    /** The profile {@code short}. */
    public static final TensorRepr SHORT = new TensorRepr(2, 1000, 2, 80, null);
    /** The profile {@code full}: nothing is left out. */
    public static final TensorRepr FULL = new TensorRepr(4, Integer.MAX_VALUE, 3, 80, null);
    private static final String PREFIX = "tensor(";

    /** The text of a tensor, with its dtype where that is not the default, and its function or requires_grad. */
    public String of(Tensor t, DType defaultDtype) {
        Node f = t.gradFn();
        return of(t.data(), defaultDtype, f == null ? null : f.name(), t.requiresGrad());
    }

    /** The text of a tensor with this content. */
    public String of(NdArray a, DType defaultDtype, @Nullable String gradFn, boolean requiresGrad) {
        List<String> suffixes = new ArrayList<>();
        boolean plain = a.dtype() == defaultDtype || a.size() > 0 && (a.dtype() == DType.INT64 || a.dtype() == DType.BOOL);
        if (a.size() == 0 && a.rank() != 1) {
            suffixes.add("size=" + tuple(a.shape()));
        }
        if (!plain) {
            suffixes.add("dtype=" + a.dtype());
        }
        if (gradFn != null) {
            suffixes.add("grad_fn=<" + gradFn.substring(gradFn.lastIndexOf(':') + 1) + ">");
        } else if (requiresGrad) {
            suffixes.add("requires_grad=True");
        }
        return withSuffixes(PREFIX + (a.size() == 0 ? "[]" : content(a)), suffixes);
    }

    private static String tuple(Shape shape) {
        StringBuilder b = new StringBuilder("(");
        for (int i = 0; i < shape.rank(); i++) {
            b.append(i == 0 ? "" : ", ").append(shape.dim(i));
        }
        return b.append(shape.rank() == 1 ? ",)" : ")").toString();
    }

    private String withSuffixes(String text, List<String> suffixes) {
        StringBuilder b = new StringBuilder(text);
        int last = text.length() - text.lastIndexOf('\n') + 1;
        for (String s : suffixes) {
            if (last + s.length() + 2 > lineWidth) {
                b.append(",\n").append(" ".repeat(PREFIX.length())).append(s);
                last = PREFIX.length() + s.length();
            } else {
                b.append(", ").append(s);
                last += s.length() + 2;
            }
        }
        return b.append(')').toString();
    }

    private String content(NdArray a) {
        boolean summarize = a.size() > threshold;
        NumberFormat format = new NumberFormat(a, summarize);
        StringBuilder b = new StringBuilder();
        write(b, a, 0, a.offset(), PREFIX.length(), summarize, format);
        return b.toString();
    }

    /** The positions shown along a dimension of size n: all, or the edges; −1 stands for the gap. */
    private int[] shown(int n, boolean summarize) {
        if (!summarize || n <= 2 * edgeItems) {
            int[] all = new int[n];
            java.util.Arrays.setAll(all, i -> i);
            return all;
        }
        int[] edges = new int[2 * edgeItems + 1];
        for (int i = 0; i < edgeItems; i++) {
            edges[i] = i;
            edges[edges.length - 1 - i] = n - 1 - i;
        }
        edges[edgeItems] = -1;
        return edges;
    }

    private void write(StringBuilder b, NdArray a, int dim, int at, int indent, boolean summarize, NumberFormat format) {
        if (a.rank() == 0) {
            b.append(format.text(a, at));
            return;
        }
        b.append('[');
        boolean vector = dim == a.rank() - 1;
        int perLine = Math.max(1, (lineWidth - indent) / (format.width + 2));
        String pad = " ".repeat(indent + 1);
        int count = 0;
        for (int i : shown(a.dim(dim), summarize)) {
            if (count > 0) {
                boolean wrap = !vector || count % perLine == 0;
                b.append(wrap ? "," + "\n".repeat(vector ? 1 : a.rank() - dim - 1) + pad : ", ");
            }
            count++;
            if (i < 0) {
                b.append(vector ? " ..." : "...");
            } else if (vector) {
                b.append(format.text(a, at + i * a.stride(dim)));
            } else {
                write(b, a, dim + 1, at + i * a.stride(dim), indent + 1, summarize, format);
            }
        }
        b.append(']');
    }

    /** How the numbers of one tensor are written: as integers, with a fixed point or with an exponent, all in one width. */
    private final class NumberFormat {
        private final boolean floats;
        private boolean whole = true;
        private boolean exponent;
        private int width = 1;

        NumberFormat(NdArray a, boolean summarize) {
            floats = a.dtype().isFloat();
            double min = Double.POSITIVE_INFINITY;
            double max = 0;
            List<Integer> positions = new ArrayList<>();
            collect(a, 0, a.offset(), summarize, positions);
            for (int p : positions) {
                if (!floats) {
                    width = Math.max(width, text(a, p).length());
                    continue;
                }
                double v = a.storage().getDouble(p);
                if (Double.isFinite(v) && v != 0) {
                    whole &= v == Math.rint(v);
                    min = Math.min(min, Math.abs(v));
                    max = Math.max(max, Math.abs(v));
                }
            }
            if (!floats || max == 0) {
                exponent = floats && Boolean.TRUE.equals(scientific);
                return;
            }
            exponent = scientific != null ? scientific : max / min > 1000 || max > 1e8 || !whole && min < 1e-4;
            for (int p : positions) {
                double v = a.storage().getDouble(p);
                if (Double.isFinite(v) && v != 0) {
                    width = Math.max(width,
                            exponent ? scientific(v).length() : whole ? fixed(v, 0).length() + 1 : fixed(v, precision).length());
                }
            }
        }

        private void collect(NdArray a, int dim, int at, boolean summarize, List<Integer> positions) {
            if (dim == a.rank()) {
                positions.add(at);
                return;
            }
            for (int i : shown(a.dim(dim), summarize)) {
                if (i >= 0) {
                    collect(a, dim + 1, at + i * a.stride(dim), summarize, positions);
                }
            }
        }

        String text(NdArray a, int at) {
            if (!floats) {
                String s =
                        a.dtype() == DType.BOOL ? a.storage().getLong(at) != 0 ? "True" : "False" : Long.toString(a.storage().getLong(at));
                return padded(s);
            }
            double v = a.storage().getDouble(at);
            if (Double.isNaN(v)) {
                return padded("nan");
            }
            if (Double.isInfinite(v)) {
                return padded(v > 0 ? "inf" : "-inf");
            }
            return padded(exponent ? scientific(v) : whole ? fixed(v, 0) + "." : fixed(v, precision));
        }

        private String padded(String s) {
            return s.length() >= width ? s : " ".repeat(width - s.length()) + s;
        }

        private String scientific(double v) {
            return exponential(v, precision);
        }
    }

    private static String sign(double v) {
        return v < 0 || v == 0 && 1 / v < 0 ? "-" : "";
    }

    /** Python's {@code '%.{digits}f'}: the exact value rounded half to even. */
    private static String fixed(double v, int digits) {
        return sign(v) + new BigDecimal(Math.abs(v)).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    }

    /** Python's {@code '%.{digits}e'}. */
    private static String exponential(double v, int digits) {
        BigDecimal d = new BigDecimal(Math.abs(v)).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
        int exponent = d.signum() == 0 ? 0 : d.precision() - d.scale() - 1;
        BigDecimal mantissa = d.signum() == 0 ? d : d.scaleByPowerOfTen(-exponent);
        String e = Integer.toString(Math.abs(exponent));
        return sign(v) + mantissa.setScale(digits, RoundingMode.UNNECESSARY).toPlainString() + "e" + (exponent < 0 ? "-" : "+")
                + (e.length() < 2 ? "0" + e : e);
    }
}
