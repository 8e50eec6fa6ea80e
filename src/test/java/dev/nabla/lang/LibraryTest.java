package dev.nabla.lang;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.nabla.engine.Workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Layers, optimizers, arrays and figures between runs. */
class LibraryTest {
    private final Workspace workspace = new Workspace();
    private final Interpreter interpreter = new Interpreter(new ProgramsTest.Names());

    private Interpreter.Outcome run(String code) {
        return workspace.call(() -> {
            workspace.begin();
            try {
                Interpreter.Outcome o = interpreter.run(code, ProgramsTest.limits());
                workspace.commit();
                return o;
            } catch (RuntimeException e) {
                workspace.rollback();
                throw e;
            }
        });
    }

    /** A failing run in between changes nothing: afterwards all goes on as if it had not been. */
    private void assertUndone(String prepare, String disturb, String look) {
        run(prepare);
        assertThatThrownBy(() -> run(disturb + "\n1 / 0")).isInstanceOf(ProgramError.class).hasMessage("division by zero");
        Interpreter.Outcome after = run(look);
        Workspace fresh = new Workspace();
        Interpreter other = new Interpreter(new ProgramsTest.Names());
        Interpreter.Outcome undisturbed = fresh.call(() -> {
            other.run(prepare, ProgramsTest.limits());
            return other.run(look, ProgramsTest.limits());
        });
        assertThat(after.stdout()).isEqualTo(undisturbed.stdout());
    }

    @Test
    void optimizersAndSchedulesAreTakenBackWithAFailedRun() {
        for (String make : List.of("SGD([w], lr=0.1, momentum=0.9)", "Adam([w], lr=0.1, amsgrad=True)",
                "RMSprop([w], lr=0.1, centered=True)",
                "Adagrad([w], lr=0.1)", "LBFGS([w], lr=0.1, max_iter=3)")) {
            String step = """
                    def closure():
                        opt.zero_grad()
                        loss = ((w - 3) ** 2 * torch.tensor([1., 4.])).sum()
                        loss.backward()
                        return loss
                    opt.step(closure)
                    sched.step()
                    """;
            assertUndone("import torch\nw = torch.tensor([1., 2.], requires_grad=True)\nopt = torch.optim." + make
                    + "\nsched = torch.optim.lr_scheduler.StepLR(opt, 2)\n" + step + step,
                    step + step + "opt.param_groups[0]['lr'] = 5.0"
                            + (make.startsWith("LBFGS") ? "" : "\nopt.add_param_group({'params': torch.ones(1)})"),
                    step + "print(w, opt, sched.get_last_lr(), sched.last_epoch)");
        }
    }

    @Test
    void layersAreTakenBackWithAFailedRun() {
        assertUndone("""
                import torch, torch.nn as nn
                torch.manual_seed(0)
                net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Dropout(0.5))
                x = torch.randn(4, 2)
                y = net(x)
                """, """
                net.eval()
                net.append(nn.ReLU())
                net[0].weight = nn.Parameter(torch.ones(3, 2))
                net[1].train()(torch.ones(5, 3))
                net[0].bias.data.fill_(7)
                net.double()
                """, "print(net, net.training, net.state_dict(), net(x))");
    }

    @Test
    void arraysAndTheirRandomNumbersAreTakenBackWithAFailedRun() {
        assertUndone("import numpy as np\nnp.random.seed(1)\na = np.random.rand(3)\nb = a[1:]\nnp.random.randn(1)",
                "a += 1\nb[0] = 9\na.sort()\nnp.random.shuffle(a)\nnp.random.randn(3)", "print(a, b, np.random.randn(2))");
    }

    @Test
    void figuresOfTheTutorialComeBack() {
        Interpreter.Outcome curves = run("""
                import numpy as np
                from matplotlib import pyplot as plt
                x = np.arange(-10, 10, 0.1)
                plt.plot(x, x ** 2, '-')
                plt.plot(x, 2 * x - 1, 'r-')
                plt.plot(1, 1, 'bo')
                plt.show()
                """);
        assertThat(curves.figures()).hasSize(1);
        assertThat(dev.nabla.render.FigureChart.svg((Map<?, ?>) curves.figures().getFirst())).contains("#ff0000");
        Interpreter.Outcome surface = run("""
                a, b = np.meshgrid(np.arange(-1, 3, 0.5), np.arange(-1, 3, 0.5))
                SSE = (2 - a - b) ** 2 + (4 - 3 * a - b) ** 2
                ax = plt.axes(projection='3d')
                ax.plot_surface(a, b, SSE, cmap='rainbow')
                ax.contour(a, b, SSE, zdir='z', offset=0, cmap='rainbow')
                """);
        assertThat(surface.figures()).hasSize(1);
        assertThat(surface.figures().getFirst().toString()).contains("type=surface", "colorscale=Rainbow", "type=scatter3d");
        assertThat(dev.nabla.render.FigureChart.svg((Map<?, ?>) surface.figures().getFirst())).isNull();
    }
}
