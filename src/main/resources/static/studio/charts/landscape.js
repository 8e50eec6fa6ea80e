// A loss over one parameter as a curve with its tangent, over two as contours or as a surface; with the path of a descent.

import { t } from "../i18n.js";
import { real } from "../numbers.js";
import { draw, ink, palette } from "./plotly.js";

/**
 * What the service answers to "surface".
 *
 * @typedef {{x: number[], y?: number[], z: any[], point: {x: number, y?: number, z: number}, gradient: {x: number, y?: number},
 *   direction?: {x: number, y: number} | null, tangent?: {slope: number, intercept: number}, path?: Array<{step: number, x: number, y?: number, z: number}>}} Landscape
 * @typedef {Array<{x: number, y?: number, z: number}>} Path
 */

/**
 * @param {HTMLElement} place
 * @param {Landscape} land
 * @param {string} name of the parameter
 * @param {Path} path
 */
export async function drawCurve(place, land, name, path) {
  const [low, high] = [land.x[0], land.x[land.x.length - 1]];
  const losses = land.z.map(real);
  const traces = [{ type: "scatter", mode: "lines", name: t("chart.loss"), x: land.x, y: losses, line: { width: 2.5 } }];
  if (land.tangent !== undefined) {
    const { slope, intercept } = land.tangent;
    const at = (/** @type {number} */ x) => real(slope) * x + real(intercept);
    traces.push(/** @type {any} */ ({ type: "scatter", mode: "lines", name: t("chart.tangent"), x: [low, high], y: [at(low), at(high)], line: { width: 2, dash: "dash", color: palette()[1] } }));
  }
  const highest = Math.max(...losses.filter(Number.isFinite));
  const lowest = Math.min(...losses.filter(Number.isFinite));
  const margin = (highest - lowest) * 0.08 || 1;
  await draw(place, [...traces, ...flatPath(path.map((p) => p.x), path.map((p) => real(p.z)), real(land.point.x), real(land.point.z))], {
    xaxis: { title: { text: name }, range: [low, high] },
    yaxis: { title: { text: t("chart.loss") }, range: [lowest - margin * 3, highest + margin] },
    showlegend: true,
    legend: { orientation: "h", y: 1.12 },
  });
}

/**
 * @param {HTMLElement} place
 * @param {Landscape} land
 * @param {[string, string]} names of the parameters
 * @param {Path} path
 */
export async function drawContour(place, land, [xName, yName], path) {
  const { x, y } = /** @type {{x: number, y: number}} */ (land.point);
  const traces = [{
    type: "contour", x: land.x, y: land.y, z: land.z.map((row) => row.map(real)), colorscale: "Viridis", showscale: false, ncontours: 24,
    contours: { coloring: "heatmap", showlines: true, showlabels: true, labelfont: { size: 10, color: "#ffffff" } }, line: { width: 0.6, color: "rgba(255,255,255,0.55)" },
    hovertemplate: `${xName} %{x:.4g}<br>${yName} %{y:.4g}<br>${t("chart.loss")} %{z:.5g}<extra></extra>`,
  }, ...flatPath(path.map((p) => p.x), path.map((p) => /** @type {number} */ (p.y)), x, y)];
  await draw(place, traces, {
    xaxis: { title: { text: xName }, range: [land.x[0], land.x[land.x.length - 1]], constrain: "domain" },
    // One scale for both, so that what is at right angles looks so.
    yaxis: { title: { text: yName }, range: [/** @type {number[]} */ (land.y)[0], /** @type {number[]} */ (land.y).at(-1)], scaleanchor: "x", constrain: "domain" },
    showlegend: false,
    annotations: arrow(land),
  });
}

/**
 * The way down from the present point: against the gradient, of a length that can be seen.
 *
 * @param {Landscape} land
 */
function arrow(land) {
  const { point, direction, gradient } = land;
  const reach = 0.14 * Math.min(span(land.x), span(land.y ?? land.x));
  const losses = land.z.flat().map(real).filter(Number.isFinite);
  const relief = losses.reduce((a, b) => Math.max(a, b), -Infinity) - losses.reduce((a, b) => Math.min(a, b), Infinity);
  // Where it is flat, what rounding leaves of a gradient points nowhere.
  if (!direction || Math.hypot(real(gradient.x), real(gradient.y)) * reach < 1e-5 * relief) {
    return [];
  }
  const [x, y] = [real(point.x), real(point.y)];
  return [{
    x: x + reach * real(direction.x), y: y + reach * real(direction.y), ax: x, ay: y, xref: "x", yref: "y", axref: "x", ayref: "y",
    text: "", showarrow: true, arrowhead: 2, arrowsize: 1.1, arrowwidth: 2.5, arrowcolor: "#ffffff",
  }];
}

/** @param {number[]} values */
function span(values) {
  return values[values.length - 1] - values[0];
}

/**
 * @param {HTMLElement} place
 * @param {Landscape} land
 * @param {[string, string]} names
 * @param {Path} path
 */
export async function drawSurface(place, land, [xName, yName], path) {
  const z = land.z.map((row) => row.map(real));
  const line = path.length > 0 ? path : [/** @type {any} */ (land.point)];
  await draw(place, [
    { type: "surface", x: land.x, y: land.y, z, colorscale: "Viridis", showscale: false, opacity: 0.92, contours: { z: { show: true, usecolormap: true, highlight: false } } },
    {
      type: "scatter3d", mode: path.length > 1 ? "lines+markers" : "markers", x: line.map((p) => real(p.x)), y: line.map((p) => real(p.y)), z: line.map((p) => real(p.z)),
      line: { width: 5, color: ink() }, marker: { size: line.map((_, i) => i === line.length - 1 ? 6 : 2), color: ink() }, name: t("chart.path"),
    },
  ], {
    margin: { l: 0, r: 0, t: 0, b: 0 },
    scene: {
      xaxis: { title: { text: xName } }, yaxis: { title: { text: yName } }, zaxis: { title: { text: t("chart.loss") } },
      camera: { eye: { x: 1.5, y: -1.5, z: 0.9 } },
    },
    showlegend: false,
  });
}

/**
 * @param {number[]} xs
 * @param {number[]} ys
 * @param {number} x where it stands now
 * @param {number} y
 */
function flatPath(xs, ys, x, y) {
  const traces = [];
  if (xs.length > 1) {
    traces.push({
      type: "scatter", mode: "lines+markers", name: t("chart.path"), x: xs, y: ys, line: { width: 2, color: ink() },
      marker: { size: 4, color: ink() },
    });
  }
  traces.push({
    type: "scatter", mode: "markers", name: t("chart.point"), x: [xs.at(-1) ?? x], y: [ys.at(-1) ?? y],
    marker: { size: 11, color: "#ffffff", line: { width: 2.5, color: ink() } },
  });
  return traces;
}
