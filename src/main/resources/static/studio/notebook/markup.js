// The little markup of the chapters: `code`, *emphasis*, **strong**, and empty lines between paragraphs.

import { h } from "../dom.js";

const SPAN = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*/g;

/**
 * @param {string} text
 * @returns {HTMLElement[]} a paragraph for each
 */
export function paragraphs(text) {
  return text.trim().split(/\n\s*\n/).map((paragraph) => h("p", {}, ...spans(paragraph)));
}

/** @param {string} text */
function spans(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(SPAN)) {
    nodes.push(text.slice(end, match.index));
    const [whole, code, strong, emphasis] = match;
    nodes.push(code !== undefined ? h("code", {}, code) : strong !== undefined ? h("strong", {}, strong) : h("em", {}, emphasis));
    end = match.index + whole.length;
  }
  nodes.push(text.slice(end));
  return nodes;
}
