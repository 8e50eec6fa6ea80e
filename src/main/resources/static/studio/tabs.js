// The views as tabs. On a wide page the notebook stands beside the chosen view; on a narrow one it is a view like the others.

const wide = matchMedia("(min-width: 1000px)");

/** A list of tabs with their panels, by the pattern of the ARIA Authoring Practices. */
export class Tabs {
  /**
   * @param {HTMLElement} list its tabs name their panels in aria-controls
   * @param {(view: string) => void} onShow
   */
  constructor(list, onShow) {
    this.tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);
    this.onShow = onShow;
    list.addEventListener("keydown", (e) => this.#key(e));
    this.tabs.forEach((tab) => tab.addEventListener("click", () => this.show(viewOf(tab))));
    wide.addEventListener("change", () => this.show(this.current));
    this.current = wide.matches ? "graph" : "notebook";
  }

  /** @param {string} view */
  show(view) {
    this.current = wide.matches && view === "notebook" ? "graph" : view;
    for (const tab of this.tabs) {
      const chosen = viewOf(tab) === this.current;
      tab.hidden = wide.matches && viewOf(tab) === "notebook";
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel !== null) {
        panel.hidden = !chosen && !(wide.matches && viewOf(tab) === "notebook");
      }
    }
    this.onShow(this.current);
  }

  /** @param {KeyboardEvent} e */
  #key(e) {
    const shown = this.tabs.filter((tab) => !tab.hidden);
    const at = shown.findIndex((tab) => tab === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[e.key];
    if (to !== undefined) {
      const tab = shown[(to + shown.length) % shown.length];
      this.show(viewOf(tab));
      tab.focus();
      e.preventDefault();
    }
  }
}

/** @param {HTMLElement} tab */
function viewOf(tab) {
  return tab.dataset.view ?? "";
}
