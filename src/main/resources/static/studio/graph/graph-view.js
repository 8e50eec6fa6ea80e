// The view of the graph.

import { h, setOptions } from "../dom.js";
import { languages, t } from "../i18n.js";
import { requestButton } from "../requests.js";
import { png, save } from "../save.js";
import { session } from "../session.js";
import { nodeDetails } from "./node-details.js";
import { GraphPicture } from "./picture.js";

/** Up to here a picture stays readable; the service shows up to 500. */
const FEW = 120;
const MANY = 500;

/** The session's graph, as it is now. */
export class GraphView {
  /** @type {import("./picture.js").GraphNode | null} */
  #chosen = null;

  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.panel = panel;
    this.picture = new GraphPicture((node) => this.#select(node));
    this.of = h("select", { id: "graph-of", onchange: () => this.refresh() });
    this.size = h("select", { id: "graph-size", onchange: () => this.refresh() });
    setOptions(this.size, [[String(FEW), String(FEW)], [String(MANY), String(MANY)]]);
    this.truncated = h("p", { class: "warning", hidden: true, t: "graph.truncated" });
    this.details = h("section", { class: "details", "aria-live": "polite", "data-t-label": "node.title" }, h("p", { class: "note", t: "node.choose" }));
    panel.append(
      h("div", { class: "toolbar" },
        h("label", { for: "graph-of", t: "graph.of" }), this.of,
        h("label", { for: "graph-size", t: "graph.size" }), this.size,
        h("span", { class: "grow" }),
        requestButton(() => ({ method: "GET", path: session.path(this.#query()), accept: "image/svg+xml" })),
        h("button", { type: "button", class: "quiet", onclick: () => this.#save("svg") }, "SVG"),
        h("button", { type: "button", class: "quiet", onclick: () => this.#save("png") }, "PNG")),
      this.truncated,
      this.picture.element,
      h("p", { class: "note keys", t: "graph.keys" }),
      this.details);
    languages.addEventListener("language", () => this.refresh());
  }

  #of() {
    return this.of.value === "" ? null : this.of.value;
  }

  #query() {
    return GraphPicture.query(this.#of(), Number(this.size.value || FEW));
  }

  /** Brings the view up to date with the session. */
  async refresh() {
    const tensors = await session.tensors();
    const outputs = tensors.filter((tensor) => tensor.computed_by !== null).map((tensor) => tensor.name).reverse();
    setOptions(this.of, [["", t("graph.all")], ...outputs.map((name) => /** @type {[string, string]} */ ([name, name]))]);
    await this.picture.show(this.#of(), Number(this.size.value || FEW));
    this.truncated.hidden = !this.picture.graph.truncated;
    const again = this.picture.graph.nodes.find((node) => node.id === this.#chosen?.id);
    if (again !== undefined) {
      this.picture.select(again);
    } else {
      this.#chosen = null;
      this.details.replaceChildren(h("p", { class: "note", t: "node.choose" }));
    }
  }

  /** @param {import("./picture.js").GraphNode} node */
  async #select(node) {
    this.#chosen = node;
    const blocks = await nodeDetails(node, this.picture.graph);
    if (this.#chosen === node) {
      this.details.replaceChildren(...blocks);
    }
  }

  /** @param {"svg" | "png"} format */
  async #save(format) {
    const svg = await session.call("GET", this.#query(), undefined, { accept: "image/svg+xml" });
    save(format === "svg" ? svg : await png(svg), `graph.${format}`, "image/svg+xml");
  }
}
