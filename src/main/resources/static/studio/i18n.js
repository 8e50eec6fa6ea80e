// The page's texts, in the language that its reader chose.

import en from "./texts/en.js";
import zhCN from "./texts/zh-CN.js";

/** @typedef {"en" | "zh-CN"} Language */

/** @type {Record<Language, Record<string, string>>} */
const TEXTS = { "en": en, "zh-CN": zhCN };
const STORED = "nabla.language";

/** Tells of "language" after it has changed. */
export const languages = new EventTarget();

let current = /** @type {Language} */ (localStorage.getItem(STORED) ?? (navigator.language.startsWith("zh") ? "zh-CN" : "en"));

/** @returns {Language} */
export function language() {
  return current;
}

/** @param {Language} chosen */
export function setLanguage(chosen) {
  current = chosen;
  localStorage.setItem(STORED, chosen);
  translate(document);
  languages.dispatchEvent(new Event("language"));
}

/**
 * A text, with {name} replaced by the value of that name.
 *
 * @param {string} key
 * @param {Record<string, any>} [values]
 */
export function t(key, values = {}) {
  const text = TEXTS[current][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => name in values ? String(values[name]) : whole);
}

/**
 * Picks the current language of a text that stands in both.
 *
 * @param {Record<Language, string>} text
 */
export function inLanguage(text) {
  return text[current];
}

/**
 * Gives an element a text that follows the language.
 *
 * @param {HTMLElement} element
 * @param {string} key
 * @param {Record<string, any>} [values]
 */
export function label(element, key, values) {
  element.dataset.t = key;
  if (values === undefined) {
    delete element.dataset.tValues;
  } else {
    element.dataset.tValues = JSON.stringify(values);
  }
  element.textContent = t(key, values);
}

/**
 * Puts every text below a root into the current language: data-t is the content, data-t-label the accessible name, data-t-title the tooltip.
 *
 * @param {Document | HTMLElement} root
 */
export function translate(root) {
  document.documentElement.lang = current;
  for (const element of root.querySelectorAll("[data-t], [data-t-label], [data-t-title]")) {
    const { t: key, tValues, tLabel, tTitle } = /** @type {HTMLElement} */ (element).dataset;
    if (key !== undefined) {
      element.textContent = t(key, tValues === undefined ? {} : JSON.parse(tValues));
    }
    if (tLabel !== undefined) {
      element.setAttribute("aria-label", t(tLabel));
    }
    if (tTitle !== undefined) {
      element.setAttribute("title", t(tTitle));
    }
  }
}
