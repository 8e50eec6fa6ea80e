// Several step sizes side by side.

import { call, Problem } from "../api.js";
import { drawLosses } from "../charts/loss-curve.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { real, short } from "../numbers.js";
import { requestButton } from "../requests.js";
import { session } from "../session.js";
import { field } from "./form.js";

/** A sweep over the learning rate. */
export class SweepView {
  /** @param {() => any} job what is run with each step size */
  constructor(job) {
    this.job = job;
    this.sizes = h("input", { id: "sweep-sizes", value: "0.001, 0.01, 0.05, 0.1", autocomplete: "off" });
    this.start = h("button", { type: "button", t: "sweep.start", onclick: () => this.#start() });
    this.place = h("div", { class: "chart", role: "img", hidden: true, "data-t-label": "sweep.chart" });
    this.table = h("div", { class: "table-frame", tabindex: "0", role: "region", "data-t-label": "sweep.title", hidden: true });
    this.status = h("p", { class: "note", role: "status" });
    this.element = h("section", { class: "stack", "aria-labelledby": "sweep-title" },
      h("h3", { id: "sweep-title", t: "sweep.title" }),
      h("div", { class: "row end" }, field("sweep-sizes", "sweep.sizes", this.sizes), this.start, requestButton(() => this.#request())),
      this.status, this.place, this.table);
  }

  #request() {
    const job = this.job();
    const sizes = this.sizes.value.split(/[\s,;，；]+/).filter((/** @type {string} */ text) => text !== "").map(Number);
    const { lr: _, ...optimizer } = job.optimizer;
    return { method: "POST", path: session.path("/sweeps"), body: { job: { ...job, optimizer }, grid: { "optimizer.lr": sizes } } };
  }

  async #start() {
    this.start.disabled = true;
    this.status.textContent = t("sweep.running");
    try {
      const { body } = this.#request();
      let sweep = await session.call("POST", "/sweeps", body, { prefer: "wait=10" });
      while (sweep.status === "queued" || sweep.status === "running") {
        sweep = await call("GET", `/v1/sweeps/${sweep.id}`, undefined, { prefer: "wait=10" });
      }
      this.status.textContent = "";
      await this.#show(sweep);
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      this.status.textContent = problem.message;
    } finally {
      this.start.disabled = false;
    }
  }

  /** @param {any} sweep */
  async #show(sweep) {
    this.place.hidden = false;
    this.table.hidden = false;
    const rows = sweep.jobs.map((/** @type {any} */ job) => h("tr", {},
      h("th", { scope: "row" }, short(job.settings["optimizer.lr"])),
      h("td", {}, t(`status.${job.status}`)),
      h("td", { class: "number" }, short(job.loss)),
      h("td", { class: `verdict ${job.diagnosis?.verdict ?? ""}` }, job.diagnosis === null ? "—" : t(`verdict.${job.diagnosis.verdict}`)),
      h("td", {}, job.diagnosis?.text ?? "")));
    this.table.replaceChildren(h("table", {},
      h("thead", {}, h("tr", {}, ...["descent.lr", "sweep.status", "descent.loss", "sweep.verdict", "sweep.why"].map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", {}, ...rows)));
    await drawLosses(this.place, sweep.jobs.map((/** @type {any} */ job) => ({
      name: short(job.settings["optimizer.lr"]), steps: job.curve.steps, losses: job.curve.losses.map(real),
    })));
  }
}
