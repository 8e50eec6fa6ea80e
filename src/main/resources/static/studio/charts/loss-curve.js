// Losses over steps.

import { t } from "../i18n.js";
import { draw } from "./plotly.js";

/**
 * @typedef {{name: string, steps: number[], losses: number[]}} Curve
 */

/**
 * @param {HTMLElement} place
 * @param {Curve[]} curves
 */
export async function drawLosses(place, curves) {
  const positive = curves.flatMap((curve) => curve.losses).filter((loss) => loss > 0 && Number.isFinite(loss));
  const decades = positive.length > 0 && Math.max(...positive) / Math.min(...positive) > 100;
  await draw(place, curves.map(({ name, steps, losses }) => ({ type: "scatter", mode: "lines", name, x: steps, y: losses, line: { width: 2 } })), {
    xaxis: { title: { text: t("chart.step") }, rangemode: "tozero" },
    yaxis: { title: { text: t("chart.loss") }, type: decades ? "log" : "linear", exponentformat: "power" },
    margin: { l: 54, r: 16, t: curves.length > 1 ? 28 : 10, b: 44 },
    showlegend: curves.length > 1,
    legend: { orientation: "h", y: 1.12 },
  });
}
