package dev.nabla.render;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LossChartTest {
    private static String chart(double... losses) {
        double[] steps = new double[losses.length];
        java.util.Arrays.setAll(steps, i -> i + 1);
        return LossChart.svg("fit <&>", List.of(new LossChart.Curve("fit", steps, losses)));
    }

    @Test
    void theAxisIsLogarithmicWhereLossesSpanDecades() {
        assertThat(chart(20, 2, 0.01)).contains("loss (log)", ">0.01<", ">10<");
        assertThat(chart(20, 15, 11)).doesNotContain("(log)").contains(">12<");
        assertThat(chart(20, 0, -3)).doesNotContain("(log)");
    }

    @Test
    void whatIsNotFiniteIsAGap() {
        String svg = chart(1, Double.NaN, 3, 4, Double.POSITIVE_INFINITY);
        assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
        assertThat(svg.substring(svg.lastIndexOf(" d=\""))).containsOnlyOnce("L");
    }

    @Test
    void oneValueNoValueAndNamesAreDrawn() {
        assertThat(chart(5)).contains("h0.01");
        assertThat(chart()).contains("</svg>");
        assertThat(chart(1, 2)).contains("fit &lt;&amp;&gt;");
    }
}
