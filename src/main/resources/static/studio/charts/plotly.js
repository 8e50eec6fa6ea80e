// Plotly, loaded when the first chart is drawn, and how charts look in the page.

import { isDark, themes } from "../theme.js";

const SOURCE = "/webjars/plotly.js-dist/plotly.js";

/** @type {Promise<any> | null} */
let loading = null;

/** Charts in the page with what they show, so that they can follow the theme. @type {Map<HTMLElement, {data: any[], layout: any}>} */
const drawn = new Map();

/** @returns {Promise<any>} Plotly itself */
export function plotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = SOURCE;
    script.onload = () => resolve(/** @type {any} */ (globalThis).Plotly);
    script.onerror = () => reject(new Error("Plotly could not be loaded"));
    document.head.append(script);
  });
  return loading;
}

/** Hues that colour-blind readers tell apart (Okabe and Ito), in shades that stand out on the page. */
export function palette() {
  return isDark() ? ["#5cb8ec", "#f0b13c", "#3ecf9f", "#e992c4", "#f5ec6a", "#ff8a4c", "#a9b4c2"]
    : ["#0b6aa8", "#a85f00", "#00795a", "#a53f7d", "#6b6100", "#c04a00", "#555b66"];
}

/** The colour of a path and of what stands at its end. */
export function ink() {
  return isDark() ? "#ff8a6b" : "#c0311e";
}

/** @param {any} layout */
function themed(layout) {
  const style = getComputedStyle(document.documentElement);
  const colour = style.getPropertyValue("--ink").trim();
  const grid = style.getPropertyValue("--line").trim();
  const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: grid, automargin: true };
  return {
    font: { family: "system-ui, 'Segoe UI', 'Noto Sans SC', sans-serif", size: 12, color: colour },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    colorway: palette(),
    margin: { l: 54, r: 16, t: 28, b: 44 },
    hoverlabel: { font: { family: "ui-monospace, monospace" } },
    ...layout,
    xaxis: { ...axis, ...layout.xaxis },
    yaxis: { ...axis, ...layout.yaxis },
  };
}

/**
 * Draws a chart, or brings it up to date.
 *
 * @param {HTMLElement} place
 * @param {any[]} data
 * @param {any} layout
 */
export async function draw(place, data, layout) {
  const Plotly = await plotly();
  for (const other of drawn.keys()) {
    if (!other.isConnected) {
      Plotly.purge(other);
      drawn.delete(other);
    }
  }
  drawn.set(place, { data, layout });
  await Plotly.react(place, data, themed(layout), { displaylogo: false, responsive: true, displayModeBar: false });
}

/**
 * Draws a figure that a program made.
 *
 * @param {HTMLElement} place
 * @param {{data?: any[], layout?: any}} figure in Plotly's format
 */
export async function drawFigure(place, figure) {
  await draw(place, figure.data ?? [], { ...figure.layout });
}

/**
 * The chart as a file for the reader.
 *
 * @param {HTMLElement} place
 * @param {"svg" | "png"} format
 * @param {string} filename
 */
export async function saveChart(place, format, filename) {
  const Plotly = await plotly();
  await Plotly.downloadImage(place, { format, filename, width: 900, height: 560, scale: format === "png" ? 2 : 1 });
}

themes.addEventListener("theme", () => {
  for (const [place, { data, layout }] of drawn) {
    void draw(place, data, layout);
  }
});
