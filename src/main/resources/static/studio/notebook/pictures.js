// The three pictures that the tutorial draws by hand, computed by the service while the reader looks at them.

import { call } from "../api.js";
import { drawContour, drawCurve } from "../charts/landscape.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { short } from "../numbers.js";

/** Each opens a session of its own, which ends by itself. */
const IDLE = "PT10M";
const STEPS = 41;

/** @typedef {"graph" | "tangent" | "direction"} PictureName */

/**
 * @param {PictureName} name
 * @returns {HTMLElement}
 */
export function pictureBlock(name) {
  const place = h("div", { class: `live-picture ${name}` });
  const caption = h("figcaption", { "aria-live": "polite" });
  const figure = h("figure", {}, place, caption);
  const draw = { graph: drawGraph, tangent: drawTangent, direction: drawDirection }[name];
  draw(place, caption, figure).catch((problem) => {
    caption.textContent = problem.message;
  });
  return figure;
}

/**
 * @param {any[]} steps
 * @returns {Promise<string>} the path of a session made by them
 */
async function sessionOf(steps) {
  const made = await call("POST", "/v1/sessions", { steps, idle_timeout: IDLE });
  return `/v1/sessions/${made.id}`;
}

/** @param {HTMLElement} place @param {string} text what a picture shows */
function describe(place, text) {
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", text);
}

/** @param {string} name @param {number} value */
function leaf(name, value) {
  return { tensor: { name, data: value, requires_grad: true } };
}

/**
 * The graph of x, y and z.
 *
 * @param {HTMLElement} place
 * @param {HTMLElement} caption
 */
async function drawGraph(place, caption) {
  const path = await sessionOf([leaf("x", 1), { op: "pow", inputs: ["x", 2], name: "y" }, { op: "add", inputs: ["y", 1], name: "z" }]);
  const svg = await call("GET", `${path}/graph`, undefined, { accept: "image/svg+xml" });
  const picture = document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
  picture.setAttribute("aria-label", t("picture.graph"));
  place.replaceChildren(picture);
  caption.textContent = t("picture.graph");
}

/**
 * y = x² with its tangent; the point can be moved.
 *
 * @param {HTMLElement} place
 * @param {HTMLElement} caption
 * @param {HTMLElement} figure
 */
async function drawTangent(place, caption, figure) {
  const path = await sessionOf([leaf("x", 1), { op: "pow", inputs: ["x", 2], name: "y" }]);
  const show = async (/** @type {number} */ x) => {
    await moveTo(path, { x });
    const land = await call("POST", `${path}/surface`, { loss: "y", x: { tensor: "x", from: -2.5, to: 2.5, points: 101 } });
    const text = t("picture.tangent", { x: short(x), y: short(land.point.z), slope: short(land.tangent.slope), intercept: short(land.tangent.intercept) });
    await drawCurve(place, land, "x", []);
    describe(place, text);
    caption.textContent = text;
  };
  figure.append(slider("x", 1, -2, 2, (x) => show(x)));
  await show(1);
}

/**
 * The sum of squared errors with the line through the origin and the gradient there; the point can be moved.
 *
 * @param {HTMLElement} place
 * @param {HTMLElement} caption
 * @param {HTMLElement} figure
 */
async function drawDirection(place, caption, figure) {
  const path = await sessionOf([leaf("a", 0), leaf("b", 0),
    { op: "rsub", inputs: ["a", 2], name: "t1" }, { op: "sub", inputs: ["t1", "b"], name: "e1" },
    { op: "mul", inputs: [3, "a"], name: "t2" }, { op: "rsub", inputs: ["t2", 4], name: "t3" }, { op: "sub", inputs: ["t3", "b"], name: "e2" },
    { op: "pow", inputs: ["e1", 2], name: "s1" }, { op: "pow", inputs: ["e2", 2], name: "s2" }, { op: "add", inputs: ["s1", "s2"], name: "sse" }]);
  const at = { a: 0, b: 0 };
  const show = async () => {
    await moveTo(path, at);
    const land = await call("POST", `${path}/surface`, {
      loss: "sse", x: { tensor: "a", from: -1, to: 3, points: STEPS }, y: { tensor: "b", from: -1, to: 3, points: STEPS },
    });
    const { x: gx, y: gy } = land.gradient;
    const text = t("picture.direction", { a: short(at.a), b: short(at.b), ga: short(gx), gb: short(gy), da: short(-gx), db: short(-gy) });
    await drawContour(place, land, ["a", "b"], lineThrough(at, gx, gy));
    describe(place, text);
    caption.textContent = text;
  };
  figure.append(
    slider("a", 0, -1, 3, (a) => { at.a = a; return show(); }),
    slider("b", 0, -1, 3, (b) => { at.b = b; return show(); }));
  await show();
}

/**
 * From the far side of the gradient to the point itself, where a path would end.
 *
 * @param {{a: number, b: number}} at
 * @param {number} gx
 * @param {number} gy
 */
function lineThrough(at, gx, gy) {
  const reach = 6 / Math.max(Math.hypot(gx, gy), 1e-9);
  return [{ x: at.a - reach * gx, y: at.b - reach * gy, z: NaN }, { x: at.a + reach * gx, y: at.b + reach * gy, z: NaN }, { x: at.a, y: at.b, z: NaN }];
}

/**
 * @param {string} path
 * @param {Record<string, number>} values
 */
async function moveTo(path, values) {
  for (const [name, data] of Object.entries(values)) {
    await call("PATCH", `${path}/tensors/${name}`, { data });
  }
}

/**
 * A slider that shows its value; while one is being shown, only the last of the values chosen meanwhile is shown next.
 *
 * @param {string} name
 * @param {number} value
 * @param {number} min
 * @param {number} max
 * @param {(value: number) => Promise<void>} show
 */
function slider(name, value, min, max, show) {
  /** @type {number | null} */
  let next = null;
  let busy = false;
  const work = async () => {
    busy = true;
    while (next !== null) {
      const now = next;
      next = null;
      await show(now);
    }
    busy = false;
  };
  const output = h("output", {}, short(value));
  return h("label", { class: "slider" }, h("code", {}, name), h("input", {
    type: "range", min, max, step: 0.1, value, oninput: (/** @type {any} */ e) => {
      next = Number(e.target.value);
      output.textContent = short(next);
      if (!busy) {
        void work();
      }
    },
  }), output);
}
