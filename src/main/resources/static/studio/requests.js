// "Show as request": what the page asks of the service, as curl and as Python.

import { apiKey } from "./key.js";
import { h } from "./dom.js";
import { language } from "./i18n.js";

/** @typedef {import("./api.js").Request} Request */

/**
 * @param {Request} request
 * @returns {string}
 */
export function asCurl(request) {
  const parts = ["curl -s"];
  const json = request.body !== undefined;
  if (request.method !== (json ? "POST" : "GET")) {
    parts.push(`-X ${request.method}`);
  }
  parts.push(quoted(location.origin + request.path));
  for (const [name, value] of headers(request)) {
    parts.push(name === "Authorization" ? `-H "${name}: ${value("$NABLA_KEY")}"` : `-H ${quoted(`${name}: ${value("")}`)}`);
  }
  if (json) {
    parts.push(`--json ${quoted(JSON.stringify(request.body, null, 2))}`);
  }
  return parts.join(" \\\n  ");
}

/**
 * For the package requests.
 *
 * @param {Request} request
 * @returns {string}
 */
export function asPython(request) {
  const lines = ["import requests"];
  const all = headers(request);
  if (all.some(([name]) => name === "Authorization")) {
    lines.unshift("import os");
  }
  lines.push("", `answer = requests.${request.method.toLowerCase()}(`, `    ${JSON.stringify(location.origin + request.path)},`);
  if (all.length > 0) {
    const texts = all.map(([name, value]) =>
      `"${name}": ${name === "Authorization" ? `"${value("")}" + os.environ["NABLA_KEY"]` : JSON.stringify(value(""))}`);
    lines.push(`    headers={${texts.join(", ")}},`);
  }
  if (request.body !== undefined) {
    lines.push(`    json=${literal(request.body, 1)},`);
  }
  const text = request.accept !== undefined && !request.accept.includes("json");
  lines.push(")", `print(answer.${text ? "text" : "json()"})`);
  return lines.join("\n");
}

/**
 * @param {Request} request
 * @returns {Array<[string, (secret: string) => string]>} the key itself is never shown
 */
function headers(request) {
  /** @type {Array<[string, (secret: string) => string]>} */
  const all = [];
  if (request.accept !== undefined) {
    all.push(["Accept", () => /** @type {string} */ (request.accept)]);
  }
  if (language() !== "en") {
    all.push(["Accept-Language", () => language()]);
  }
  if (request.prefer !== undefined) {
    all.push(["Prefer", () => /** @type {string} */ (request.prefer)]);
  }
  if (apiKey() !== null) {
    all.push(["Authorization", (secret) => `Bearer ${secret}`]);
  }
  return all;
}

/** @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * JSON as a Python literal.
 *
 * @param {any} value
 * @param {number} depth
 * @returns {string}
 */
function literal(value, depth) {
  if (value === null) {
    return "None";
  }
  if (typeof value === "boolean") {
    return value ? "True" : "False";
  }
  if (typeof value === "string" && value.includes("\n") && !/\\|"""|"$/.test(value)) {
    return `"""${value}"""`;
  }
  if (typeof value !== "object") {
    return JSON.stringify(value);
  }
  const items = Array.isArray(value) ? value.map((v) => literal(v, depth + 1))
    : Object.entries(value).filter(([, v]) => v !== undefined).map(([k, v]) => `${JSON.stringify(k)}: ${literal(v, depth + 1)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const line = `${open}${items.join(", ")}${close}`;
  if (line.length < 90 && !line.includes("\n")) {
    return line;
  }
  const indent = "    ".repeat(depth + 1);
  return `${open}\n${items.map((item) => indent + item).join(",\n")},\n${"    ".repeat(depth)}${close}`;
}

/**
 * Shows a request in a dialog.
 *
 * @param {Request} request
 */
export function showRequest(request) {
  const blocks = [["curl", asCurl(request)], ["Python", asPython(request)]].map(([name, text]) => {
    const status = h("span", { role: "status", class: "note" });
    return h("section", { class: "stack" },
      h("div", { class: "row" }, h("h3", {}, name), h("button", {
        type: "button", class: "small", t: "copy",
        onclick: async () => {
          await navigator.clipboard.writeText(text);
          status.textContent = "✓";
        },
      }), status),
      h("pre", { class: "code", tabindex: "0", "aria-label": name }, text));
  });
  const dialog = h("dialog", { class: "wide", "aria-labelledby": "request-title", onclose: () => dialog.remove() },
    h("form", { method: "dialog", class: "stack" },
      h("div", { class: "row spread" }, h("h2", { id: "request-title", t: "request.title" }), h("button", { t: "close", autofocus: true })),
      ...blocks));
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * The button that opens the dialog.
 *
 * @param {() => Request} request what would be sent now
 */
export function requestButton(request) {
  return h("button", { type: "button", class: "quiet", t: "request.show", onclick: () => showRequest(request()) });
}
