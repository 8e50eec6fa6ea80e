package dev.nabla.engine.plan;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Arithmetic;
import dev.nabla.engine.array.CombineLoop;
import dev.nabla.engine.array.CompareLoop;
import dev.nabla.engine.array.CopyLoop;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.Loop;
import dev.nabla.engine.array.MapLoop;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.ProductLoop;
import dev.nabla.engine.array.SelectLoop;
import dev.nabla.engine.array.Storage;
import dev.nabla.engine.array.SumLoop;
import dev.nabla.engine.array.TernaryLoop;
import dev.nabla.engine.array.UnaryFunction;

/**
 * A routine over a handful of numbers as one Java method without a loop: every element of every array is a local variable, every operation one
 * instruction or one call of its function, which the compiler puts in its place. Only what the routine is given is read from arrays, and only its
 * results are written. The operations and their order are those of the loops, so the numbers are.
 *
 * <p>For the loss (2 − a − b)² the method reads, in Java,
 *
 * <pre>
 * double v1 = A[0], v2 = TWO[0], v3 = v2 - v1, v4 = B[0], v5 = v3 - v4, v6 = v5 * v5;
 * LOSS[0] = v6;
 * </pre>
 */
final class Unrolled {
    /** The virtual machine compiles no method of more than 8,000 bytes. */
    private static final int LARGEST_METHOD = 8000;
    /** Elements that are computed, at most: more cannot fit. */
    private static final int MOST = 600;

    private static final ClassDesc UNARY = DoubleUnaryOperator.class.describeConstable().orElseThrow();
    private static final ClassDesc UNARY_FUNCTION = UnaryFunction.class.describeConstable().orElseThrow();
    private static final ClassDesc BINARY = DoubleBinaryOperator.class.describeConstable().orElseThrow();
    private static final ClassDesc TERNARY = Elementwise.TernaryOperator.class.describeConstable().orElseThrow();
    private static final ClassDesc RELATION = Elementwise.DoubleRelation.class.describeConstable().orElseThrow();
    private static final ClassDesc RUNNABLE = Runnable.class.describeConstable().orElseThrow();
    private static final ClassDesc SUM = SumLoop.class.describeConstable().orElseThrow();
    private static final ClassDesc DTYPE = DType.class.describeConstable().orElseThrow();
    private static final ClassDesc D = ConstantDescs.CD_double;

    private final Routine routine;
    /** What the method refers to: arrays and functions. */
    private final List<Object> data = new ArrayList<>();
    private final IdentityHashMap<Object, Integer> dataIndex = new IdentityHashMap<>();
    /** The local variable of an element. */
    private final IdentityHashMap<Storage, Map<Integer, Integer>> variables = new IdentityHashMap<>();

    private Unrolled(Routine routine) {
        this.routine = routine;
    }

    /** The routine as one method, or null where it is too long for one or has loops that are no plain arithmetic. */
    static @Nullable Runnable of(Routine routine) {
        return fits(routine) ? new Unrolled(routine).make() : null;
    }

    /** Whether it is worth trying. */
    static boolean fits(Routine routine) {
        int elements = 0;
        for (Runnable r : routine.code()) {
            if (!(r instanceof Loop l) || !isPlain(l)) {
                return false;
            }
            elements += Math.max(l.result().size(), l.count() == 0 ? 0 : l.operand(0).size());
            if (elements > MOST) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(Loop loop) {
        boolean isFloat = loop.result().dtype().isFloat();
        return switch (loop) {
            case MapLoop l -> isFloat && l.operand(0).dtype() == l.result().dtype() && l.isOneByOne();
            case CombineLoop _ -> isFloat;
            case TernaryLoop l -> isFloat && l.operand(1).dtype().isFloat() && l.operand(2).dtype().isFloat();
            case CompareLoop l -> l.operand(0).dtype().isFloat();
            case SelectLoop _ -> isFloat;
            case CopyLoop l -> isFloat && l.operand(0).dtype().isFloat();
            case SumLoop l -> l.isShort();
            case ProductLoop l -> l.isPlainSums();
            default -> false;
        };
    }

    private @Nullable Runnable make() {
        ClassDesc self = ClassDesc.of(Unrolled.class.getPackageName(), "Unrolled$Method");
        byte[] bytes = ClassFile.of().build(self, c -> {
            c.withFlags(ClassFile.ACC_FINAL).withInterfaceSymbols(RUNNABLE);
            c.withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0,
                    b -> b.aload(0).invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).return_());
            c.withMethodBody("run", ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC, this::body);
        });
        if (bytes.length > 8 * LARGEST_METHOD || length(bytes) > LARGEST_METHOD) {
            return null;
        }
        try {
            MethodHandles.Lookup made = MethodHandles.lookup().defineHiddenClassWithClassData(bytes, data, true);
            return (Runnable) made.findConstructor(made.lookupClass(), MethodType.methodType(void.class)).invoke();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static int length(byte[] bytes) {
        return ClassFile.of().parse(bytes).methods().stream()
                .mapToInt(m -> m.findAttribute(java.lang.classfile.Attributes.code()).orElseThrow().codeLength()).max().orElse(0);
    }

    private void body(CodeBuilder b) {
        for (Runnable r : routine.code()) {
            switch ((Loop) r) {
                case SumLoop l -> sum(b, l);
                case ProductLoop l -> product(b, l);
                case Loop l -> {
                    for (int i = 0; i < l.result().size(); i++) {
                        element(b, l, i);
                    }
                }
            }
        }
        for (NdArray result : routine.results()) {
            if (result == null || routine.given().contains(result.storage())) {
                continue;
            }
            for (int i = 0; i < result.size(); i++) {
                constant(b, array(result.storage()), kind(result.dtype()) == TypeKind.DOUBLE ? ConstantDescs.CD_double.arrayType()
                        : ConstantDescs.CD_float.arrayType());
                b.loadConstant(result.index(i));
                load(b, result, i);
                b.arrayStore(kind(result.dtype()));
            }
        }
        b.return_();
    }

    // ---- variables ------------------------------------------------------------------------------------------------

    private static TypeKind kind(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> TypeKind.DOUBLE;
            case FLOAT32 -> TypeKind.FLOAT;
            default -> TypeKind.INT;
        };
    }

    private static Object array(Storage s) {
        return switch (s.dtype()) {
            case FLOAT64 -> s.doubles();
            case FLOAT32 -> s.floats();
            case BOOL -> s.bools();
            case INT32 -> s.ints();
            case INT64 -> s.longs();
        };
    }

    /** Pushes an object that the class was made with. */
    private void constant(CodeBuilder b, Object value, ClassDesc type) {
        Integer known = dataIndex.get(value);
        int index = known == null ? data.size() : known;
        if (known == null) {
            dataIndex.put(value, index);
            data.add(value);
        }
        b.loadConstant(DynamicConstantDesc.ofNamed(ConstantDescs.BSM_CLASS_DATA_AT, ConstantDescs.DEFAULT_NAME, type, index));
    }

    /** Pushes element i of an array. */
    private void load(CodeBuilder b, NdArray a, int i) {
        Storage s = a.storage();
        int at = a.index(i);
        Map<Integer, Integer> known = variables.computeIfAbsent(s, _ -> new HashMap<>());
        Integer variable = known.get(at);
        if (variable == null) {
            ClassDesc type = switch (s.dtype()) {
                case FLOAT64 -> ConstantDescs.CD_double;
                case FLOAT32 -> ConstantDescs.CD_float;
                default -> ConstantDescs.CD_boolean;
            };
            constant(b, array(s), type.arrayType());
            b.loadConstant(at);
            b.arrayLoad(s.dtype() == DType.BOOL ? TypeKind.BOOLEAN : kind(s.dtype()));
            variable = b.allocateLocal(kind(s.dtype()));
            b.storeLocal(kind(s.dtype()), variable);
            known.put(at, variable);
        }
        b.loadLocal(kind(s.dtype()), variable);
    }

    /** Pushes element i of a float array as a double. */
    private void loadDouble(CodeBuilder b, NdArray a, int i) {
        load(b, a, i);
        if (a.dtype() == DType.FLOAT32) {
            b.f2d();
        }
    }

    /** Pops element i of an array. */
    private void store(CodeBuilder b, NdArray a, int i) {
        int variable = b.allocateLocal(kind(a.dtype()));
        b.storeLocal(kind(a.dtype()), variable);
        variables.computeIfAbsent(a.storage(), _ -> new HashMap<>()).put(a.index(i), variable);
    }

    /** Pops a double as element i of a float array. */
    private void storeDouble(CodeBuilder b, NdArray a, int i) {
        if (a.dtype() == DType.FLOAT32) {
            b.d2f();
        }
        store(b, a, i);
    }

    // ---- elements -------------------------------------------------------------------------------------------------

    private void element(CodeBuilder b, Loop loop, int i) {
        NdArray y = loop.result();
        boolean wide = y.dtype() == DType.FLOAT64;
        switch (loop) {
            case MapLoop l when l.function() == UnaryFunction.NEGATE -> {
                load(b, l.operand(0), i);
                store(wide ? b.dneg() : b.fneg(), y, i);
            }
            case MapLoop l when l.function() == UnaryFunction.SQUARE -> {
                load(b, l.operand(0), i);
                store(wide ? b.dup2().dmul() : b.dup().fmul(), y, i);
            }
            case MapLoop l when !wide && l.function() instanceof UnaryFunction -> {
                constant(b, l.function(), UNARY_FUNCTION);
                load(b, l.operand(0), i);
                store(b.invokevirtual(UNARY_FUNCTION, "applyAsFloat", MethodTypeDesc.of(ConstantDescs.CD_float, ConstantDescs.CD_float)), y,
                        i);
            }
            case MapLoop l -> {
                constant(b, l.function(), UNARY);
                loadDouble(b, l.operand(0), i);
                storeDouble(b.invokeinterface(UNARY, "applyAsDouble", MethodTypeDesc.of(D, D)), y, i);
            }
            case CombineLoop l when l.function() instanceof Arithmetic op -> {
                load(b, l.operand(0), i);
                load(b, l.operand(1), i);
                store(switch (op) {
                    case ADD -> wide ? b.dadd() : b.fadd();
                    case SUBTRACT -> wide ? b.dsub() : b.fsub();
                    case MULTIPLY -> wide ? b.dmul() : b.fmul();
                    case DIVIDE -> wide ? b.ddiv() : b.fdiv();
                }, y, i);
            }
            case CombineLoop l -> {
                constant(b, l.function(), BINARY);
                loadDouble(b, l.operand(0), i);
                loadDouble(b, l.operand(1), i);
                storeDouble(b.invokeinterface(BINARY, "applyAsDouble", MethodTypeDesc.of(D, D, D)), y, i);
            }
            case TernaryLoop l -> {
                constant(b, l.function(), TERNARY);
                loadDouble(b, l.operand(0), i);
                loadDouble(b, l.operand(1), i);
                loadDouble(b, l.operand(2), i);
                storeDouble(b.invokeinterface(TERNARY, "apply", MethodTypeDesc.of(D, D, D, D)), y, i);
            }
            case CompareLoop l -> {
                constant(b, l.relation(), RELATION);
                loadDouble(b, l.operand(0), i);
                loadDouble(b, l.operand(1), i);
                store(b.invokeinterface(RELATION, "test", MethodTypeDesc.of(ConstantDescs.CD_boolean, D, D)), y, i);
            }
            case SelectLoop l -> {
                // Both choices first, so that either is a variable whichever way is taken.
                for (int k = 1; k <= 2; k++) {
                    load(b, l.operand(k), i);
                    CodeBuilder _ = wide ? b.pop2() : b.pop();
                }
                load(b, l.operand(0), i);
                b.ifThenElse(t -> load(t, l.operand(1), i), t -> load(t, l.operand(2), i));
                store(b, y, i);
            }
            case CopyLoop l -> {
                loadDouble(b, l.operand(0), i);
                storeDouble(b, y, i);
            }
            default -> throw new IllegalArgumentException(loop.getClass().getName());
        }
    }

    // ---- sums -----------------------------------------------------------------------------------------------------

    /** Adds up n terms, each pushed by its number: four sums side by side while there are four, the rest to the first; from 0 on. */
    private static void addUp(CodeBuilder b, int n, java.util.function.IntConsumer push) {
        int whole = n / 4 * 4;
        int[] sum = new int[n >= 4 ? 4 : 1];
        for (int k = 0; k < sum.length; k++) {
            sum[k] = b.allocateLocal(TypeKind.DOUBLE);
            b.dconst_0().dstore(sum[k]);
        }
        for (int i = 0; i < n; i++) {
            int k = i < whole ? i % 4 : 0;
            b.dload(sum[k]);
            push.accept(i);
            b.dadd().dstore(sum[k]);
        }
        b.dload(sum[0]);
        if (n >= 4) {
            b.dload(sum[1]).dadd().dload(sum[2]).dload(sum[3]).dadd().dadd();
        }
    }

    private void sum(CodeBuilder b, SumLoop l) {
        NdArray x = l.operand(0);
        int[][] terms = l.terms();
        for (int j = 0; j < terms.length; j++) {
            int[] line = terms[j];
            if (l.roundsFirst()) {
                b.dconst_0();
                loadDouble(b, x, line[0]);
                loadDouble(b, x, line[1]);
                b.dadd().d2f().f2d().dadd();
                loadDouble(b, x, line[2]);
                b.dadd();
            } else {
                addUp(b, line.length, i -> loadDouble(b, x, line[i]));
            }
            if (l.divisor() != 1) {
                b.loadConstant(l.divisor());
                constant(b, l.result().dtype(), DTYPE);
                b.invokestatic(SUM, "divided", MethodTypeDesc.of(D, D, D, DTYPE));
            }
            storeDouble(b, l.result(), j);
        }
    }

    private void product(CodeBuilder b, ProductLoop l) {
        NdArray x = l.operand(0);
        NdArray y = l.operand(1);
        int m = x.dim(x.rank() - 2);
        int k = x.dim(x.rank() - 1);
        int n = y.dim(y.rank() - 1);
        for (int i = 0; i < m * n; i++) {
            int row = i / n;
            int column = i % n;
            addUp(b, k, p -> {
                loadDouble(b, x, row * k + p);
                loadDouble(b, y, p * n + column);
                b.dmul();
            });
            if (l.alpha() != 1) {
                b.loadConstant(l.alpha()).dmul();
            }
            if (l.accumulates()) {
                loadDouble(b, l.result(), i);
                b.dadd();
            }
            storeDouble(b, l.result(), i);
        }
    }
}
