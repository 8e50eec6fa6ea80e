package dev.nabla.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;

/** Writes {@code docs/ops.md} from the catalogue; also a program. */
final class OpsPage {
    static final Path PATH = Path.of("docs", "ops.md");

    private OpsPage() {
    }

    public static void main(String[] args) throws IOException {
        Files.writeString(PATH, text());
    }

    static String text() {
        Map<String, List<Catalogue.Entry>> families = Catalogue.entries().stream().filter(e -> !isInPlaceForm(e))
                .collect(Collectors.groupingBy(Catalogue.Entry::family, LinkedHashMap::new, Collectors.toList()));
        StringBuilder page = new StringBuilder();
        page.append("""
                # Ops

                Written by `OpsPage` from the op tables, and rewritten by
                `./mvnw -o -q -Pfast test -Dtest=OpsPageTest -Dnabla.docs.update=true`. `GET /v1/ops` says the same of a running service.

                A signature is PyTorch's. `Tensor` and `Operand` (a tensor or a number) are the call's `inputs`, in their order, everything else its `params`;
                `?` may be null, after `*` an argument is given by name. In derivatives g is the gradient arriving, x and y (or a, b) are the operands, out is the
                result; terms for several operands are separated by semicolons. The numbers of the examples are computed, in float32; a gradient is that of the sum
                of all results.

                """);
        families.forEach((family, entries) -> page.append("- [").append(title(family)).append("](#").append(title(family).toLowerCase(
                Locale.ROOT).replace(' ', '-')).append("): ")
                .append(entries.stream().map(e -> "`" + e.op() + "`").collect(Collectors.joining(", "))).append(
                        "\n"));
        families.forEach((family, entries) -> {
            page.append("\n## ").append(title(family)).append("\n");
            entries.forEach(e -> append(page, e));
        });
        return page.toString();
    }

    private static boolean isInPlaceForm(Catalogue.Entry e) {
        return e.op().endsWith("_") && Catalogue.of(e.op().substring(0, e.op().length() - 1)) != null;
    }

    private static String title(String family) {
        return family.equals("inplace") ? "In place" : Character.toUpperCase(family.charAt(0)) + family.substring(1);
    }

    private static void append(StringBuilder page, Catalogue.Entry e) {
        page.append("\n### ").append(e.op()).append("\n\n`").append(e.signature()).append("`\n\n").append(e.doc());
        if (Catalogue.of(e.op() + "_") != null) {
            page.append(" In place: `").append(e.op()).append("_`.");
        }
        page.append("\n");
        if (e.formula() != null) {
            page.append("\nDerivative: ").append(e.formula()).append("\n");
        }
        page.append("\n```\n").append(call(e)).append("\n");
        e.example().outputs().forEach(t -> page.append("→ ").append(value(t)).append("\n"));
        List<@Nullable Tensor> gradients = e.example().gradients();
        for (int i = 0; i < gradients.size(); i++) {
            Tensor g = gradients.get(i);
            if (g != null) {
                page.append("gradient of ").append(operand(e.op(), i)).append(": ").append(value(g)).append("\n");
            }
        }
        page.append("```\n");
    }

    private static String operand(String op, int i) {
        List<Signature.Parameter> operands = java.util.Objects.requireNonNull(Ops.named(op)).row().signature().operands();
        return i < operands.size() && operands.get(i).type() != Signature.Type.TENSORS ? operands.get(i).name()
                : operands.getFirst().name() + "[" + i + "]";
    }

    private static String call(Catalogue.Entry e) {
        StringJoiner arguments = new StringJoiner(", ", e.op() + "(", ")");
        e.example().inputs().forEach(t -> arguments.add(t == null ? "None" : value(t)));
        e.example().params().forEach((name, v) -> arguments.add(name + "=" + argument(v)));
        return arguments.toString();
    }

    private static String argument(@Nullable Object v) {
        return switch (v) {
            case null -> "None";
            case Boolean b -> b ? "True" : "False";
            case String s -> "'" + s + "'";
            case Double d -> number(d);
            case long[] a -> java.util.Arrays.toString(a);
            case List<?> list -> list.stream().map(OpsPage::argument).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map -> map.entrySet().stream().map(x -> "'" + x.getKey() + "': " + argument(x.getValue())).collect(Collectors
                    .joining(", ", "{", "}"));
            default -> v.toString();
        };
    }

    private static String value(Tensor t) {
        return nested(t.data(), 0, new int[]{0});
    }

    private static String nested(NdArray a, int dim, int[] next) {
        if (dim == a.rank()) {
            int i = next[0]++;
            return switch (a.dtype()) {
                case BOOL -> a.getLong(i) != 0 ? "True" : "False";
                case INT32, INT64 -> String.valueOf(a.getLong(i));
                case FLOAT32, FLOAT64 -> number(a.getDouble(i));
            };
        }
        List<String> parts = new ArrayList<>();
        for (int k = 0; k < a.dim(dim); k++) {
            parts.add(nested(a, dim + 1, next));
        }
        return "[" + String.join(", ", parts) + "]";
    }

    /** Five significant digits: what does not depend on the kernels in use. */
    private static String number(double v) {
        if (Double.isNaN(v) || Double.isInfinite(v)) {
            return Double.isNaN(v) ? "nan" : v > 0 ? "inf" : "-inf";
        }
        if (Math.abs(v) < 1e-6) {
            return "0.0";
        }
        String plain = new java.math.BigDecimal(v).round(new java.math.MathContext(5)).stripTrailingZeros().toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }
}
