package dev.nabla.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;

/**
 * The file format safetensors: named tensors one after the other, with a table of contents in JSON before them.
 *
 * @see <a href="https://huggingface.co/docs/safetensors/index#format">The format</a>
 */
public final class Safetensors {
    private static final int ALIGNMENT = 8;

    private Safetensors() {
    }

    /** Writes a file, piece by piece. */
    public static void write(Map<String, NdArray> tensors, JsonMapper json, OutputStream out) throws IOException {
        Map<String, Object> contents = new LinkedHashMap<>();
        long at = 0;
        for (Map.Entry<String, NdArray> t : tensors.entrySet()) {
            NdArray a = t.getValue();
            long end = at + (long) a.size() * a.dtype().bytes();
            contents.put(t.getKey(), Map.of("dtype", name(a.dtype()), "shape", a.shape().dims(), "data_offsets", List.of(at, end)));
            at = end;
        }
        byte[] text = json.writeValueAsBytes(contents);
        int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        out.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).array());
        out.write(text);
        out.write(" ".repeat(padded - text.length).getBytes(StandardCharsets.US_ASCII));
        for (NdArray a : tensors.values()) {
            RawBytes.write(a, out);
        }
    }

    private static String name(DType d) {
        return switch (d) {
            case BOOL -> "BOOL";
            case INT32 -> "I32";
            case INT64 -> "I64";
            case FLOAT32 -> "F32";
            case FLOAT64 -> "F64";
        };
    }
}
