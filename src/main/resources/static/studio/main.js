// The page comes to life here: its parts are made and told of each other.

import { Problem } from "./api.js";
import { BackwardView } from "./backward/backward-view.js";
import { CHAPTERS } from "./chapters/chapters.js";
import { DescentView } from "./descent/descent-view.js";
import { byId, h, setOptions } from "./dom.js";
import { EXPORTS, take } from "./exports.js";
import { GraphView } from "./graph/graph-view.js";
import { inLanguage, language, languages, label, setLanguage, t, translate } from "./i18n.js";
import { Notebook, restart } from "./notebook/notebook.js";
import { session } from "./session.js";
import { openSession } from "./session-dialog.js";
import { linked, showLink } from "./share.js";
import { Tabs } from "./tabs.js";
import { setTheme, theme } from "./theme.js";

const notebook = new Notebook(byId("cells"), byId("notebook-status"), (preset) => {
  tabs.show("descent");
  void views.descent.fill(preset);
});

const views = {
  graph: new GraphView(byId("graph-panel")),
  backward: new BackwardView(byId("backward-panel")),
  descent: new DescentView(byId("descent-panel")),
};

const tabs = new Tabs(byId("views"), () => refresh());

/** The shown view, brought up to date; one that is not shown is when it will be. */
async function refresh() {
  const view = /** @type {Record<string, {refresh: () => Promise<void>}>} */ (views)[tabs.current];
  await view?.refresh();
}

function showSession() {
  byId("session-name").textContent = session.id === null ? t("session.none") : session.id.slice(0, 10);
}

function offerChapters() {
  setOptions(byId("chapter"), [["", t("chapter.choose")], ...CHAPTERS.map((chapter, i) => /** @type {[string, string]} */ ([chapter.id, `${i + 1} ${inLanguage(chapter.title)}`]))],
    notebook.chapter ?? "");
}

/** Opens a chapter in a session of its own. @param {string} id */
function openChapter(id) {
  session.leave();
  notebook.openChapter(id);
  byId("notebook-panel").scrollTop = 0;
  tabs.show("notebook");
}

/** What went wrong and was not dealt with where it did is said at the top. @param {unknown} failure */
function complain(failure) {
  if (failure instanceof Problem || failure instanceof Error) {
    const notice = byId("notice");
    notice.hidden = false;
    notice.firstElementChild.textContent = failure.message;
  }
}

/** @param {string} key */
function tell(key) {
  const notice = byId("notice");
  notice.hidden = false;
  label(notice.firstElementChild, key);
}

function wire() {
  byId("notice-close").addEventListener("click", () => { byId("notice").hidden = true; });
  byId("run-all").addEventListener("click", () => notebook.runAll());
  byId("restart").addEventListener("click", () => restart(notebook));
  byId("share").addEventListener("click", () => showLink(notebook.document));
  byId("session").addEventListener("click", () => openSession());
  byId("chapter").addEventListener("change", (/** @type {any} */ e) => e.target.value === "" ? undefined : openChapter(e.target.value));
  byId("exports").append(...EXPORTS.map((what) => h("button", { type: "button", t: what.key, onclick: () => take(what) })));
  const languageChoice = byId("language");
  languageChoice.value = language();
  languageChoice.addEventListener("change", () => setLanguage(languageChoice.value));
  const themeChoice = byId("theme");
  themeChoice.value = theme();
  themeChoice.addEventListener("change", () => setTheme(themeChoice.value));
  languages.addEventListener("language", () => {
    offerChapters();
    showSession();
  });
  session.addEventListener("change", () => {
    showSession();
    refresh().catch(complain);
  });
  session.addEventListener("switch", () => views.descent.forget());
  session.addEventListener("ended", () => tell("session.ended"));
  addEventListener("unhandledrejection", (e) => {
    complain(e.reason);
    e.preventDefault();
  });
}

/** A link's notebook, or what the tab held, or the first chapter. Nothing is run. */
async function open() {
  try {
    const shared = await linked();
    if (shared !== null) {
      session.leave();
      notebook.show(shared);
      history.replaceState(null, "", location.pathname);
      tell("share.opened");
      return;
    }
  } catch {
    tell("share.broken");
  }
  const remembered = Notebook.remembered();
  if (remembered !== null) {
    notebook.show(remembered);
  } else {
    notebook.openChapter(CHAPTERS[0].id);
  }
}

wire();
translate(document);
await open();
offerChapters();
showSession();
tabs.show(tabs.current);
document.documentElement.dataset.ready = "";
