// What shall be descended, and how.

import { h, setOptions } from "../dom.js";
import { t } from "../i18n.js";
import { OPTIMIZERS, SCHEDULES } from "./optimizers.js";

const CODE = "code";

/** The fields of a job. */
export class DescentForm {
  /** @param {() => void} onChange */
  constructor(onChange) {
    this.loss = h("select", { id: "descent-loss", onchange: () => this.#lossChosen() });
    this.code = h("input", { id: "descent-code", spellcheck: "false", autocomplete: "off", placeholder: "((X @ w - y)**2).mean()", onchange: onChange });
    this.codeField = field("descent-code", "descent.code", this.code);
    this.parameters = h("fieldset", { class: "parameters" }, h("legend", { t: "descent.parameters" }));
    this.optimizer = h("select", { id: "descent-optimizer", onchange: () => this.#optimizerChosen() });
    setOptions(this.optimizer, OPTIMIZERS.map(({ name }) => [name, name]), "SGD");
    this.lr = h("input", { id: "descent-lr", type: "number", step: "any", min: "0", required: true, value: "0.01" });
    this.steps = h("input", { id: "descent-steps", type: "number", min: "1", required: true, value: "200" });
    this.schedule = h("select", { id: "descent-schedule", onchange: () => this.#scheduleChosen() });
    this.settings = h("div", { class: "fields" });
    this.scheduleSettings = h("div", { class: "fields" });
    this.onChange = onChange;
    this.none = h("p", { class: "note", t: "descent.none" });
    this.element = h("div", { class: "stack" }, this.none,
      h("div", { class: "fields" },
        field("descent-loss", "descent.loss", this.loss), this.codeField,
        field("descent-optimizer", "descent.optimizer", this.optimizer),
        field("descent-lr", "descent.lr", this.lr),
        field("descent-steps", "descent.steps", this.steps)),
      this.parameters,
      h("details", { class: "more" }, h("summary", { t: "descent.more" }), this.settings,
        h("div", { class: "fields" }, field("descent-schedule", "descent.schedule", this.schedule)), this.scheduleSettings));
    this.#optimizerChosen();
    this.translate();
    this.codeField.hidden = true;
  }

  translate() {
    setOptions(this.schedule, [["", t("descent.no_schedule")], ...SCHEDULES.map(({ name }) => /** @type {[string, string]} */ ([name, name]))]);
    const last = this.loss.options[this.loss.options.length - 1];
    if (last?.value === CODE) {
      last.textContent = t("descent.by_code");
    }
  }

  /** Offers what the session holds. @param {any[]} tensors */
  offer(tensors) {
    const scalars = tensors.filter((tensor) => tensor.requires_grad && tensor.grad_fn !== null && count(tensor) === 1).map((tensor) => tensor.name).reverse();
    const preferred = scalars.find((name) => /^(loss|sse|mse|cost)$/i.test(name)) ?? scalars[0] ?? CODE;
    const chosen = [...scalars, CODE].includes(this.loss.value) && this.loss.dataset.touched !== undefined ? this.loss.value : preferred;
    setOptions(this.loss, [...scalars.map((name) => /** @type {[string, string]} */ ([name, name])), [CODE, t("descent.by_code")]], chosen);
    this.#offerParameters(tensors.filter((tensor) => tensor.is_leaf && tensor.requires_grad));
    this.codeField.hidden = this.loss.value !== CODE;
    this.none.hidden = scalars.length > 0;
  }

  /** @param {any[]} leaves */
  #offerParameters(leaves) {
    const off = new Set([...this.parameters.querySelectorAll("input:not(:checked)")].map((box) => box.value));
    this.parameters.replaceChildren(this.parameters.firstElementChild, ...leaves.map((leaf) => {
      const box = h("input", { type: "checkbox", value: leaf.name, checked: !off.has(leaf.name), onchange: this.onChange });
      return h("label", { class: "check" }, box, " ", h("code", {}, leaf.name), leaf.shape.length === 0 ? null : h("span", { class: "note" }, ` ${leaf.shape.join("×")}`));
    }));
  }

  /** Fills in what a chapter asks for. @param {{loss?: string, lr?: number, steps?: number, optimizer?: string}} preset */
  fill(preset) {
    if (preset.optimizer !== undefined) {
      this.optimizer.value = preset.optimizer;
      this.#optimizerChosen();
    }
    if (preset.loss !== undefined) {
      setOptions(this.loss, [...this.loss.options].map((o) => [o.value, o.text]), preset.loss);
      this.loss.dataset.touched = "";
      this.codeField.hidden = true;
    }
    this.lr.value = String(preset.lr ?? this.lr.value);
    this.steps.value = String(preset.steps ?? this.steps.value);
  }

  /** The loss as requests name it. */
  get lossRef() {
    return this.loss.value === CODE ? { code: this.code.value } : this.loss.value;
  }

  /** @returns {any} the request of a job */
  get job() {
    const boxes = [...this.parameters.querySelectorAll("input")];
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    return {
      loss: this.lossRef,
      ...(chosen.length === boxes.length ? {} : { parameters: chosen }),
      optimizer: { name: this.optimizer.value, lr: Number(this.lr.value), ...changed(this.settings) },
      ...(this.schedule.value === "" ? {} : { scheduler: { name: this.schedule.value, ...changed(this.scheduleSettings, true) } }),
      steps: Number(this.steps.value),
    };
  }

  #lossChosen() {
    this.loss.dataset.touched = "";
    this.codeField.hidden = this.loss.value !== CODE;
    this.onChange();
  }

  #optimizerChosen() {
    const choice = OPTIMIZERS.find(({ name }) => name === this.optimizer.value);
    if (choice !== undefined) {
      this.lr.value = String(choice.lr);
      this.settings.replaceChildren(...inputs("optimizer", choice.settings));
    }
  }

  #scheduleChosen() {
    const choice = SCHEDULES.find(({ name }) => name === this.schedule.value);
    this.scheduleSettings.replaceChildren(...inputs("schedule", choice?.settings ?? {}));
  }
}

/** @param {any} tensor */
function count(tensor) {
  return tensor.shape.reduce((/** @type {number} */ product, /** @type {number} */ n) => product * n, 1);
}

/**
 * @param {string} id
 * @param {string} key
 * @param {HTMLElement} input
 */
export function field(id, key, input) {
  return h("div", { class: "field" }, h("label", { for: id, t: key }), input);
}

/**
 * @param {string} prefix
 * @param {Record<string, number | boolean>} settings
 */
function inputs(prefix, settings) {
  return Object.entries(settings).map(([name, value]) => {
    const id = `${prefix}-${name}`;
    const input = typeof value === "boolean" ? h("input", { id, type: "checkbox", name }) : h("input", { id, name, type: "number", step: "any", value, "data-default": value });
    return h("div", { class: "field" }, h("label", { for: id }, h("code", {}, name)), input);
  });
}

/**
 * The settings that differ from PyTorch's defaults, or all.
 *
 * @param {HTMLElement} fields
 * @param {boolean} [all]
 */
function changed(fields, all = false) {
  /** @type {Record<string, number | boolean>} */
  const settings = {};
  for (const input of fields.querySelectorAll("input")) {
    if (input.type === "checkbox") {
      if (input.checked) {
        settings[input.name] = true;
      }
    } else if (input.value !== "" && (all || input.value !== input.dataset.default)) {
      settings[input.name] = Number(input.value);
    }
  }
  return settings;
}
