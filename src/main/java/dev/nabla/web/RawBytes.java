package dev.nabla.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.Storage;

/** Elements one after the other as machines hold them, written little-endian. */
final class RawBytes {
    private static final int PIECE = 1 << 16;

    private RawBytes() {
    }

    /** Writes the elements in row-major order. */
    static void write(NdArray array, OutputStream out) throws IOException {
        NdArray a = array.contiguous();
        Storage s = a.storage();
        int width = a.dtype().bytes();
        ByteBuffer piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
        int most = PIECE / width;
        for (int i = 0; i < a.size(); i += most) {
            int n = Math.min(most, a.size() - i);
            int at = a.offset() + i;
            switch (a.dtype()) {
                case FLOAT64 -> piece.asDoubleBuffer().put(s.doubles(), at, n);
                case FLOAT32 -> piece.asFloatBuffer().put(s.floats(), at, n);
                case INT64 -> piece.asLongBuffer().put(s.longs(), at, n);
                case INT32 -> piece.asIntBuffer().put(s.ints(), at, n);
                case BOOL -> {
                    for (int k = 0; k < n; k++) {
                        piece.put(k, (byte) (s.bools()[at + k] ? 1 : 0));
                    }
                }
            }
            out.write(piece.array(), 0, n * width);
        }
    }

    /**
     * Reads the rest of a buffer.
     *
     * @param type a letter and a number of bytes, as NumPy has them: {@code f4}
     */
    static NdArray read(ByteBuffer from, String type, Shape shape) {
        int n = shape.size();
        return switch (type) {
            case "f8" -> {
                double[] a = new double[n];
                from.asDoubleBuffer().get(a);
                yield NdArray.of(shape, a);
            }
            case "f4" -> {
                float[] a = new float[n];
                from.asFloatBuffer().get(a);
                yield NdArray.of(shape, a);
            }
            case "i8" -> {
                long[] a = new long[n];
                from.asLongBuffer().get(a);
                yield NdArray.of(shape, a);
            }
            case "i4" -> {
                int[] a = new int[n];
                from.asIntBuffer().get(a);
                yield NdArray.of(shape, a);
            }
            case "b1" -> {
                boolean[] a = new boolean[n];
                for (int i = 0; i < n; i++) {
                    a[i] = from.get() != 0;
                }
                yield NdArray.of(shape, a);
            }
            default -> widened(from, type, shape);
        };
    }

    private static NdArray widened(ByteBuffer from, String type, Shape shape) {
        NdArray a = NdArray.zeros(switch (type) {
            case "f2" -> DType.FLOAT32;
            case "i1", "i2", "u1", "u2" -> DType.INT32;
            case "u4" -> DType.INT64;
            default -> throw Npy.bad("Nabla has no dtype for " + type);
        }, shape);
        Storage s = a.storage();
        for (int i = 0; i < shape.size(); i++) {
            switch (type) {
                case "f2" -> s.setDouble(i, Float.float16ToFloat(from.getShort()));
                case "i1" -> s.setLong(i, from.get());
                case "i2" -> s.setLong(i, from.getShort());
                case "u1" -> s.setLong(i, Byte.toUnsignedInt(from.get()));
                case "u2" -> s.setLong(i, Short.toUnsignedInt(from.getShort()));
                default -> s.setLong(i, Integer.toUnsignedLong(from.getInt()));
            }
        }
        return a;
    }
}
