package dev.nabla.lang.optim;

import java.util.List;

import dev.nabla.lang.torch.TorchModules;
import dev.nabla.lang.value.Module;
import dev.nabla.lang.value.PyType;

/** The modules torch.optim and torch.optim.lr_scheduler. */
public final class OptimModules {
    private static final Module SCHEDULERS = Module.of("torch.optim.lr_scheduler").with(SchedulerType.SCHEDULER)
            .with(SchedulerType.types().toArray(PyType[]::new));
    private static final Module OPTIM =
            Module.of("torch.optim").with(OptimizerType.OPTIMIZER).with(OptimizerType.types().toArray(PyType[]::new))
                    .with("lr_scheduler", SCHEDULERS);

    static {
        TorchModules.torch().with("optim", OPTIM);
    }

    private OptimModules() {
    }

    /** All of them. */
    public static List<Module> all() {
        return List.of(OPTIM, SCHEDULERS);
    }
}
