// The picture of the graph that the service drew, made alive: it can be moved, its nodes chosen and pointed out.

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { brief } from "../numbers.js";
import { session } from "../session.js";
import { PanZoom } from "./pan-zoom.js";

/**
 * @typedef {{id: string, name: string | null, role: string, dtype: string, shape: number[], value?: any, grad?: any, grad_fn: string | null}} GraphNode
 * @typedef {{from: string, to: string, function: string, label: string, input_index: number}} GraphEdge
 * @typedef {{nodes: GraphNode[], edges: GraphEdge[], truncated: boolean}} Graph
 */

const SVG = "http://www.w3.org/2000/svg";

/** A graph in a frame. */
export class GraphPicture {
  /** @type {Graph} */
  graph = { nodes: [], edges: [], truncated: false };
  /** What was asked for. @type {{of: string | null, maxNodes: number}} */
  #shown = { of: null, maxNodes: 0 };
  /** The nodes in the picture by id. @type {Map<string, SVGGElement>} */
  #nodes = new Map();
  /** @type {SVGGElement[]} in the order of the graph's edges */
  #edges = [];
  #onSelect;

  /** @param {(node: GraphNode) => void} onSelect */
  constructor(onSelect) {
    this.#onSelect = onSelect;
    this.frame = h("div", { class: "graph-frame" });
    this.panZoom = new PanZoom(this.frame);
    this.frame.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => this.#key(e));
    this.element = h("div", { class: "graph-picture" },
      this.frame,
      h("div", { class: "graph-tools" },
        h("button", { type: "button", "data-t-label": "graph.zoom_in", "data-t-title": "graph.zoom_in", onclick: () => this.panZoom.zoom(1) }, "+"),
        h("button", { type: "button", "data-t-label": "graph.zoom_out", "data-t-title": "graph.zoom_out", onclick: () => this.panZoom.zoom(-1) }, "−"),
        h("button", { type: "button", "data-t-label": "graph.fit", "data-t-title": "graph.fit", onclick: () => this.panZoom.fit() }, "⤢")),
      legend());
    new ResizeObserver(() => {
      if (this.frame.clientWidth > 0 && this.frame.dataset.width !== String(this.frame.clientWidth)) {
        this.frame.dataset.width = String(this.frame.clientWidth);
        this.panZoom.fit();
      }
    }).observe(this.frame);
  }

  /**
   * What the picture is asked for with.
   *
   * @param {string | null} of
   * @param {number} maxNodes
   */
  static query(of, maxNodes) {
    return `/graph?max_nodes=${maxNodes}${of === null ? "" : `&of=${encodeURIComponent(of)}`}`;
  }

  /**
   * Shows the session's graph, or what one of its tensors was computed from.
   *
   * @param {string | null} of
   * @param {number} maxNodes
   */
  async show(of, maxNodes) {
    if (session.id === null) {
      this.#mount(null, { nodes: [], edges: [], truncated: false }, false);
      return;
    }
    const query = GraphPicture.query(of, maxNodes);
    const [svg, graph] = await Promise.all([session.call("GET", query, undefined, { accept: "image/svg+xml" }), session.call("GET", query)]);
    const same = this.#shown.of === of && this.#shown.maxNodes === maxNodes;
    this.#shown = { of, maxNodes };
    const picture = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    this.#mount(/** @type {any} */ (picture), graph, same);
  }

  /**
   * @param {SVGSVGElement | null} picture
   * @param {Graph} graph
   * @param {boolean} same whether it is the picture that was shown, perhaps grown
   */
  #mount(picture, graph, same) {
    const before = new Set(this.graph.nodes.map((node) => node.id));
    this.graph = graph;
    this.#nodes.clear();
    this.#edges = [];
    if (picture === null || graph.nodes.length === 0) {
      this.frame.replaceChildren(h("p", { class: "empty", t: "graph.empty" }));
      return;
    }
    const { width, height } = picture.viewBox.baseVal;
    const content = document.createElementNS(SVG, "g");
    content.classList.add("content");
    content.append(...picture.querySelectorAll(":scope > g.edge, :scope > g.node"));
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", t("graph.described", { nodes: graph.nodes.length, edges: graph.edges.length }));
    const arrowHead = picture.querySelector("defs");
    svg.append(...(arrowHead === null ? [] : [arrowHead]), content);
    this.frame.replaceChildren(svg);
    this.#edges = [...content.querySelectorAll("g.edge")].map((edge) => /** @type {SVGGElement} */ (edge));
    this.#edges.forEach((edge) => edge.setAttribute("aria-hidden", "true"));
    const known = new Map(graph.nodes.map((node) => [node.id, node]));
    for (const element of content.querySelectorAll("g.node")) {
      this.#enliven(/** @type {SVGGElement} */ (element), known, same && before.size > 0 ? before : null);
    }
    this.#makeReachable(this.#nodes.values().next().value);
    const grown = graph.nodes.some((node) => !before.has(node.id)) || graph.nodes.length !== before.size;
    this.panZoom.take(content, { width, height: height - 26 }, same && !grown);
  }

  /**
   * @param {SVGGElement} element
   * @param {Map<string, GraphNode>} known
   * @param {Set<string> | null} before what was there, if what is new shall be seen
   */
  #enliven(element, known, before) {
    const node = known.get(element.dataset.id ?? "");
    if (node === undefined) {
      return;
    }
    this.#nodes.set(node.id, element);
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", "-1");
    element.setAttribute("aria-label", described(node));
    element.addEventListener("click", () => this.select(node));
    if (before !== null && !before.has(node.id)) {
      element.classList.add("new");
    }
  }

  /** Chooses a node. @param {GraphNode} node */
  select(node) {
    const element = this.#nodes.get(node.id);
    this.#nodes.forEach((other) => {
      other.classList.toggle("chosen", other === element);
    });
    this.#makeReachable(element);
    this.#onSelect(node);
  }

  /** One node at a time can be reached by Tab; arrows go on from there. @param {SVGGElement | undefined} element */
  #makeReachable(element) {
    this.#nodes.forEach((other) => other.setAttribute("tabindex", other === element ? "0" : "-1"));
  }

  /** @param {KeyboardEvent} e */
  #key(e) {
    const element = /** @type {SVGGElement | null} */ (/** @type {Element} */ (e.target).closest("g.node"));
    const node = this.graph.nodes.find((n) => n.id === element?.dataset.id);
    if (element === null || node === undefined || e.shiftKey) {
      return;
    }
    if (e.key === "Enter" || e.key === " ") {
      this.select(node);
      e.preventDefault();
      return;
    }
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (direction === undefined) {
      return;
    }
    e.preventDefault();
    const next = this.#nearest(element, direction[0], direction[1]);
    if (next !== null) {
      this.#makeReachable(next);
      next.focus();
      this.panZoom.reveal(next.getBoundingClientRect());
    }
  }

  /**
   * The nearest node in a direction; what lies aside counts as farther.
   *
   * @param {SVGGElement} from
   * @param {number} dx
   * @param {number} dy
   */
  #nearest(from, dx, dy) {
    const start = centre(from);
    let best = null;
    let least = Infinity;
    for (const element of this.#nodes.values()) {
      const { x, y } = centre(element);
      const along = (x - start.x) * dx + (y - start.y) * dy;
      const aside = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
      if (element !== from && along > 1 && along + 2 * aside < least) {
        least = along + 2 * aside;
        best = element;
      }
    }
    return best;
  }

  /**
   * Points out a moment of backward.
   *
   * @param {{now: string | null, done: Set<string>, to: Set<string>, badges: Map<string, string>}} moment nodes by id: the one whose function runs,
   *   those through which gradients have gone, those that they go to; and what is written beside nodes
   */
  point({ now, done, to, badges }) {
    for (const [id, element] of this.#nodes) {
      element.classList.toggle("now", id === now);
      element.classList.toggle("done", done.has(id));
      element.classList.toggle("receiving", to.has(id));
      element.querySelector("g.badge")?.remove();
      const text = badges.get(id);
      if (text !== undefined) {
        element.append(badge(element, text));
      }
    }
    this.graph.edges.forEach((edge, i) => {
      this.#edges[i]?.classList.toggle("flow", edge.to === now && to.has(edge.from));
    });
  }
}

/** @param {GraphNode} node */
function described(node) {
  const parts = [node.name ?? node.grad_fn ?? node.id, t(`role.${node.role}`)];
  if (node.value !== undefined) {
    parts.push(t("graph.value", { value: brief(node.value) }));
  }
  if (node.grad !== undefined) {
    parts.push(t("graph.gradient", { value: brief(node.grad) }));
  }
  return parts.join(", ");
}

/** @param {SVGGElement} element */
function centre(element) {
  const box = element.getBBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/**
 * A small label at the upper edge of a node.
 *
 * @param {SVGGElement} node
 * @param {string} text
 */
function badge(node, text) {
  const box = /** @type {SVGRectElement} */ (node.querySelector("rect"));
  const x = box.x.baseVal.value + box.width.baseVal.value / 2;
  const y = box.y.baseVal.value;
  const width = text.length * 6.6 + 12;
  const group = document.createElementNS(SVG, "g");
  group.classList.add("badge");
  const plate = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x: x - width / 2, y: y - 10, width, height: 17, rx: 8.5 })) {
    plate.setAttribute(name, String(value));
  }
  const words = document.createElementNS(SVG, "text");
  for (const [name, value] of Object.entries({ "x": x, "y": y + 2.5, "text-anchor": "middle", "font-size": 11 })) {
    words.setAttribute(name, String(value));
  }
  words.textContent = text;
  group.append(plate, words);
  return group;
}

function legend() {
  return h("ul", { class: "legend", "data-t-label": "graph.legend" }, ...["leaf", "intermediate", "output", "constant"].map((role) =>
    h("li", {}, h("span", { class: `swatch ${role}`, "aria-hidden": "true" }), h("span", { t: `role.${role}` }))));
}
