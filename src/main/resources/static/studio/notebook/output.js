// What a run answered, below its cell.

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { drawFigure } from "../charts/plotly.js";

/**
 * @typedef {{stdout?: string, result?: string | null, figures?: any[], warnings?: any[]}} Outcome
 * @typedef {import("../api.js").Problem} Problem
 */

/**
 * @param {Outcome} outcome
 * @returns {HTMLElement[]}
 */
export function outcomeBlocks(outcome) {
  const blocks = [];
  if (outcome.stdout) {
    blocks.push(h("pre", { class: "stdout" }, outcome.stdout.replace(/\n$/, "")));
  }
  if (outcome.result !== null && outcome.result !== undefined) {
    blocks.push(h("pre", { class: "result" }, outcome.result));
  }
  for (const warning of outcome.warnings ?? []) {
    blocks.push(h("p", { class: "warning" }, warning.text ?? warning.code ?? String(warning)));
  }
  for (const figure of outcome.figures ?? []) {
    const place = h("div", { class: "figure", role: "img", "aria-label": titleOf(figure) });
    blocks.push(place);
    void drawFigure(place, figure);
  }
  return blocks;
}

/**
 * @param {Problem} problem
 * @param {(line: number) => void} goTo
 * @returns {HTMLElement[]}
 */
export function problemBlocks(problem, goTo) {
  const { stdout, torch_error: kind, line, call_lines: callLines = [], hint } = problem.body;
  const blocks = stdout ? outcomeBlocks({ stdout }) : [];
  const lines = [line, ...callLines].filter((n, i, all) => typeof n === "number" && all.indexOf(n) === i);
  blocks.push(h("div", { class: "problem" },
    h("p", {}, h("strong", {}, kind ?? problem.body.title ?? problem.code), ": ", problem.message),
    lines.length === 0 ? null : h("p", { class: "row" },
      ...lines.map((n) => h("button", { type: "button", class: "quiet", t: ["cell.line", { line: n }], onclick: () => goTo(n) }))),
    // What a program raised speaks for itself.
    hint && kind === undefined ? h("p", { class: "hint" }, hint) : null));
  return blocks;
}

/** @param {any} figure */
function titleOf(figure) {
  const title = figure?.layout?.title;
  return (typeof title === "string" ? title : title?.text) ?? t("cell.figure");
}
