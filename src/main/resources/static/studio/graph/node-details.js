// What is known of a node that was chosen: value, gradient, shape, history, and its derivative rule in mathematics.

import { call, Problem } from "../api.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { brief } from "../numbers.js";
import { session } from "../session.js";

/**
 * @typedef {import("./picture.js").GraphNode} GraphNode
 * @typedef {import("./picture.js").Graph} Graph
 */

const MOST_LINES = 12;

/** The catalogue's entries that were asked for. @type {Map<string, Promise<any>>} */
const catalogue = new Map();

/**
 * @param {GraphNode} node
 * @param {Graph} graph
 * @returns {Promise<HTMLElement[]>}
 */
export async function nodeDetails(node, graph) {
  const [tensor, rule] = await Promise.all([tensorOf(node), ruleOf(node, graph)]);
  const rows = [
    ["node.value", h("pre", {}, tensor?.repr ?? (node.value === undefined ? "—" : brief(node.value)))],
    ["node.gradient", gradient(node, tensor)],
    ["node.shape", h("span", {}, node.shape.length === 0 ? t("node.scalar") : node.shape.join(" × "), ` · ${node.dtype}`)],
    ...(node.grad_fn === null ? [] : [["node.function", h("code", {}, node.grad_fn)]]),
    ["node.history", h("ol", { class: "history" }, ...history(node, graph).map((line) => h("li", {}, h("code", {}, line))))],
    ...(rule === null ? [] : [["node.rule", rule]]),
  ];
  return [
    h("h3", {}, h("span", {}, node.name ?? t("node.unnamed")), " ", h("span", { class: `role ${node.role}` }, t(`role.${node.role}`))),
    h("dl", {}, ...rows.flatMap(([key, value]) => [h("dt", { t: key }), h("dd", {}, value)])),
  ];
}

/** @param {GraphNode} node */
async function tensorOf(node) {
  if (node.name === null) {
    return null;
  }
  try {
    return await session.call("GET", `/tensors/${encodeURIComponent(node.name)}`);
  } catch (problem) {
    if (problem instanceof Problem && problem.code === "tensor_not_found") {
      return null;
    }
    throw problem;
  }
}

/**
 * @param {GraphNode} node
 * @param {any} tensor
 */
function gradient(node, tensor) {
  const grad = tensor?.grad?.data ?? node.grad;
  if (grad !== null && grad !== undefined) {
    return h("pre", {}, brief(grad));
  }
  return h("span", {}, t(`grad_reason.${tensor?.grad_reason ?? (node.role === "constant" ? "not_differentiable" : "not_a_leaf")}`));
}

/**
 * Backtracking: the node's own call first, then those of its operands.
 *
 * @param {GraphNode} node
 * @param {Graph} graph
 */
function history(node, graph) {
  const names = new Map(graph.nodes.map((n) => [n.id, n.name ?? n.id]));
  const lines = [];
  const seen = new Set([node.id]);
  const waiting = [node.id];
  while (waiting.length > 0 && lines.length < MOST_LINES) {
    const id = /** @type {string} */ (waiting.shift());
    const incoming = graph.edges.filter((edge) => edge.to === id);
    if (incoming.length === 0) {
      lines.push(t("node.given", { name: names.get(id) }));
    } else {
      lines.push(`${names.get(id)} = ${incoming[0].label} (${incoming.map((edge) => names.get(edge.from)).join(", ")})`);
    }
    for (const edge of incoming) {
      if (!seen.has(edge.from)) {
        seen.add(edge.from);
        waiting.push(edge.from);
      }
    }
  }
  return waiting.length > 0 ? [...lines, "…"] : lines;
}

/**
 * What the function of the node passes on to each operand.
 *
 * @param {GraphNode} node
 * @param {Graph} graph
 */
async function ruleOf(node, graph) {
  const edge = graph.edges.find((e) => e.to === node.id);
  if (edge === undefined) {
    return null;
  }
  const op = edge.label.split(" ")[0];
  if (!catalogue.has(op)) {
    catalogue.set(op, call("GET", `/v1/ops/${encodeURIComponent(op)}`).catch(() => null));
  }
  const entry = await catalogue.get(op);
  if (!entry?.formula) {
    return null;
  }
  return h("div", {}, ...String(entry.formula).split(/;\s*/).map((line) => h("p", { class: "formula" }, line)),
    h("p", { class: "note" }, t("node.rule_note")));
}
