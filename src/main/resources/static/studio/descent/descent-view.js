// The view of gradient descent.

import { call, Problem } from "../api.js";
import { drawLosses } from "../charts/loss-curve.js";
import { saveChart } from "../charts/plotly.js";
import { h } from "../dom.js";
import { label, languages, t } from "../i18n.js";
import { short } from "../numbers.js";
import { requestButton } from "../requests.js";
import { session, tensor } from "../session.js";
import { DescentForm } from "./form.js";
import { isRefusal, LandscapeView } from "./landscape-view.js";
import { LiveJob } from "./live-job.js";
import { SweepView } from "./sweep-view.js";

const STORED = "nabla.job";
/** Between two drawings while a job runs; each takes the browser some milliseconds. */
const PACE = 500;

/** A job from its fields to its end. */
export class DescentView {
  /** @type {LiveJob | null} */
  #live = null;
  /** Where the parameters stood before the job. @type {Record<string, any> | null} */
  #start = null;
  #drawn = 0;
  /** @type {Promise<void> | null} */
  #remembering = null;
  /** @type {any[]} */
  #tensors = [];

  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.form = new DescentForm(() => this.#aim());
    this.startButton = h("button", { class: "primary", t: "descent.start" });
    this.pause = h("button", { type: "button", t: "descent.pause", disabled: true, onclick: () => this.#control(this.#live?.job.status === "paused" ? "resume" : "pause") });
    this.cancel = h("button", { type: "button", t: "descent.cancel", disabled: true, onclick: () => this.#control("cancel") });
    this.back = h("button", { type: "button", t: "descent.back", hidden: true, onclick: () => this.#goBack() });
    this.status = h("p", { class: "job-status", role: "status" });
    this.progress = h("progress", { max: 1, value: 0, "data-t-label": "descent.progress", hidden: true });
    this.diagnosis = h("p", { class: "diagnosis", hidden: true });
    this.chart = h("div", { class: "chart", role: "img", "data-t-label": "descent.curve" });
    this.curve = h("section", { class: "curve", hidden: true, "aria-labelledby": "curve-title" },
      h("div", { class: "row spread" }, h("h3", { id: "curve-title", t: "descent.curve" }),
        h("span", {}, ...["svg", "png"].map((format) => h("button", { type: "button", class: "quiet", onclick: () => saveChart(this.chart, /** @type {any} */ (format), "loss") }, format.toUpperCase())))),
      this.chart);
    this.landscape = new LandscapeView();
    this.sweep = new SweepView(() => this.form.job);
    const form = h("form", { class: "stack", onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); void this.#run(); } },
      this.form.element,
      h("div", { class: "row" }, this.startButton, this.pause, this.cancel, this.back, h("span", { class: "grow" }), requestButton(() => this.#request())));
    panel.append(form, this.progress, this.status, this.diagnosis, h("div", { class: "charts" }, this.curve, this.landscape.element), this.sweep.element);
    languages.addEventListener("language", () => this.#translate());
  }

  /** Brings the view up to date with the session. */
  async refresh() {
    this.#tensors = await session.tensors();
    this.form.offer(this.#tensors);
    if (this.#live === null) {
      this.#remembering ??= this.#remembered().finally(() => {
        this.#remembering = null;
      });
      await this.#remembering;
    }
    if (this.#live === null || this.#live.ended && this.#live.points.length === 0) {
      await this.#aim();
    }
  }

  /** Nothing of another session is shown. */
  forget() {
    this.#live?.leave();
    this.#live = null;
    this.#start = null;
    sessionStorage.removeItem(STORED);
    this.status.textContent = "";
    this.progress.hidden = this.curve.hidden = this.diagnosis.hidden = this.landscape.element.hidden = true;
    this.pause.disabled = this.cancel.disabled = true;
    this.back.hidden = true;
  }

  /** Takes what a chapter asks for. @param {any} preset */
  async fill(preset) {
    await this.refresh();
    this.form.fill(preset);
    await this.#aim();
  }

  /** The chosen parameters with their values. @returns {Promise<any[]>} */
  #leaves() {
    const chosen = this.form.job.parameters;
    return Promise.all(this.#tensors.filter((one) => one.is_leaf && one.requires_grad && (chosen === undefined || chosen.includes(one.name)))
      .map((one) => tensor(one.name)));
  }

  /** Shows the landscape of what is chosen, before anything runs. */
  async #aim() {
    const loss = this.form.lossRef;
    if (this.#live !== null && !this.#live.ended || this.#tensors.length === 0 || typeof loss === "object" && loss.code === "") {
      return;
    }
    try {
      await this.landscape.load(loss, await this.#leaves(), []);
      this.landscape.follow([], null);
      await this.landscape.draw();
    } catch (problem) {
      if (!isRefusal(problem)) {
        throw problem;
      }
      this.landscape.element.hidden = true;
    }
  }

  /** @returns {import("../api.js").Request} */
  #request() {
    const job = this.form.job;
    const every = Math.max(1, Math.ceil(job.steps / 1000));
    return { method: "POST", path: session.path("/jobs"), body: { ...job, record: { every, parameters: true } } };
  }

  async #run() {
    this.#live?.leave();
    try {
      this.#start = Object.fromEntries((await this.#leaves()).map((leaf) => [leaf.name, leaf.data]));
      const job = await session.call("POST", "/jobs", this.#request().body);
      sessionStorage.setItem(STORED, job.id);
      await this.#watch(job);
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      this.status.replaceChildren(h("span", { class: "failed" }, h("strong", {}, problem.body.torch_error ?? problem.body.title), ": ", problem.message),
        problem.body.hint ? h("span", { class: "hint" }, ` ${problem.body.hint}`) : "");
    }
  }

  /** The job that the tab watched before it was loaded again. */
  async #remembered() {
    const id = sessionStorage.getItem(STORED);
    if (id === null) {
      return;
    }
    try {
      await this.#watch(await call("GET", `/v1/jobs/${id}`));
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      sessionStorage.removeItem(STORED);
    }
  }

  /** @param {any} job */
  async #watch(job) {
    const live = new LiveJob(job);
    this.#live = live;
    this.#drawn = 0;
    this.diagnosis.hidden = true;
    live.addEventListener("news", () => this.#news(live));
    this.#show();
    void live.follow().then(() => this.#ended(live));
  }

  /** @param {LiveJob} live */
  #news(live) {
    if (live !== this.#live) {
      return;
    }
    this.#show();
    if (!live.ended && performance.now() - this.#drawn >= PACE) {
      this.#drawn = performance.now();
      void this.#draw();
    }
  }

  /** @param {LiveJob} live */
  async #ended(live) {
    if (live !== this.#live || !live.ended) {
      return;
    }
    const visited = live.points.flatMap((point) => point.parameters === undefined ? [] : [point.parameters]);
    const places = live.job.status === "diverged" ? visited.slice(0, 6) : visited;
    try {
      const leaves = await Promise.all(live.job.parameter_names.map(tensor));
      await this.landscape.load(live.job.request.loss, leaves, [...(this.#start === null ? [] : [this.#start]), ...places]);
    } catch (problem) {
      if (!isRefusal(problem)) {
        throw problem;
      }
    }
    await this.#draw();
    session.changed();
  }

  async #draw() {
    const points = this.#live?.points ?? [];
    this.curve.hidden = points.length === 0;
    if (points.length > 0) {
      await drawLosses(this.chart, [{ name: t("chart.loss"), steps: points.map((point) => point.step), losses: points.map((point) => point.loss) }]);
    }
    this.landscape.follow(points, this.#start);
    await this.landscape.draw();
  }

  #show() {
    const job = this.#live?.job;
    if (job === undefined) {
      return;
    }
    const running = !this.#live?.ended;
    this.progress.hidden = !running;
    this.progress.max = job.steps ?? 1;
    this.progress.value = job.steps_done ?? 0;
    this.pause.disabled = this.cancel.disabled = !running;
    this.startButton.disabled = running;
    this.back.hidden = running || this.#start === null;
    label(this.pause, job.status === "paused" ? "descent.resume" : "descent.pause");
    this.status.textContent = t("descent.status", { status: t(`status.${job.status}`), done: job.steps_done ?? 0, steps: job.steps ?? "?", loss: job.loss === null ? "—" : short(job.loss) });
    if (job.message) {
      this.status.append(` ${job.message}`);
    }
    const text = job.diagnosis?.text;
    this.diagnosis.hidden = !text || running;
    this.diagnosis.className = `diagnosis ${job.diagnosis?.verdict ?? ""}`;
    this.diagnosis.replaceChildren(h("strong", {}, t(`verdict.${job.diagnosis?.verdict ?? "unknown"}`)), ` ${text ?? ""}`);
  }

  /** Puts the parameters back where they stood before the job, and the loss with them. */
  async #goBack() {
    for (const [name, data] of Object.entries(this.#start ?? {})) {
      await session.call("PATCH", `/tensors/${encodeURIComponent(name)}`, { data });
    }
    const loss = this.#live?.job.request.loss;
    if (typeof loss === "string") {
      await session.call("POST", "/steps", { steps: [{ recompute: { of: loss } }], return: [] });
    }
    this.forget();
    session.changed();
  }

  /** @param {"pause" | "resume" | "cancel"} what */
  async #control(what) {
    try {
      await this.#live?.control(what);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code !== "job_ended") {
        throw problem;
      }
    }
  }

  /** The service's words come in the reader's language, so they are asked for again. */
  async #translate() {
    this.form.translate();
    if (this.#live?.ended) {
      this.#live.job = await call("GET", this.#live.path);
    }
    this.#show();
    if (this.#live !== null) {
      await this.#draw();
    }
  }
}
