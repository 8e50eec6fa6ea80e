// The loss over the one or two numbers that are descended, with the path on it.

import { Problem } from "../api.js";
import { drawContour, drawCurve, drawSurface } from "../charts/landscape.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { real, short } from "../numbers.js";
import { requestButton } from "../requests.js";
import { session } from "../session.js";
import { coordinates, element, rangeOf } from "./path.js";

const LINE_POINTS = 121;
const GRID_POINTS = 61;

/** Curve, contours or surface. */
export class LandscapeView {
  /** @type {import("./path.js").Coordinate[] | null} */
  #axes = null;
  /** @type {any} */
  #land = null;
  /** @type {any} */
  #asked = null;
  /** @type {import("../charts/landscape.js").Path} */
  #path = [];
  #flat = true;

  constructor() {
    this.place = h("div", { class: "chart", role: "img", "data-t-label": "landscape.title", "aria-label": t("landscape.title") });
    this.note = h("p", { class: "note" });
    this.contour = h("button", { type: "button", "aria-pressed": "true", t: "landscape.contour", onclick: () => this.#turn(true) });
    this.surface = h("button", { type: "button", "aria-pressed": "false", t: "landscape.surface", onclick: () => this.#turn(false) });
    this.choice = h("span", { class: "segmented", role: "group", "data-t-label": "landscape.kind" }, this.contour, this.surface);
    this.element = h("section", { class: "landscape", "aria-labelledby": "landscape-title", hidden: true },
      h("div", { class: "row spread" }, h("h3", { id: "landscape-title", t: "landscape.title" }), this.choice, requestButton(() => this.#request())),
      this.place, this.note);
  }

  #request() {
    return { method: "POST", path: session.path("/surface"), body: this.#asked ?? {} };
  }

  /**
   * Asks for the loss over the parameters.
   *
   * @param {any} loss
   * @param {any[]} leaves the parameters as tensors
   * @param {Array<Record<string, any>>} visited values of the parameters that shall be in sight
   */
  async load(loss, leaves, visited) {
    this.#axes = coordinates(leaves);
    this.element.hidden = this.#axes === null;
    if (this.#axes === null) {
      return;
    }
    const grid = this.#axes.length === 2;
    const [x, y] = this.#axes.map((axis) => {
      const here = leaves.find((leaf) => leaf.name === axis.tensor)?.data;
      const [from, to] = rangeOf([element(here, axis.index), ...visited.map((values) => element(values[axis.tensor], axis.index))]);
      return { tensor: axis.tensor, ...(axis.index.length === 0 ? {} : { index: axis.index }), from, to, points: grid ? GRID_POINTS : LINE_POINTS };
    });
    this.#asked = { loss, x, ...(grid ? { y } : {}) };
    this.choice.hidden = !grid;
    this.#land = await session.call("POST", "/surface", this.#asked);
  }

  /** Where the parameters have been. @param {Array<{loss: number, parameters?: Record<string, any>}>} points @param {Record<string, any> | null} start */
  follow(points, start) {
    const axes = this.#axes;
    if (axes === null) {
      return;
    }
    const places = [...(start === null ? [] : [start]), ...points.flatMap((point) => point.parameters === undefined ? [] : [point.parameters])];
    // The loss of a point is that before its step, so the loss at a place is that of the next point.
    this.#path = places.map((values, i) => {
      const [x, y] = axes.map((axis) => element(values[axis.tensor], axis.index));
      return { x, y, z: points[start === null ? i + 1 : i]?.loss ?? NaN };
    });
  }

  async draw() {
    if (this.#axes === null || this.#land === null) {
      return;
    }
    const names = this.#axes.map((axis) => axis.name);
    if (names.length === 1) {
      await drawCurve(this.place, this.#land, names[0], this.#path);
    } else if (this.#flat) {
      await drawContour(this.place, this.#land, [names[0], names[1]], this.#path);
    } else {
      await drawSurface(this.place, this.#land, [names[0], names[1]], this.#path);
    }
    const { point, gradient } = this.#land;
    const key = names.length === 1 ? "landscape.described_line" : "landscape.described";
    const text = t(key, { x: short(point.x, 4), y: short(point.y, 4), gx: short(gradient.x, 4), gy: short(gradient.y, 4), loss: short(real(point.z), 4) });
    // From now on it says what it shows, not what it is.
    delete this.place.dataset.tLabel;
    this.place.setAttribute("aria-label", text);
    this.note.textContent = text;
  }

  /** @param {boolean} flat */
  #turn(flat) {
    this.#flat = flat;
    this.contour.setAttribute("aria-pressed", String(flat));
    this.surface.setAttribute("aria-pressed", String(!flat));
    void this.draw();
  }
}

/** What a landscape cannot be drawn of is no failure of the view. @param {unknown} problem */
export function isRefusal(problem) {
  return problem instanceof Problem;
}
