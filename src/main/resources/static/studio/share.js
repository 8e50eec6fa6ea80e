// Links that carry a notebook in their fragment, which browsers never send anywhere.

import { packed, unpacked } from "./notebook/document.js";
import { h } from "./dom.js";

/**
 * @typedef {import("./notebook/document.js").NotebookDocument} NotebookDocument
 */

/** Shows a link that rebuilds the notebook. @param {NotebookDocument} notebook */
export async function showLink(notebook) {
  const link = `${location.origin}${location.pathname}#notebook=${await packed(notebook)}`;
  const status = h("span", { role: "status", class: "note" });
  const input = h("input", { id: "share-link", readonly: true, value: link, onfocus: () => input.select() });
  const dialog = h("dialog", { class: "wide", "aria-labelledby": "share-title", onclose: () => dialog.remove() },
    h("form", { method: "dialog", class: "stack" },
      h("div", { class: "row spread" }, h("h2", { id: "share-title", t: "share.title" }), h("button", { t: "close" })),
      h("p", { t: "share.text" }),
      h("label", { for: "share-link", t: "share.label" }), input,
      h("div", { class: "row" }, h("button", {
        type: "button", class: "primary", t: "copy", onclick: async () => {
          await navigator.clipboard.writeText(link);
          status.textContent = "✓";
        },
      }), status)));
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * The notebook that the page's address carries.
 *
 * @returns {Promise<NotebookDocument | null>} null where it carries none
 * @throws {Error} where it carries something else
 */
export async function linked() {
  const text = new URLSearchParams(location.hash.slice(1)).get("notebook");
  return text === null ? null : unpacked(text);
}
