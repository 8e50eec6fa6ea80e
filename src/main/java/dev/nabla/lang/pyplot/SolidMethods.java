package dev.nabla.lang.pyplot;

import java.util.List;

import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.method;

/**
 * What axes of three dimensions have besides.
 *
 * @see <a href="https://matplotlib.org/stable/api/toolkits/mplot3d/axes3d.html">Axes3D</a>
 */
final class SolidMethods {
    static final List<Builtin> ROWS = List.of(
            method("plot_surface(X, Y, Z, **kwargs)", a -> Fields.surface((Axes) a.self(), a)),
            method("plot_wireframe(X, Y, Z, **kwargs)", a -> Fields.wireframe((Axes) a.self(), a)),
            method("plot3D(*args, **kwargs)", a -> Curves.plot((Axes) a.self(), a)),
            method("scatter3D(x, y, z=None, /, s=None, c=None, **kwargs)", a -> Curves.scatter((Axes) a.self(), a)),
            method("contour3D(*args, **kwargs)", a -> Fields.contour((Axes) a.self(), a, false)),
            method("set_zlabel(zlabel, **kwargs)", a -> {
                ((Axes) a.self()).set("z", "title", java.util.Map.of("text", Values.str(a.get(0))));
                return Artist.text("0.5, 0", Values.str(a.get(0)));
            }),
            method("set_zlim(bottom=None, top=None)", a -> AxesMethods.range((Axes) a.self(), "z", a)),
            method("view_init(elev=None, azim=None)", _ -> None.NONE));

    private SolidMethods() {
    }
}
