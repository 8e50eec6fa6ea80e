// Elements, built from plain calls.

import { label } from "./i18n.js";

/**
 * An element. Attributes whose name starts with "on" are listeners; "t" is a key of the page's texts, or the key and its values; null and false
 * leave an attribute out.
 *
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string | number | null | undefined)} children
 * @returns {any}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "t") {
      label(element, ...[value].flat());
    } else if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined).map((child) => typeof child === "number" ? String(child) : child));
  return element;
}

/**
 * An element of the page that is known to be there.
 *
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error(`no element ${id}`);
  }
  return element;
}

/**
 * Options of a select.
 *
 * @param {HTMLSelectElement} select
 * @param {Array<[string, string]>} options value and text
 * @param {string | null} [chosen]
 */
export function setOptions(select, options, chosen = select.value) {
  select.replaceChildren(...options.map(([value, text]) => h("option", { value }, text)));
  if (options.some(([value]) => value === chosen)) {
    select.value = /** @type {string} */ (chosen);
  }
}

let counter = 0;

/** An id that no other element has. */
export function freshId() {
  return `e${++counter}`;
}
