// The view of backward: runs it, and plays what the service recorded.

import { Problem } from "../api.js";
import { h, setOptions } from "../dom.js";
import { GraphPicture } from "../graph/picture.js";
import { label, languages, t } from "../i18n.js";
import { brief } from "../numbers.js";
import { requestButton } from "../requests.js";
import { session } from "../session.js";
import { moment, stepsOf } from "./trace.js";

/** How long a step stands while it plays. */
const PACE = 1300;
const MOST_NODES = 200;

/** Backward, step by step. */
export class BackwardView {
  /** @type {import("./trace.js").Step[]} */
  #steps = [];
  #at = 0;
  /** @type {number | undefined} */
  #timer;
  /** Whose trace is shown. */
  #of = "";
  #retained = false;

  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.of = h("select", { id: "backward-of", onchange: () => this.#forget() });
    this.retain = h("input", { type: "checkbox", id: "retain-graph" });
    this.run = h("button", { type: "button", class: "primary", t: "backward.run", onclick: () => this.#run() });
    this.picture = new GraphPicture(() => {});
    this.first = this.#control("❙◀", "backward.first", () => this.#go(0));
    this.back = this.#control("◀", "backward.back", () => this.#go(this.#at - 1));
    this.play = this.#control("▶", "backward.play", () => this.#toggle());
    this.next = this.#control("▶❙", "backward.next", () => this.#go(this.#at + 1));
    this.count = h("span", { class: "count" });
    this.card = h("section", { class: "step-card", "aria-live": "polite", "data-t-label": "backward.step" });
    this.list = h("ol", { class: "trace" });
    panel.append(
      h("div", { class: "toolbar" },
        h("label", { for: "backward-of", t: "backward.of" }), this.of,
        h("label", { class: "check" }, this.retain, " ", h("code", {}, "retain_graph")),
        this.run,
        h("span", { class: "grow" }),
        requestButton(() => this.#request())),
      this.picture.element,
      h("div", { class: "transport", role: "group", "data-t-label": "backward.transport" }, this.first, this.back, this.play, this.next, this.count),
      this.card,
      this.list);
    this.#draw();
    languages.addEventListener("language", () => this.#draw());
  }

  /**
   * @param {string} sign
   * @param {string} key
   * @param {() => void} action
   */
  #control(sign, key, action) {
    return h("button", { type: "button", "data-t-label": key, "data-t-title": key, onclick: action }, sign);
  }

  /** Brings the view up to date with the session; a trace that is shown stays. */
  async refresh() {
    const tensors = await session.tensors();
    const roots = tensors.filter((tensor) => tensor.requires_grad && tensor.grad_fn !== null);
    const names = roots.map((tensor) => tensor.name).reverse();
    const output = roots.filter((tensor) => tensor.role === "output").at(-1)?.name ?? names[0];
    setOptions(this.of, names.map((name) => /** @type {[string, string]} */ ([name, name])), names.includes(this.of.value) ? this.of.value : output);
    this.run.disabled = names.length === 0;
    if (this.of.value !== this.#of || this.#steps.length === 0) {
      await this.#forget();
    }
  }

  /** @returns {import("../api.js").Request} */
  #request() {
    return { method: "POST", path: session.path("/backward"), body: { of: this.of.value, retain_graph: this.retain.checked, trace: true } };
  }

  async #forget() {
    this.#stop();
    this.#steps = [];
    this.#at = 0;
    this.#of = this.of.value;
    label(this.run, "backward.run");
    await this.picture.show(this.#of === "" ? null : this.#of, MOST_NODES);
    this.#draw();
  }

  async #run() {
    this.#stop();
    this.#of = this.of.value;
    const { body } = this.#request();
    try {
      const answer = await session.call("POST", "/backward", body);
      this.#retained = body.retain_graph;
      await this.picture.show(this.#of, MOST_NODES);
      this.#steps = stepsOf(answer.trace, this.picture.graph);
      label(this.run, "backward.again");
      this.#go(0);
      session.changed();
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      this.#refused(problem);
    }
  }

  /** Says why it was refused; where the graph was freed, by which functions. @param {Problem} problem */
  #refused(problem) {
    const saving = [...new Set(this.#steps.filter(({ entry }) => entry.saved).map(({ entry }) => entry.function))];
    const freed = problem.code === "backward_twice";
    this.card.replaceChildren(h("div", { class: "problem" },
      h("p", {}, h("strong", {}, problem.body.torch_error ?? problem.body.title), ": ", problem.message),
      freed ? h("p", {}, saving.length > 0 ? t("backward.freed_by", { functions: saving.join(", ") }) : t("backward.freed")) : null,
      problem.body.hint ? h("p", { class: "hint" }, problem.body.hint) : null,
      freed ? h("p", {}, h("button", { type: "button", t: "backward.recompute", onclick: () => this.#recompute() })) : null));
  }

  /** One more forward pass, after which there is a graph again. */
  async #recompute() {
    await session.call("POST", "/steps", { steps: [{ recompute: { of: this.of.value } }], return: [] });
    session.changed();
    await this.#forget();
  }

  /** @param {number} at how many steps have run */
  #go(at) {
    this.#at = Math.min(Math.max(at, 0), this.#steps.length);
    if (this.#at === this.#steps.length) {
      this.#stop();
    }
    this.#draw();
  }

  #toggle() {
    if (this.#timer !== undefined) {
      this.#stop();
      this.#draw();
      return;
    }
    if (this.#at === this.#steps.length) {
      this.#at = 0;
    }
    this.#timer = setInterval(() => this.#go(this.#at + 1), PACE);
    this.#go(this.#at + 1);
  }

  #stop() {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #draw() {
    const playing = this.#timer !== undefined;
    const total = this.#steps.length;
    this.play.textContent = playing ? "❚❚" : "▶";
    this.play.dataset.tLabel = this.play.dataset.tTitle = playing ? "backward.pause" : "backward.play";
    this.play.setAttribute("aria-label", t(this.play.dataset.tLabel));
    this.first.disabled = this.back.disabled = this.#at === 0;
    this.next.disabled = this.#at === total;
    this.play.disabled = total === 0;
    label(this.count, "backward.count", { at: this.#at, total });
    this.card.replaceChildren(...this.#cardOf());
    this.list.replaceChildren(...this.#steps.map((step, i) => h("li", { class: i === this.#at - 1 ? "now" : i < this.#at ? "done" : "" },
      h("button", { type: "button", "aria-current": i === this.#at - 1 ? "step" : null, onclick: () => this.#go(i + 1) },
        h("code", {}, step.entry.function), " ", h("span", {}, step.entry.local_rule)))));
    this.picture.point(moment(this.#steps, this.#at));
  }

  #cardOf() {
    if (this.#steps.length === 0) {
      return [h("p", { class: "note" }, t(this.of.value === "" ? "backward.none" : "backward.ready", { of: this.of.value }))];
    }
    if (this.#at === 0) {
      return [h("p", {}, t("backward.recorded", { n: this.#steps.length }))];
    }
    const { entry } = this.#steps[this.#at - 1];
    const leaf = entry.function === "AccumulateGrad";
    const out = entry.gradient_out.filter((gradient) => gradient !== null).map((gradient) => brief(gradient?.data)).join(", ");
    return [
      h("h3", {}, h("code", {}, entry.function), entry.tensor === null ? null : ` · ${entry.tensor}`),
      h("dl", { class: "flow" },
        h("dt", {}, t("backward.in")), h("dd", {}, brief(entry.gradient_in?.data ?? null)),
        h("dt", {}, t(leaf ? "backward.accumulates" : "backward.rule")), h("dd", { class: "formula" }, entry.local_rule),
        ...(leaf ? [] : [h("dt", {}, t("backward.out")), h("dd", {}, out === "" ? "—" : out)])),
      leaf ? null : h("p", { class: entry.saved && !this.#retained ? "note freed" : "note" },
        t(!entry.saved ? "backward.saved_nothing" : this.#retained ? "backward.kept" : "backward.lets_go")),
    ].filter((block) => block !== null);
  }
}
