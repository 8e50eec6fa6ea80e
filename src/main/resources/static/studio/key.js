// The API key, where the service asks for one. It stays in this tab and travels in a header, never in an address.

import { h } from "./dom.js";

const STORED = "nabla.key";

/** @type {Promise<void> | null} */
let asking = null;

/** @returns {string | null} */
export function apiKey() {
  return sessionStorage.getItem(STORED);
}

/** Asks the reader for a key; all requests that wait for one share the question. */
export function askForKey() {
  asking ??= ask().finally(() => {
    asking = null;
  });
  return asking;
}

/** @returns {Promise<void>} */
function ask() {
  const input = h("input", { type: "password", autocomplete: "off", required: true, id: "api-key" });
  const dialog = h("dialog", { "aria-labelledby": "api-key-title" },
    h("form", { method: "dialog", class: "stack" },
      h("h2", { id: "api-key-title", t: "key.title" }),
      h("p", { t: "key.text" }),
      h("label", { for: "api-key", t: "key.label" }),
      input,
      h("button", { class: "primary", t: "key.use" })));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve, reject) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (input.value === "") {
        reject(new Error("no key"));
      } else {
        sessionStorage.setItem(STORED, input.value);
        resolve();
      }
    });
  });
}
