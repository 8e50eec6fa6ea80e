// The one way from the page to the service: its public HTTP API, nothing else.

import { language, t } from "./i18n.js";
import { apiKey, askForKey } from "./key.js";

/**
 * A request, as it can also be shown to the reader.
 *
 * @typedef {{method: string, path: string, body?: any, accept?: string, prefer?: string}} Request
 */

/** Tells of every request in "request" events. */
export const requests = new EventTarget();

/** What the service refused, or why it could not be reached. */
export class Problem extends Error {
  /** @param {Record<string, any>} body a problem detail of RFC 9457 */
  constructor(body) {
    super(body.detail ?? body.title ?? "");
    this.body = body;
    /** @type {string} */
    this.code = body.code ?? "";
    /** @type {number} */
    this.status = body.status ?? 0;
  }
}

/**
 * Sends a request; asks for a key where the service wants one.
 *
 * @param {Request & {signal?: AbortSignal, headers?: Record<string, string>}} request
 * @returns {Promise<Response>} of success
 * @throws {Problem}
 */
export async function send(request) {
  requests.dispatchEvent(new CustomEvent("request", { detail: request }));
  let response = await fetched(request);
  while (response.status === 401) {
    await askForKey();
    response = await fetched(request);
  }
  if (!response.ok) {
    throw new Problem(isJson(response) ? await response.json() : { status: response.status, title: response.statusText });
  }
  return response;
}

/**
 * Sends a request; its answer read.
 *
 * @param {string} method
 * @param {string} path
 * @param {any} [body]
 * @param {{accept?: string, prefer?: string, signal?: AbortSignal}} [options]
 * @returns {Promise<any>} JSON, or text where the answer is none; null where it is empty
 */
export async function call(method, path, body, options = {}) {
  const response = await send({ method, path, body, ...options });
  if (response.status === 204) {
    return null;
  }
  return isJson(response) ? response.json() : response.text();
}

/** @param {Response} response */
function isJson(response) {
  return (response.headers.get("Content-Type") ?? "").includes("json");
}

/** @param {Request & {signal?: AbortSignal, headers?: Record<string, string>}} request */
async function fetched({ method, path, body, accept, prefer, signal, headers }) {
  /** @type {Record<string, string>} */
  const all = { "Accept": accept ?? "application/json", "Accept-Language": language(), ...headers };
  if (prefer !== undefined) {
    all["Prefer"] = prefer;
  }
  if (body !== undefined) {
    all["Content-Type"] = "application/json";
  }
  const key = apiKey();
  if (key !== null) {
    all["Authorization"] = `Bearer ${key}`;
  }
  try {
    return await fetch(path, { method, headers: all, body: body === undefined ? undefined : JSON.stringify(body), signal });
  } catch (failure) {
    if (signal?.aborted) {
      throw failure;
    }
    throw new Problem({ code: "unreachable", title: t("unreachable"), detail: t("unreachable") });
  }
}
