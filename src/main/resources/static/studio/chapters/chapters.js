// The tutorial's chapters, in order.

import graph from "./graph.js";
import backward from "./backward.js";
import retainGrad from "./retain-grad.js";
import noGrad from "./no-grad.js";
import leaves from "./leaves.js";
import leastSquares from "./least-squares.js";
import direction from "./direction.js";
import byHand from "./by-hand.js";
import byJob from "./by-job.js";

/**
 * A part of a chapter: a text (perhaps with a title), code to run, a live picture, a descent to open, or a question to try.
 *
 * @typedef {Record<import("../i18n.js").Language, string>} Text
 * @typedef {{title?: Text, text?: Text, code?: string, picture?: import("../notebook/pictures.js").PictureName, descent?: any, question?: Text}} Part
 * @typedef {{id: string, title: Text, parts: Part[]}} Chapter
 */

/** @type {Chapter[]} */
export const CHAPTERS = [graph, backward, retainGrad, noGrad, leaves, leastSquares, direction, byHand, byJob];

/** @param {string | null} id */
export function chapter(id) {
  return CHAPTERS.find((one) => one.id === id);
}
