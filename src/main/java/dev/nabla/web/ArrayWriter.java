package dev.nabla.web;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Storage;

/**
 * Writes an array nested by its shape, straight from its storage: a 0-d one as a bare number, floats with the fewest digits that read back as the
 * same, non-finite ones as strings.
 */
public final class ArrayWriter extends ValueSerializer<NdArray> {
    @Override
    public void serialize(NdArray a, JsonGenerator out, SerializationContext context) {
        write(a, out);
    }

    /** Writes the array as one value. */
    public static void write(NdArray a, JsonGenerator out) {
        write(a, 0, a.offset(), out);
    }

    private static void write(NdArray a, int dim, int at, JsonGenerator out) {
        if (dim == a.rank()) {
            element(a.storage(), at, out);
            return;
        }
        int n = a.dim(dim);
        int stride = a.stride(dim);
        out.writeStartArray(a, n);
        if (dim == a.rank() - 1) {
            elements(a.storage(), at, n, stride, out);
        } else {
            for (int i = 0; i < n; i++) {
                write(a, dim + 1, at + i * stride, out);
            }
        }
        out.writeEndArray();
    }

    private static void elements(Storage s, int at, int n, int stride, JsonGenerator out) {
        switch (s.dtype()) {
            case FLOAT64 -> {
                double[] values = s.doubles();
                for (int i = 0; i < n; i++) {
                    write(values[at + i * stride], out);
                }
            }
            case FLOAT32 -> {
                float[] values = s.floats();
                for (int i = 0; i < n; i++) {
                    write(values[at + i * stride], out);
                }
            }
            case INT64, INT32, BOOL -> {
                for (int i = 0; i < n; i++) {
                    element(s, at + i * stride, out);
                }
            }
        }
    }

    private static void element(Storage s, int at, JsonGenerator out) {
        switch (s.dtype()) {
            case FLOAT64 -> write(s.doubles()[at], out);
            case FLOAT32 -> write(s.floats()[at], out);
            case INT64 -> out.writeNumber(s.longs()[at]);
            case INT32 -> out.writeNumber(s.ints()[at]);
            case BOOL -> out.writeBoolean(s.bools()[at]);
        }
    }

    private static void write(double v, JsonGenerator out) {
        if (Double.isFinite(v)) {
            out.writeNumber(v);
        } else {
            out.writeString(Double.toString(v));
        }
    }

    private static void write(float v, JsonGenerator out) {
        if (Float.isFinite(v)) {
            out.writeNumber(v);
        } else {
            out.writeString(Float.toString(v));
        }
    }
}
