package dev.nabla.engine.optim;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.PythonText;
import dev.nabla.engine.array.TorchError;

/**
 * The optimizers of torch.optim: settings in the order of PyTorch's constructor, what they must satisfy, and the update rule. {@code foreach},
 * {@code fused}, {@code capturable} and {@code differentiable} choose kernels in PyTorch and change no number here.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/optim.html">torch.optim</a>
 */
public enum Algorithm {
    // @formatter:off
    SGD("SGD(float lr=0.001, float momentum=0, float dampening=0, float weight_decay=0, bool nesterov=False, *, bool maximize=False, "
            + "bool? foreach=None, bool differentiable=False, bool? fused=None)", PlainRules::sgd,
            "Stochastic gradient descent, with momentum."),
    ADAM("Adam(float lr=0.001, float[] betas=[0.9, 0.999], float eps=1e-8, float weight_decay=0, bool amsgrad=False, *, "
            + "bool? foreach=None, bool maximize=False, bool capturable=False, bool differentiable=False, bool? fused=None, "
            + "bool decoupled_weight_decay=False)", AdamRules::adam,
            "Steps scaled by running averages of the gradient and of its square."),
    ADAMW("AdamW(float lr=0.001, float[] betas=[0.9, 0.999], float eps=1e-8, float weight_decay=0.01, bool amsgrad=False, *, "
            + "bool maximize=False, bool? foreach=None, bool capturable=False, bool differentiable=False, bool? fused=None)", AdamRules::adamW,
            "Adam whose weight decay shrinks the parameters directly."),
    NADAM("NAdam(float lr=0.002, float[] betas=[0.9, 0.999], float eps=1e-8, float weight_decay=0, float momentum_decay=0.004, "
            + "bool decoupled_weight_decay=False, *, bool? foreach=None, bool maximize=False, bool capturable=False, "
            + "bool differentiable=False)", AdamRules::nadam,
            "Adam with Nesterov's momentum."),
    RADAM("RAdam(float lr=0.001, float[] betas=[0.9, 0.999], float eps=1e-8, float weight_decay=0, bool decoupled_weight_decay=False, *, "
            + "bool? foreach=None, bool maximize=False, bool capturable=False, bool differentiable=False)", AdamRules::radam,
            "Adam whose first steps are rectified for the variance of their scale."),
    ADAMAX("Adamax(float lr=0.002, float[] betas=[0.9, 0.999], float eps=1e-8, float weight_decay=0, bool? foreach=None, *, "
            + "bool maximize=False, bool differentiable=False, bool capturable=False)", AdamRules::adamax,
            "Adam with the largest gradient in place of the mean square."),
    ADAGRAD("Adagrad(float lr=0.01, float lr_decay=0, float weight_decay=0, float initial_accumulator_value=0, float eps=1e-10, "
            + "bool? foreach=None, *, bool maximize=False, bool differentiable=False, bool? fused=None)", AccumulatorRules::adagrad,
            "Steps divided by the root of the sum of all squared gradients."),
    ADADELTA("Adadelta(float lr=1.0, float rho=0.9, float eps=1e-6, float weight_decay=0, bool? foreach=None, *, bool capturable=False, "
            + "bool maximize=False, bool differentiable=False)", AccumulatorRules::adadelta,
            "Steps in the units of the parameter: scaled by past steps over past gradients."),
    RMSPROP("RMSprop(float lr=0.01, float alpha=0.99, float eps=1e-8, float weight_decay=0, float momentum=0, bool centered=False, "
            + "bool capturable=False, bool? foreach=None, bool maximize=False, bool differentiable=False)", AccumulatorRules::rmsprop,
            "Steps divided by the root of a running mean of squared gradients."),
    RPROP("Rprop(float lr=0.01, float[] etas=[0.5, 1.2], float[] step_sizes=[1e-6, 50], *, bool capturable=False, bool? foreach=None, "
            + "bool maximize=False, bool differentiable=False)", PlainRules::rprop,
            "A step size for each element, driven by the sign of its gradient alone."),
    ASGD("ASGD(float lr=0.01, float lambd=0.0001, float alpha=0.75, float t0=1e6, float weight_decay=0, bool? foreach=None, "
            + "bool maximize=False, bool differentiable=False, bool capturable=False)", PlainRules::asgd,
            "Gradient descent with shrinking steps whose path is averaged."),
    LBFGS("LBFGS(float lr=1, int max_iter=20, int? max_eval=None, float tolerance_grad=1e-7, float tolerance_change=1e-9, "
            + "int history_size=100, str? line_search_fn=None)", null,
            "A quasi-Newton method: each step is a short descent that evaluates the loss several times."),
    ADAFACTOR("Adafactor(float lr=0.01, float beta2_decay=-0.8, float[] eps=[None, 0.001], float d=1.0, float weight_decay=0.0, *, "
            + "bool? foreach=None, bool maximize=False)", MatrixRules::adafactor,
            "Adaptive steps that remember one number for each row and column of a matrix."),
    MUON("Muon(float lr=0.001, float weight_decay=0.1, float momentum=0.95, bool nesterov=True, "
            + "float[] ns_coefficients=[3.4445, -4.7750, 2.0315], float eps=1e-7, int ns_steps=5, str? adjust_lr_fn=None)", MatrixRules::muon,
            "Momentum made nearly orthogonal, for matrices.");
    // @formatter:on

    private final Declaration declaration;
    private final Update.@Nullable Rule rule;
    private final String doc;

    Algorithm(String declaration, Update.@Nullable Rule rule, String doc) {
        this.declaration = Declaration.parse(declaration);
        this.rule = rule;
        this.doc = doc;
    }

    /** The optimizer of that name, whatever its case, or null. */
    public static @Nullable Algorithm named(String name) {
        for (Algorithm a : values()) {
            if (a.torchName().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                return a;
            }
        }
        return null;
    }

    /** PyTorch's spelling: {@code RMSprop}. */
    public String torchName() {
        return declaration.name();
    }

    public Declaration declaration() {
        return declaration;
    }

    /** One sentence. */
    public String doc() {
        return doc;
    }

    /** The rule that updates one parameter, or null for the one optimizer that sees all at once (LBFGS). */
    Update.@Nullable Rule rule() {
        return rule;
    }

    /**
     * The settings: those given, checked, and defaults for the others.
     *
     * @throws TorchError TypeError for an unknown setting or one of the wrong type, ValueError for a value that PyTorch refuses
     */
    public Settings settings(Map<String, ? extends @Nullable Object> given) {
        Settings s = declaration.bind(given);
        check(s);
        return s;
    }

    private void check(Settings s) {
        switch (this) {
            case SGD -> checkSgd(s);
            case ADAM, ADAMW, NADAM, RADAM, ADAMAX -> {
                notNegative(s, "lr", "Invalid learning rate: ");
                notNegative(s, "eps", "Invalid epsilon value: ");
                beta(s, 0);
                beta(s, 1);
                notNegative(s, "weight_decay", "Invalid weight_decay value: ");
                if (this == NADAM) {
                    notNegative(s, "momentum_decay", "Invalid momentum_decay value: ");
                }
            }
            case ADAGRAD -> {
                notNegative(s, "lr", "Invalid learning rate: ");
                notNegative(s, "lr_decay", "Invalid lr_decay value: ");
                notNegative(s, "weight_decay", "Invalid weight_decay value: ");
                notNegative(s, "initial_accumulator_value", "Invalid initial_accumulator_value value: ");
                notNegative(s, "eps", "Invalid epsilon value: ");
            }
            case ADADELTA -> {
                notNegative(s, "lr", "Invalid learning rate: ");
                require(s.real("rho") >= 0 && s.real("rho") <= 1, s, "rho", "Invalid rho value: " + s.get("rho"));
                notNegative(s, "eps", "Invalid epsilon value: ");
                notNegative(s, "weight_decay", "Invalid weight_decay value: ");
            }
            case RMSPROP -> {
                notNegative(s, "lr", "Invalid learning rate: ");
                notNegative(s, "eps", "Invalid epsilon value: ");
                notNegative(s, "momentum", "Invalid momentum value: ");
                notNegative(s, "weight_decay", "Invalid weight_decay value: ");
                notNegative(s, "alpha", "Invalid alpha value: ");
            }
            case RPROP -> {
                notNegative(s, "lr", "Invalid learning rate: ");
                Setting etas = s.get("etas");
                require(etas.real(0) > 0 && etas.real(0) < 1 && etas.real(1) > 1, s, "etas",
                        "Invalid eta values: " + item(etas, 0) + ", " + item(etas, 1));
            }
            case ASGD -> {
                notNegative(s, "lr", "Invalid learning rate: ");
                notNegative(s, "weight_decay", "Invalid weight_decay value: ");
            }
            case LBFGS -> {
                notNegative(s, "lr", "Invalid learning rate: ");
                Object search = s.get("line_search_fn").value();
                if (search != null && !search.equals("strong_wolfe")) {
                    throw TorchError.argument("only 'strong_wolfe' is supported").at("line_search_fn");
                }
            }
            case ADAFACTOR -> {
                notNegative(s, "lr", "Learning rate should be >= 0 but is: ");
                require(s.real("beta2_decay") <= 0, s, "beta2_decay", "beta2_decay should be <= 0 but is: " + s.get("beta2_decay"));
                Setting eps = s.get("eps");
                require(!(eps.real(0) < 0), s, "eps", "epsilon1 should be >= 0 but is: " + item(eps, 0));
                require(eps.real(1) >= 0, s, "eps", "epsilon2 should be >= 0 but is: " + item(eps, 1));
                require(s.real("d") >= 1, s, "d", "Clipping threshold d should be >= 1 but is: " + s.get("d"));
                notNegative(s, "weight_decay", "weight_decay should be >= 0 but is: ");
            }
            case MUON -> {
                notNegative(s, "lr", "Learning rate should be >= 0 but is: ");
                notNegative(s, "momentum", "momentum should be >= 0 but is: ");
                notNegative(s, "weight_decay", "weight decay should be >= 0 but is: ");
                Object adjust = s.get("adjust_lr_fn").value();
                require(adjust == null || List.of("original", "match_rms_adamw").contains(adjust), s, "adjust_lr_fn",
                        "Adjust learning rate function " + adjust + " is not supported");
                require(s.real("ns_steps") < 100, s, "ns_steps", "Number of steps must be less than 100 for computational efficiency");
            }
        }
    }

    private static void checkSgd(Settings s) {
        require(!(s.real("lr") < 0), s, "lr", "Invalid learning rate: " + s.get("lr"));
        require(!(s.real("momentum") < 0), s, "momentum", "Invalid momentum value: " + s.get("momentum"));
        require(!(s.real("weight_decay") < 0), s, "weight_decay", "Invalid weight_decay value: " + s.get("weight_decay"));
        require(!s.flag("nesterov") || s.real("momentum") > 0 && s.real("dampening") == 0, s, "nesterov",
                "Nesterov momentum requires a momentum and zero dampening");
    }

    private static void notNegative(Settings s, String name, String message) {
        require(s.real(name) >= 0, s, name, message + s.get(name));
    }

    private static void beta(Settings s, int i) {
        Setting betas = s.get("betas");
        require(betas.real(i) >= 0 && betas.real(i) < 1, s, "betas", "Invalid beta parameter at index " + i + ": " + item(betas, i));
    }

    private static String item(Setting list, int i) {
        return list.value() instanceof List<?> l ? PythonText.of(l.get(i)) : "";
    }

    private static void require(boolean holds, Settings s, String name, String message) {
        if (!holds) {
            throw TorchError.value(message).at(s.get(name).name());
        }
    }

    /**
     * Checks what the optimizer asks of its parameters.
     *
     * @throws TorchError ValueError as the constructor in PyTorch does
     */
    void check(NdArray parameter) {
        if (this == MUON && parameter.rank() != 2) {
            throw TorchError.value("Muon only supports 2D parameters whereas we found a parameter with size: torch.Size("
                    + parameter.shape() + ")");
        }
    }
}
