package dev.nabla.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.TorchError;

/**
 * Everything that is known of one op: PyTorch's signature, how it is computed, one derivative rule for each differentiable operand, its
 * sentence, its derivative in one line of mathematics, and examples. Built once in the op's enum constant; made by the factories in
 * {@link Rows}.
 *
 * <p>A rule maps the gradient arriving to the gradient of one operand. It is written in the verbs of {@link Vocabulary}, so it can be
 * differentiated itself. It never mentions broadcasting or dtypes: {@link OpNode} sums a gradient back to its operand's shape and casts it.
 */
public final class Row {
    /** Computes the results from arrays. */
    @FunctionalInterface
    public interface Kernel {
        NdArray[] run(Call call);
    }

    /** Computes the results by calling other ops. */
    @FunctionalInterface
    public interface Composition {
        Tensor[] run(Call call);
    }

    /** The gradient of one operand, or null where it is undefined. */
    @FunctionalInterface
    public interface Rule {
        @Nullable
        Tensor gradient(Frame f);
    }

    /** The gradients of all operands at once, in order; null where not needed or undefined. */
    @FunctionalInterface
    public interface JointRule {
        @Nullable
        Tensor[] gradients(Frame f);
    }

    /** A call shown in the catalogue and differentiated numerically in the tests. Inputs: arrays, numbers, or null. */
    public record Example(List<@Nullable Object> inputs, Map<String, Object> params) {
    }

    /** Bit of an operand in the set of what a rule uses. */
    public static long in(int i) {
        return 1L << i;
    }

    /** Bit of a result in the set of what a rule uses. */
    public static long out(int k) {
        return 1L << 32 + k;
    }

    /** PyTorch's name of a function that has no derivative. */
    static final String NOT_IMPLEMENTED = "torch::autograd::NotImplemented";

    /** All operands. */
    public static final long ALL_INPUTS = (1L << 32) - 1;

    private final Signature signature;
    private @Nullable Kernel kernel;
    private final @Nullable Composition composition;
    private final List<ToLongFunction<Call>> uses = new ArrayList<>();
    private final List<@Nullable Rule> rules = new ArrayList<>();
    private @Nullable JointRule jointRule;
    private long jointUses;
    private ToLongFunction<Params> flatIn = _ -> 0;
    private boolean flatZeros = true;
    private Function<Call, String> gradFn;
    private int visible = Integer.MAX_VALUE;
    private long constantResults;
    private boolean symmetric;
    private boolean view;
    private boolean several;
    private boolean leaf;
    private @Nullable UnaryOperator<Row> inPlace;
    private boolean random;
    private @Nullable Function<Op, TorchError> refusal;
    private int order = Integer.MAX_VALUE;
    private boolean numbersStay;
    private boolean loops;
    private String doc = "";
    private String derivative = "";
    private double low = -2;
    private double high = 2;
    private final List<Example> examples = new ArrayList<>();
    private final Params defaults;

    Row(String signature, @Nullable Kernel kernel, @Nullable Composition composition) {
        this.signature = Signature.parse(signature);
        this.kernel = kernel;
        this.composition = composition;
        String name = camelCase(this.signature.name()) + "Backward0";
        this.gradFn = _ -> name;
        this.defaults = this.signature.params().isEmpty() ? Params.NONE : Defaults.of(this.signature);
    }

    private static final class Defaults {
        static Params of(Signature s) {
            return s.params().stream().anyMatch(Signature.Parameter::required) ? Params.NONE : Params.of(s, Map.of());
        }
    }

    private static String camelCase(String name) {
        StringBuilder b = new StringBuilder();
        boolean upper = true;
        for (char c : name.toCharArray()) {
            if (c == '_') {
                upper = true;
            } else {
                b.append(upper ? Character.toUpperCase(c) : c);
                upper = Character.isDigit(c);
            }
        }
        return b.toString();
    }

    // ---- building -------------------------------------------------------------------------------------------------

    /**
     * The next operand's rule.
     *
     * @param used what it reads of operands and results: {@code in(0) | out(0)}
     */
    public Row vjp(long used, Rule rule) {
        return vjp(_ -> used, rule);
    }

    /** The next operand's rule, where what it reads depends on the arguments. */
    public Row vjp(ToLongFunction<Call> used, Rule rule) {
        uses.add(used);
        rules.add(rule);
        return this;
    }

    /** The next operand's rule, which uses only the gradient and shapes. */
    public Row vjp(Rule rule) {
        return vjp(0, rule);
    }

    /** The next operand has no gradient. */
    public Row constant() {
        uses.add(_ -> 0);
        rules.add(null);
        return this;
    }

    /** Forgets the rules, for others. */
    public Row anew() {
        rules.clear();
        uses.clear();
        flatIn = _ -> 0;
        return this;
    }

    /** One rule that gives all gradients together. */
    public Row jointly(long used, JointRule rule) {
        jointUses = used;
        jointRule = rule;
        return this;
    }

    /** What the joint rule's function keeps beyond what the rule reads. */
    public Row saving(long more) {
        jointUses |= more;
        return this;
    }

    /**
     * What PyTorch's function of the gradient takes although the gradient does not vary with it: it is kept like what the rules read, and a
     * gradient that can be differentiated itself depends on it, with derivative zero.
     */
    public Row flatIn(long operandsAndResults) {
        return flatIn(_ -> operandsAndResults);
    }

    /** The gradients by what {@link #flatIn} names are undefined rather than zeros. */
    public Row undefinedThere() {
        flatZeros = false;
        return this;
    }

    /** {@link #flatIn(long)} where it depends on the params. */
    public Row flatIn(ToLongFunction<Params> operandsAndResults) {
        flatIn = operandsAndResults;
        return this;
    }

    /** PyTorch's name of the function, where it is not the op's own. */
    public Row gradFn(String name) {
        gradFn = _ -> name;
        return this;
    }

    /** PyTorch's name of the function, where it depends on the arguments. */
    public Row gradFn(Function<Call, String> name) {
        gradFn = name;
        return this;
    }

    /** The first operand is taken to be symmetric: one triangle is read, and the gradient is shared between both. */
    public Row symmetric() {
        symmetric = true;
        return this;
    }

    /** Result k is a float that has no gradient. */
    public Row constantResult(int k) {
        constantResults |= 1L << k;
        return this;
    }

    /** Results after the first n are saved for the rules and not shown. */
    public Row visible(int n) {
        visible = n;
        return this;
    }

    /** The result may share the first operand's storage. */
    public Row view() {
        view = true;
        return this;
    }

    /** The results are several views of the first operand. */
    public Row views() {
        several = true;
        return view();
    }

    /** The result depends on no operand's gradient; with the argument requires_grad it is a leaf that requires grad. */
    public Row leaf() {
        leaf = true;
        return this;
    }

    /** There is a form with an underscore that writes the result over the first operand. */
    public Row inPlace() {
        return inPlace(r -> r);
    }

    /** There is a form with an underscore, whose row differs from what follows from this one. */
    public Row inPlace(UnaryOperator<Row> change) {
        inPlace = change;
        return this;
    }

    /** The result is drawn from the workspace's generator: another one at every call. */
    public Row random() {
        random = true;
        return this;
    }

    /** PyTorch has no derivative: the graph can be built, backward raises. */
    public Row underivable() {
        return underivable(op -> TorchError.argument("derivative for aten::" + op.wireName() + " is not implemented"))
                .gradFn(NOT_IMPLEMENTED);
    }

    /** {@link #underivable()} with an error of its own. */
    public Row underivable(Function<Op, TorchError> error) {
        refusal = error;
        return this;
    }

    /** A number operand is kept as a number, not as a saved tensor: what needs nothing else can be run backward again. */
    public Row numbersStay() {
        numbersStay = true;
        return this;
    }

    /**
     * The kernel does nothing but run loops that a {@link dev.nabla.engine.array.Tape} notes, the same ones whatever the elements are, or gives
     * views: so a plan need not call it again.
     */
    public Row loops() {
        loops = true;
        return this;
    }

    /** PyTorch has no second derivative: backward runs, a second one through it raises. */
    public Row once() {
        order = 1;
        return this;
    }

    /** The kernel computes each element of its result from those of the operands in the same place: the result stands in memory as they do. */
    public Row elementwise() {
        Kernel plain = kernel();
        kernel = call -> MemoryOrder.keep(plain, call);
        return this;
    }

    /** One sentence for the catalogue. */
    public Row doc(String sentence) {
        doc = sentence;
        return this;
    }

    /** The derivative in one line of mathematics: x, y are operands, {@code out} the result, g the gradient arriving. */
    public Row derivative(String line) {
        derivative = line;
        return this;
    }

    /** Where elementwise operands are drawn from in tests and examples. */
    public Row on(double from, double to) {
        low = from;
        high = to;
        return this;
    }

    /** A call for the catalogue and the gradient tests. Inputs: {@code NdArray}, {@code Long}, {@code Double}, {@code Boolean} or null. */
    public Row example(Map<String, Object> params, @Nullable Object... inputs) {
        examples.add(new Example(Arrays.asList(inputs), params));
        return this;
    }

    // ---- reading --------------------------------------------------------------------------------------------------

    public Signature signature() {
        return signature;
    }

    /** All defaults. */
    public Params defaults() {
        return defaults;
    }

    /** Whether the op has a kernel of its own. */
    public boolean isPrimitive() {
        return kernel != null;
    }

    Kernel kernel() {
        return Objects.requireNonNull(kernel);
    }

    Composition composition() {
        return Objects.requireNonNull(composition);
    }

    String gradFnName(Call call) {
        return gradFn.apply(call);
    }

    boolean isSymmetric() {
        return symmetric;
    }

    boolean isConstantResult(int k) {
        return (constantResults >> k & 1) != 0;
    }

    int visible() {
        return visible;
    }

    boolean isView() {
        return view;
    }

    boolean makesLeaf(Params params) {
        return leaf && params.flag("requires_grad");
    }

    boolean givesSeveral() {
        return several;
    }

    boolean hasInPlaceForm() {
        return inPlace != null;
    }

    /** The row of the form with an underscore. */
    Row inPlaceForm() {
        String text = signature.text();
        int open = text.indexOf('(');
        Row r = new Row(text.substring(0, open) + "_" + text.substring(open).replaceFirst("Operand input", "Tensor input"), kernel,
                composition);
        r.rules.addAll(rules);
        r.uses.addAll(uses);
        r.jointRule = jointRule;
        r.jointUses = jointUses;
        r.flatIn = flatIn;
        r.flatZeros = flatZeros;
        r.gradFn = gradFn;
        r.refusal = refusal;
        r.order = order;
        r.numbersStay = numbersStay;
        r.loops = loops;
        r.low = low;
        r.high = high;
        examples.stream().filter(e -> e.inputs().getFirst() instanceof NdArray).forEach(r.examples::add);
        r.derivative = derivative;
        r.doc = "In place: " + Character.toLowerCase(doc.charAt(0)) + doc.substring(1);
        return Objects.requireNonNull(inPlace).apply(r);
    }

    /** Whether two calls with the same arguments may differ. */
    public boolean isRandom() {
        return random;
    }

    /** Whether the kernel is nothing but loops and views. */
    public boolean isMadeOfLoops() {
        return loops || view;
    }

    /** How often the results can be differentiated. */
    int order() {
        return order;
    }

    /** What backward raises where PyTorch has no derivative, or null. */
    @Nullable
    Function<Op, TorchError> refusal() {
        return refusal;
    }

    /** Whether it only serves rules of other ops; such ops are named as in PyTorch, {@code _x} or {@code x_backward}. */
    boolean isInternal() {
        return signature.name().startsWith("_") || signature.name().endsWith("_backward");
    }

    boolean areNumbersKept() {
        return numbersStay;
    }

    @Nullable
    JointRule jointRule() {
        return jointRule;
    }

    /** The rule for operand i, or null. */
    @Nullable
    Rule rule(int i) {
        if (signature.isVariadic()) {
            return null;
        }
        return i < rules.size() ? rules.get(i) : null;
    }

    /** Whether operand i has a derivative. */
    public boolean isDifferentiable(int i) {
        return jointRule != null || rule(i) != null || refusal != null || composition != null;
    }

    /** Whether any operand has a derivative. */
    public boolean isDifferentiable() {
        return composition != null || jointRule != null || !rules.stream().allMatch(Objects::isNull);
    }

    /** What a gradient depends on with derivative zero. */
    long flatIn(Params params) {
        return flatIn.applyAsLong(params);
    }

    /** Whether the gradients by {@link #flatIn} are zeros, else undefined. */
    boolean isFlatWithZeros() {
        return flatZeros;
    }

    /** What the rule for operand i reads. */
    long uses(int i, Call call) {
        return jointRule != null ? jointUses : i < uses.size() ? uses.get(i).applyAsLong(call) : 0;
    }

    public String doc() {
        return doc;
    }

    public String derivative() {
        return derivative;
    }

    public double low() {
        return low;
    }

    public double high() {
        return high;
    }

    public List<Example> examples() {
        return List.copyOf(examples);
    }
}
