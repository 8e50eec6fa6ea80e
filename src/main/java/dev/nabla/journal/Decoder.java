package dev.nabla.journal;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Literal;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/** Reads what {@link Encoder} wrote, in this version or an earlier one: a component that was not there yet is null, false or 0. */
final class Decoder {
    private static final Map<Integer, Encoder.Tag> TAGS =
            Arrays.stream(Encoder.Tag.values()).collect(Collectors.toMap(t -> t.code, t -> t));
    private static final String OURS = "dev.nabla.";

    /** How a record is made: which of its components stands at which place of the bytes, −1 where it is gone. */
    private record Layout(Constructor<?> constructor, Class<?>[] types, int[] places) {
    }

    private final ByteBuffer in;
    private final List<String> texts = new ArrayList<>();
    private final List<Layout> layouts = new ArrayList<>();

    private Decoder(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    /** @throws IllegalStateException where it is nothing that was written */
    static <T> T decode(byte[] bytes, Class<T> type) {
        Decoder d = new Decoder(bytes);
        int format = d.in.get();
        if (format != Encoder.FORMAT) {
            throw new IllegalStateException("an entry of the journal has format " + format + ": a later version wrote it");
        }
        return Objects.requireNonNull(type.cast(d.read()));
    }

    private @Nullable Object read() {
        Encoder.Tag tag = TAGS.get((int) in.get());
        if (tag == null) {
            throw new IllegalStateException("an entry of the journal cannot be read");
        }
        return switch (tag) {
            case NULL -> null;
            case FALSE -> false;
            case TRUE -> true;
            case LONG -> number();
            case INT -> count();
            case DOUBLE -> Double.longBitsToDouble(in.getLong());
            case FLOAT -> Float.intBitsToFloat(in.getInt());
            case TEXT -> text();
            case LIST -> all(new ArrayList<>());
            case SET -> all(new LinkedHashSet<>());
            case MAP -> {
                int n = count();
                Map<@Nullable Object, @Nullable Object> m = new LinkedHashMap<>();
                for (int i = 0; i < n; i++) {
                    m.put(read(), read());
                }
                yield m;
            }
            case RECORD -> record();
            case ENUM -> constant(text(), text());
            case LONGS -> {
                long[] a = new long[count()];
                in.asLongBuffer().get(a);
                yield skip(a, 8);
            }
            case INTS -> {
                int[] a = new int[count()];
                in.asIntBuffer().get(a);
                yield skip(a, 4);
            }
            case DOUBLES -> {
                double[] a = new double[count()];
                in.asDoubleBuffer().get(a);
                yield skip(a, 8);
            }
            case FLOATS -> {
                float[] a = new float[count()];
                in.asFloatBuffer().get(a);
                yield skip(a, 4);
            }
            case BOOLS -> {
                boolean[] a = new boolean[count()];
                for (int i = 0; i < a.length; i++) {
                    a[i] = in.get() != 0;
                }
                yield a;
            }
            case BYTES -> {
                byte[] a = new byte[count()];
                in.get(a);
                yield a;
            }
            case ARRAY -> array((DType) wanted(), (int[]) wanted(), wanted());
            case LITERAL -> Literal.of((Literal.Parts) wanted());
            case SHAPE -> Shape.of((int[]) wanted());
            case DURATION -> Duration.ofSeconds(in.getLong(), in.getInt());
            case INSTANT -> Instant.ofEpochSecond(in.getLong(), in.getInt());
        };
    }

    private Object wanted() {
        Object value = read();
        if (value == null) {
            throw new IllegalStateException("an entry of the journal lacks a value");
        }
        return value;
    }

    private Object skip(Object array, int width) {
        in.position(in.position() + Array.getLength(array) * width);
        return array;
    }

    private static NdArray array(DType dtype, int[] dims, Object elements) {
        Shape shape = Shape.of(dims);
        return switch (dtype) {
            case FLOAT32 -> NdArray.of(shape, (float[]) elements);
            case FLOAT64 -> NdArray.of(shape, (double[]) elements);
            case INT64 -> NdArray.of(shape, (long[]) elements);
            case INT32 -> NdArray.of(shape, (int[]) elements);
            case BOOL -> NdArray.of(shape, (boolean[]) elements);
        };
    }

    private Collection<@Nullable Object> all(Collection<@Nullable Object> into) {
        int n = count();
        for (int i = 0; i < n; i++) {
            into.add(read());
        }
        return into;
    }

    private Object record() {
        int number = count();
        if (number == layouts.size()) {
            layouts.add(layout());
        }
        Layout layout = layouts.get(number);
        @Nullable
        Object[] values = new @Nullable Object[layout.types.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = nothing(layout.types[i]);
        }
        for (int place : layout.places) {
            Object value = read();
            if (place >= 0) {
                values[place] = value;
            }
        }
        try {
            return layout.constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(layout.constructor.getName(), e);
        }
    }

    private Layout layout() {
        Class<?> type = type(text());
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Map<String, Integer> placeOf = new LinkedHashMap<>();
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
            placeOf.put(components[i].getName(), i);
        }
        int[] places = new int[count()];
        for (int i = 0; i < places.length; i++) {
            places[i] = placeOf.getOrDefault(text(), -1);
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return new Layout(constructor, types, places);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type.getName(), e);
        }
    }

    /** What a component is where nothing was written for it. */
    private static @Nullable Object nothing(Class<?> type) {
        return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
    }

    private static Class<?> type(String name) {
        if (!name.startsWith(OURS)) {
            throw new IllegalStateException("an entry of the journal names the class " + name);
        }
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("an entry of the journal has a " + name + ", which this version does not know", e);
        }
    }

    private static Object constant(String type, String name) {
        for (Object c : type(type).getEnumConstants()) {
            if (((Enum<?>) c).name().equals(name)) {
                return c;
            }
        }
        throw new IllegalStateException(type + " has no " + name);
    }

    private String text() {
        int number = count();
        if (number == texts.size()) {
            byte[] utf = new byte[count()];
            in.get(utf);
            texts.add(new String(utf, StandardCharsets.UTF_8));
        }
        return texts.get(number);
    }

    private int count() {
        return Math.toIntExact(number());
    }

    private long number() {
        long rest = 0;
        int shift = 0;
        byte b;
        do {
            b = in.get();
            rest |= (long) (b & 0x7F) << shift;
            shift += 7;
        } while (b < 0);
        return rest >>> 1 ^ -(rest & 1);
    }
}
