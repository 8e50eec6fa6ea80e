// A recorded backward, step by step, in terms of the picture's nodes.

import { brief } from "../numbers.js";

/**
 * An entry of the service's trace.
 *
 * @typedef {{function: string, tensor: string | null, gradient_in: {data: any} | null, gradient_out: Array<{data: any} | null>, saved: boolean, local_rule: string}} Entry
 * @typedef {import("../graph/picture.js").Graph} Graph
 * @typedef {{entry: Entry, node: string | null, to: Array<{id: string, gradient: any}>}} Step
 */

/**
 * Which node each entry is about, and where its gradients go. The service runs the newest function first, and numbers nodes in the order in which
 * they were computed.
 *
 * @param {Entry[]} trace
 * @param {Graph} graph
 * @returns {Step[]}
 */
export function stepsOf(trace, graph) {
  const computed = graph.nodes.filter((node) => node.grad_fn !== null).sort((a, b) => place(b.id) - place(a.id));
  return trace.map((entry) => {
    if (entry.function === "AccumulateGrad") {
      return { entry, node: graph.nodes.find((node) => node.name === entry.tensor)?.id ?? null, to: [] };
    }
    const at = computed.findIndex((node) => entry.tensor === null ? node.grad_fn === entry.function : node.name === entry.tensor);
    const node = at < 0 ? null : computed.splice(at, 1)[0].id;
    return { entry, node, to: receivers(node, entry, graph) };
  });
}

/** @param {string} id */
function place(id) {
  return Number.parseFloat(id.slice(1));
}

/**
 * @param {string | null} node
 * @param {Entry} entry
 * @param {Graph} graph
 */
function receivers(node, entry, graph) {
  return graph.edges.filter((edge) => edge.to === node).flatMap((edge) => {
    const gradient = entry.gradient_out[edge.input_index];
    return gradient === null || gradient === undefined ? [] : [{ id: edge.from, gradient: gradient.data }];
  });
}

/**
 * What the picture shows after some steps have run; the last of them is under way.
 *
 * @param {Step[]} steps
 * @param {number} count
 * @returns {{now: string | null, done: Set<string>, to: Set<string>, badges: Map<string, string>}}
 */
export function moment(steps, count) {
  const done = new Set();
  const badges = new Map();
  for (const { entry, node, to } of steps.slice(0, count)) {
    if (node !== null) {
      done.add(node);
      badges.set(node, `${entry.function === "AccumulateGrad" ? "grad +=" : "g ="} ${brief(entry.gradient_in?.data ?? null)}`);
    }
    for (const { id, gradient } of to) {
      if (!done.has(id)) {
        badges.set(id, `g ← ${brief(gradient)}`);
      }
    }
  }
  const last = count > 0 ? steps[count - 1] : undefined;
  return { now: last?.node ?? null, done, to: new Set(last?.to.map(({ id }) => id)), badges };
}
