// What can be taken away.

import { session } from "./session.js";
import { save } from "./save.js";

/** @typedef {{key: string, query: string, file: string, type: string}} Export */

/** @type {Export[]} */
export const EXPORTS = [
  { key: "export.pytorch", query: "/export?format=pytorch", file: "session.py", type: "text/x-python" },
  { key: "export.json", query: "/export?format=json", file: "session.json", type: "application/json" },
  { key: "export.svg", query: "/graph", file: "graph.svg", type: "image/svg+xml" },
];

/** @param {Export} what */
export async function take({ query, file, type }) {
  const answer = await session.call("GET", query, undefined, { accept: type === "image/svg+xml" ? type : "*/*" });
  save(typeof answer === "string" ? answer : JSON.stringify(answer, null, 2), file, type);
}
