// A cell: code, the buttons beside it, what came of it.

import { Problem } from "../api.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { showRequest } from "../requests.js";
import { session } from "../session.js";
import { Editor } from "./editor.js";
import { outcomeBlocks, problemBlocks } from "./output.js";

/**
 * What a cell asks of the notebook it stands in.
 *
 * @typedef {{next: (cell: Cell) => void, add: (cell: Cell) => void, remove: (cell: Cell) => void, edited: () => void,
 *   say: (key: string, values?: Record<string, any>) => void}} Notebook
 */

/** Code that runs in the session. */
export class Cell {
  #number = 0;
  #running = false;

  /**
   * @param {string} code
   * @param {Notebook} notebook
   */
  constructor(code, notebook) {
    this.notebook = notebook;
    this.marker = h("span", { class: "marker", "aria-hidden": "true" });
    this.runButton = h("button", { type: "button", class: "run", "data-t-label": "cell.run", "data-t-title": "cell.run", onclick: () => this.run("stay") }, "▶");
    const more = h("div", { class: "cell-tools" },
      h("button", { type: "button", class: "quiet", t: "cell.add", onclick: () => notebook.add(this) }),
      h("button", { type: "button", class: "quiet", t: "request.show", onclick: () => showRequest(this.request()) }),
      h("button", { type: "button", class: "quiet", t: "cell.remove", onclick: () => notebook.remove(this) }));
    this.output = h("div", { class: "cell-output" });
    const place = h("div", { class: "code-place" });
    this.element = h("section", { class: "cell" }, h("div", { class: "gutter" }, this.runButton, this.marker), h("div", { class: "cell-body" }, place, more, this.output));
    this.editor = new Editor(place, code, { label: "", onRun: (then) => this.run(then), onChange: () => notebook.edited() });
  }

  get code() {
    return this.editor.code;
  }

  /** Its place in the notebook, counted from 1. @param {number} number */
  set number(number) {
    this.#number = number;
    this.translate();
  }

  get number() {
    return this.#number;
  }

  translate() {
    const name = t("cell.name", { n: this.#number });
    this.element.setAttribute("aria-label", name);
    this.editor.describe(name);
  }

  /** @returns {import("../api.js").Request} */
  request() {
    return { method: "POST", path: session.path("/run"), body: { code: this.code } };
  }

  /**
   * Runs the code; true if it went well.
   *
   * @param {"next" | "stay"} then where the cursor goes
   * @returns {Promise<boolean>}
   */
  async run(then) {
    if (this.#running) {
      return false;
    }
    if (then === "next") {
      this.notebook.next(this);
    }
    this.#running = true;
    this.element.classList.add("running");
    this.marker.textContent = "…";
    this.editor.clearError();
    try {
      const outcome = await session.call("POST", "/run", { code: this.code });
      this.output.replaceChildren(...outcomeBlocks(outcome));
      this.marker.textContent = "✓";
      this.notebook.say("cell.done", { n: this.#number });
      session.changed();
      return true;
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      this.#refused(problem);
      return false;
    } finally {
      this.#running = false;
      this.element.classList.remove("running");
    }
  }

  /** @param {Problem} problem */
  #refused(problem) {
    const { line, torch_error: kind } = problem.body;
    this.output.replaceChildren(...problemBlocks(problem, (n) => this.editor.goTo(n)));
    this.marker.textContent = "✗";
    if (typeof line === "number") {
      this.editor.showError(line, `${kind ?? problem.code}: ${problem.message}`);
      this.notebook.say("cell.failed_at", { n: this.#number, line, message: problem.message });
    } else {
      this.notebook.say("cell.failed", { n: this.#number, message: problem.message });
    }
  }

  /** Forgets what came of it. */
  clear() {
    this.output.replaceChildren();
    this.marker.textContent = "";
    this.editor.clearError();
  }
}
