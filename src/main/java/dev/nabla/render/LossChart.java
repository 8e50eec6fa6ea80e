package dev.nabla.render;

import java.util.List;

/**
 * Loss against step as SVG: one curve for each run. The axis is logarithmic where the losses are positive and span decades. What is not finite is left
 * out, so a curve has a gap there.
 */
public final class LossChart {
    /** One run. */
    public record Curve(String name, double[] steps, double[] losses) {
    }

    /** Beyond so many curves a legend would hide them. */
    private static final int MOST_NAMES = 15;

    private LossChart() {
    }

    public static String svg(String title, List<Curve> curves) {
        Scale x = Scale.of(curves.stream().map(Curve::steps).toList(), false);
        Scale y = Scale.of(curves.stream().map(Curve::losses).toList(), true);
        Plot plot = new Plot(640, 360, 18, x, y, title);
        plot.axes("step", y.logarithmic() ? "loss (log)" : "loss");
        for (int i = 0; i < curves.size(); i++) {
            Curve c = curves.get(i);
            String colour = Plot.COLOURS[i % Plot.COLOURS.length];
            plot.curve(c.steps(), c.losses(), "stroke=\"" + colour + "\" stroke-width=\"1.8\"");
            if (curves.size() > 1 && i < MOST_NAMES) {
                plot.legend(i, colour, c.name());
            }
        }
        return plot.svg();
    }
}
