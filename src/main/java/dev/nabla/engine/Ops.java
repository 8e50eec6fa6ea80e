package dev.nabla.engine;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** All tables together: the catalogue. */
public final class Ops {
    // @formatter:off
    /** One table a line. */
    private static final List<Op> ALL = Stream.<Op[]>of(//
            CreationOps.values(),
            RandomOps.values(),
            ArithmeticOps.values(),
            ElementaryOps.values(),
            ActivationOps.values(),
            ComparisonOps.values(),
            BitwiseOps.values(),
            ReductionOps.values(),
            ScanOps.values(),
            SelectionOps.values(),
            NormOps.values(),
            ShapeOps.values(),
            JoiningOps.values(),
            ArrangementOps.values(),
            PaddingOps.values(),
            IndexingOps.values(),
            ScatterOps.values(),
            MatrixOps.values(),
            ProductOps.values(),
            LinalgOps.values(),
            LossOps.values(),
            NormalizationOps.values(),
            DistanceOps.values(),
            ConvolutionOps.values(),
            PoolingOps.values(),
            VisionOps.values(),
            EmbeddingOps.values(),
            LinearOps.values(),
            AttentionOps.values(),
            InPlaceOps.values())
            .flatMap(Stream::of).toList();
    // @formatter:on
    private static final List<Op> IN_PLACE = ALL.stream().filter(o -> o.row().hasInPlaceForm()).<Op>map(InPlace::of).toList();
    private static final Map<String, Op> BY_NAME = Stream.concat(ALL.stream(), IN_PLACE.stream())
            .collect(Collectors.toUnmodifiableMap(Op::wireName, Function.identity()));

    private Ops() {
    }

    /** Every op, by family, in the order of the tables. */
    public static List<Op> all() {
        return ALL;
    }

    /** The forms with an underscore that are derived from rows. */
    public static List<Op> inPlace() {
        return IN_PLACE;
    }

    /** The op of that name, or null. */
    public static @Nullable Op named(String wireName) {
        return BY_NAME.get(wireName);
    }
}
