package dev.nabla.journal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Literal;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/**
 * Plain values as bytes: records of them by the names of their components, so that a later version, whose records have more, reads what an earlier
 * one wrote. Numbers keep every bit. {@link Decoder} reads them.
 */
final class Encoder {
    /** What follows, by its code in the bytes. */
    enum Tag {
        NULL(0), FALSE(1), TRUE(2), LONG(3), INT(4), DOUBLE(5), FLOAT(6), TEXT(7), //
        LIST(8), SET(9), MAP(10), RECORD(11), ENUM(12), LONGS(13), INTS(14), DOUBLES(15), //
        FLOATS(16), BOOLS(17), BYTES(18), ARRAY(19), LITERAL(20), SHAPE(21), DURATION(22), INSTANT(23);

        final int code;

        Tag(int code) {
            this.code = code;
        }
    }

    static final int FORMAT = 1;

    /** A record's class with how to read its components. */
    private record Layout(String name, RecordComponent[] components) {
    }

    private static final ClassValue<Layout> LAYOUTS = new ClassValue<>() {
        @Override
        protected Layout computeValue(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            for (RecordComponent c : components) {
                c.getAccessor().setAccessible(true);
            }
            return new Layout(type.getName(), components);
        }
    };

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final Map<String, Integer> texts = new HashMap<>();
    private final Map<Class<?>, Integer> layouts = new HashMap<>();

    private Encoder() {
    }

    static byte[] encode(@Nullable Object value) {
        Encoder e = new Encoder();
        try {
            e.out.writeByte(FORMAT);
            e.write(value);
        } catch (IOException x) {
            throw new UncheckedIOException(x);
        }
        return e.bytes.toByteArray();
    }

    private void tag(Tag tag) throws IOException {
        out.writeByte(tag.code);
    }

    private void write(@Nullable Object value) throws IOException {
        switch (value) {
            case null -> tag(Tag.NULL);
            case Boolean b -> tag(b ? Tag.TRUE : Tag.FALSE);
            case Long n -> {
                tag(Tag.LONG);
                number(n);
            }
            case Integer n -> {
                tag(Tag.INT);
                number(n);
            }
            case Double d -> {
                tag(Tag.DOUBLE);
                out.writeLong(Double.doubleToRawLongBits(d));
            }
            case Float f -> {
                tag(Tag.FLOAT);
                out.writeInt(Float.floatToRawIntBits(f));
            }
            case String s -> {
                tag(Tag.TEXT);
                text(s);
            }
            case List<?> l -> all(Tag.LIST, l);
            case Set<?> s -> all(Tag.SET, s);
            case Map<?, ?> m -> {
                tag(Tag.MAP);
                number(m.size());
                for (Map.Entry<?, ?> e : m.entrySet()) {
                    write(e.getKey());
                    write(e.getValue());
                }
            }
            case Enum<?> e -> {
                tag(Tag.ENUM);
                text(e.getDeclaringClass().getName());
                text(e.name());
            }
            case Record r -> record(r);
            default -> writeArray(value);
        }
    }

    private void writeArray(Object value) throws IOException {
        switch (value) {
            case long[] a -> {
                block(Tag.LONGS, a.length, 8).asLongBuffer().put(a);
                send();
            }
            case int[] a -> {
                block(Tag.INTS, a.length, 4).asIntBuffer().put(a);
                send();
            }
            case double[] a -> {
                block(Tag.DOUBLES, a.length, 8).asDoubleBuffer().put(a);
                send();
            }
            case float[] a -> {
                block(Tag.FLOATS, a.length, 4).asFloatBuffer().put(a);
                send();
            }
            case boolean[] a -> {
                tag(Tag.BOOLS);
                number(a.length);
                for (boolean b : a) {
                    out.writeBoolean(b);
                }
            }
            case byte[] a -> {
                tag(Tag.BYTES);
                number(a.length);
                out.write(a);
            }
            case NdArray a -> {
                tag(Tag.ARRAY);
                write(a.dtype());
                write(a.shape().dims());
                write(elements(a.contiguous()));
            }
            case Literal l -> {
                tag(Tag.LITERAL);
                write(l.parts());
            }
            case Shape s -> {
                tag(Tag.SHAPE);
                write(s.dims());
            }
            case Duration d -> {
                tag(Tag.DURATION);
                out.writeLong(d.getSeconds());
                out.writeInt(d.getNano());
            }
            case Instant t -> {
                tag(Tag.INSTANT);
                out.writeLong(t.getEpochSecond());
                out.writeInt(t.getNano());
            }
            default -> throw new IllegalArgumentException("no bytes for a " + value.getClass().getName());
        }
    }

    /** The elements of a contiguous array, in an array of their own that may be the storage's. */
    private static Object elements(NdArray a) {
        boolean isWhole = a.offset() == 0 && a.storage().length() == a.size();
        NdArray own = isWhole ? a : a.copy();
        return switch (a.dtype()) {
            case FLOAT32 -> own.storage().floats();
            case FLOAT64 -> own.storage().doubles();
            case INT64 -> own.storage().longs();
            case INT32 -> own.storage().ints();
            case BOOL -> own.storage().bools();
        };
    }

    private ByteBuffer block = ByteBuffer.allocate(0);

    private ByteBuffer block(Tag tag, int count, int width) throws IOException {
        tag(tag);
        number(count);
        block = ByteBuffer.allocate(Math.multiplyExact(count, width));
        return block;
    }

    private void send() throws IOException {
        out.write(block.array());
    }

    private void all(Tag tag, Collection<?> values) throws IOException {
        tag(tag);
        number(values.size());
        for (Object v : values) {
            write(v);
        }
    }

    /** The class with its components' names at its first record, its number at the others. */
    private void record(Record r) throws IOException {
        tag(Tag.RECORD);
        Layout layout = LAYOUTS.get(r.getClass());
        Integer known = layouts.putIfAbsent(r.getClass(), layouts.size());
        number(known == null ? layouts.size() - 1 : known);
        if (known == null) {
            text(layout.name);
            number(layout.components.length);
            for (RecordComponent c : layout.components) {
                text(c.getName());
            }
        }
        for (RecordComponent c : layout.components) {
            try {
                write(c.getAccessor().invoke(r));
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(layout.name, e);
            }
        }
    }

    /** In full at the first time, by its number later. */
    private void text(String s) throws IOException {
        Integer known = texts.putIfAbsent(s, texts.size());
        number(known == null ? texts.size() - 1 : known);
        if (known == null) {
            byte[] utf = s.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            number(utf.length);
            out.write(utf);
        }
    }

    /** Small numbers of either sign in few bytes: seven bits in each, the lowest first. */
    private void number(long n) throws IOException {
        long rest = n << 1 ^ n >> 63;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }
}
