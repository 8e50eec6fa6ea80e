// Looking into another session.

import { call } from "./api.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { session } from "./session.js";

/** Shows the reader's sessions, to choose one. */
export async function openSession() {
  const { items } = await call("GET", "/v1/sessions?limit=50");
  const dialog = h("dialog", { class: "wide", "aria-labelledby": "sessions-title", onclose: () => dialog.remove() },
    h("form", { method: "dialog", class: "stack" },
      h("div", { class: "row spread" }, h("h2", { id: "sessions-title", t: "session.choose" }), h("button", { t: "close" })),
      h("p", { class: "note", t: "session.note" }),
      items.length === 0 ? h("p", { t: "session.empty" }) : h("ul", { class: "choices" }, ...items.map((/** @type {any} */ one) => h("li", {},
        h("button", { class: one.id === session.id ? "current" : "", onclick: () => session.use(one.id) },
          h("strong", {}, one.name ?? one.id.slice(0, 10)),
          h("span", { class: "note" }, t("session.described", { n: one.tensor_count, time: new Date(one.last_used_at).toLocaleTimeString() }))))))));
  document.body.append(dialog);
  dialog.showModal();
}
