// Light and dark.

const STORED = "nabla.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

/** Tells of "theme" after it has changed. */
export const themes = new EventTarget();

/** @returns {"auto" | "light" | "dark"} */
export function theme() {
  return /** @type {any} */ (localStorage.getItem(STORED) ?? "auto");
}

/** Whether the page is dark now. */
export function isDark() {
  return theme() === "dark" || theme() === "auto" && dark.matches;
}

/** @param {string} chosen */
export function setTheme(chosen) {
  localStorage.setItem(STORED, chosen);
  apply();
}

function apply() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  themes.dispatchEvent(new Event("theme"));
}

dark.addEventListener("change", apply);
apply();
