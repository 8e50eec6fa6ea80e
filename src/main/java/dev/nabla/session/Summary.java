package dev.nabla.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/** A tensor's content in a few numbers; as PyTorch's min, max, mean and std they are NaN where an element is. */
@Schema(description = "A tensor's content in a few numbers.")
record Summary(
        @JsonProperty(required = true) @Nullable NdArray min,
        @JsonProperty(required = true) @Nullable NdArray max,
        @JsonProperty(required = true) @Nullable NdArray mean,
        @JsonProperty(required = true) @Nullable NdArray std,
        @JsonProperty(required = true) NdArray first,
        @JsonProperty(required = true) NdArray last) {
    private static final int EDGE = 3;

    static Summary of(NdArray a) {
        int n = a.size();
        NdArray flat = a.contiguous().reshaped(Shape.of(n));
        int edge = Math.min(EDGE, n);
        NdArray first = part(flat, 0, edge);
        NdArray last = part(flat, n - edge, edge);
        if (n == 0) {
            return new Summary(null, null, null, null, first, last);
        }
        return a.dtype().isFloat() ? ofFloats(flat, first, last) : ofInts(flat, first, last);
    }

    private static NdArray part(NdArray flat, int from, int count) {
        return flat.view(Shape.of(count), new int[]{1}, flat.offset() + from).copy();
    }

    private static Summary ofFloats(NdArray flat, NdArray first, NdArray last) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < flat.size(); i++) {
            double v = flat.getDouble(i);
            min = Math.min(min, v);
            max = Math.max(max, v);
        }
        double mean = mean(flat);
        return new Summary(NdArray.scalar(flat.dtype(), min), NdArray.scalar(flat.dtype(), max), NdArray.scalar(flat.dtype(), mean),
                NdArray.scalar(flat.dtype(), deviation(flat, mean)), first, last);
    }

    private static Summary ofInts(NdArray flat, NdArray first, NdArray last) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < flat.size(); i++) {
            long v = flat.getLong(i);
            min = Math.min(min, v);
            max = Math.max(max, v);
        }
        double mean = mean(flat);
        return new Summary(NdArray.scalar(flat.dtype(), min), NdArray.scalar(flat.dtype(), max), NdArray.scalar(DType.FLOAT64, mean),
                NdArray.scalar(DType.FLOAT64, deviation(flat, mean)), first, last);
    }

    private static double mean(NdArray flat) {
        double sum = 0;
        for (int i = 0; i < flat.size(); i++) {
            sum += flat.getDouble(i);
        }
        return sum / flat.size();
    }

    private static double deviation(NdArray flat, double mean) {
        double squares = 0;
        for (int i = 0; i < flat.size(); i++) {
            double d = flat.getDouble(i) - mean;
            squares += d * d;
        }
        return Math.sqrt(squares / (flat.size() - 1));
    }
}
