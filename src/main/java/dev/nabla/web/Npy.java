package dev.nabla.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/**
 * NumPy's file format for one array.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([a-z])(\\d+)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");
    /** Where the elements begin, a multiple of it. */
    private static final int ALIGNMENT = 64;

    private Npy() {
    }

    /** The file's first part. */
    static byte[] head(NdArray a) {
        String shape = a.rank() == 1 ? a.dim(0) + ","
                : Arrays.stream(a.shape().dims()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String text = "{'descr': '" + descr(a.dtype()) + "', 'fortran_order': False, 'shape': (" + shape + "), }";
        int before = MAGIC.length + 4;
        int padded = (before + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - before;
        String line = text + " ".repeat(padded - text.length() - 1) + "\n";
        ByteBuffer head = ByteBuffer.allocate(before + padded).order(ByteOrder.LITTLE_ENDIAN);
        head.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded).put(line.getBytes(StandardCharsets.US_ASCII));
        return head.array();
    }

    private static String descr(DType d) {
        return switch (d) {
            case BOOL -> "|b1";
            case INT32 -> "<i4";
            case INT64 -> "<i8";
            case FLOAT32 -> "<f4";
            case FLOAT64 -> "<f8";
        };
    }

    /** The size of the whole file. */
    public static long bytes(NdArray a) {
        return head(a).length + (long) a.size() * a.dtype().bytes();
    }

    /** Writes the whole file, piece by piece. */
    public static void write(NdArray a, OutputStream out) throws IOException {
        out.write(head(a));
        RawBytes.write(a, out);
    }

    /**
     * Reads a file. A dtype that Nabla does not have becomes the next larger one that it has.
     *
     * @param maxDimensions of the array
     * @param maxElements of the array, checked before memory is taken
     * @throws Problem bad_value where it is no such file, tensor_too_large
     */
    public static NdArray read(byte[] file, int maxDimensions, long maxElements) {
        try {
            return read(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN), maxDimensions, maxElements);
        } catch (BufferUnderflowException e) {
            throw bad("it ends within its head");
        }
    }

    private static NdArray read(ByteBuffer file, int maxDimensions, long maxElements) {
        byte[] magic = new byte[MAGIC.length];
        file.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw bad("it does not start with \\x93NUMPY");
        }
        int major = file.get();
        file.get();
        long length = major == 1 ? Short.toUnsignedInt(file.getShort()) : Integer.toUnsignedLong(file.getInt());
        if (length > file.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] text = new byte[(int) length];
        file.get(text);
        String head = new String(text, StandardCharsets.UTF_8);
        Matcher descr = found(DESCR, head, "descr");
        boolean fortran = found(FORTRAN, head, "fortran_order").group(1).equals("True");
        int[] dims = dims(found(SHAPE, head, "shape").group(1), maxDimensions, maxElements);
        long n = IntStream.of(dims).asLongStream().reduce(1, (a, b) -> a * b);
        int size = Integer.parseInt(descr.group(3));
        if (file.remaining() != n * size) {
            throw bad("its shape asks for " + n * size + " bytes and it has " + file.remaining());
        }
        file.order(descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        if (!fortran) {
            return RawBytes.read(file, descr.group(2) + size, Shape.of(dims));
        }
        int[] order = IntStream.range(0, dims.length).map(i -> dims.length - 1 - i).toArray();
        NdArray reversed = RawBytes.read(file, descr.group(2) + size, Shape.of(IntStream.of(order).map(i -> dims[i]).toArray()));
        return reversed.permuted(order).contiguous();
    }

    private static Matcher found(Pattern p, String head, String member) {
        Matcher m = p.matcher(head);
        if (!m.find()) {
            throw bad("its head names no " + member + " that can be read here");
        }
        return m;
    }

    private static int[] dims(String list, int maxDimensions, long maxElements) {
        String[] parts = Arrays.stream(list.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toArray(String[]::new);
        if (parts.length > maxDimensions) {
            throw new Problem(ProblemCode.TENSOR_TOO_LARGE, "more than " + maxDimensions + " dimensions", null);
        }
        int[] dims = new int[parts.length];
        double n = 1;
        for (int i = 0; i < dims.length; i++) {
            double d = Double.parseDouble(parts[i]);
            n *= d;
            if (d > Integer.MAX_VALUE || n > maxElements) {
                throw new Problem(ProblemCode.TENSOR_TOO_LARGE, "more than " + maxElements + " elements", null);
            }
            dims[i] = (int) d;
        }
        return dims;
    }

    static Problem bad(String why) {
        return new Problem(ProblemCode.BAD_VALUE, "not an npy file: " + Objects.requireNonNull(why), null);
    }
}
