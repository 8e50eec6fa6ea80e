// The session that the page looks into.

import { call, Problem } from "./api.js";

const STORED = "nabla.session";

/**
 * A session of the service, opened when it is first needed. Tells of "change" when what it holds may have changed, and of "switch" when it is
 * another one.
 */
class Session extends EventTarget {
  /** @type {string | null} */
  #id = sessionStorage.getItem(STORED);
  /** @type {Promise<string> | null} */
  #opening = null;

  /** @returns {string | null} */
  get id() {
    return this.#id;
  }

  /** The path of something in the session, where it is open or not. @param {string} rest */
  path(rest) {
    return `/v1/sessions/${this.#id ?? "{sid}"}${rest}`;
  }

  /** Makes sure that there is a session. */
  async open() {
    if (this.#id === null) {
      this.#opening ??= this.#create().finally(() => {
        this.#opening = null;
      });
      await this.#opening;
    }
  }

  async #create() {
    const made = await call("POST", "/v1/sessions", {});
    this.use(made.id);
    return made.id;
  }

  /** Looks into another session. @param {string} id its id or name */
  use(id) {
    this.#id = id;
    sessionStorage.setItem(STORED, id);
    this.dispatchEvent(new Event("switch"));
    this.changed();
  }

  /** Leaves the session; the next request opens a new one. It ends by itself when nobody uses it. */
  leave() {
    this.#id = null;
    sessionStorage.removeItem(STORED);
    this.dispatchEvent(new Event("switch"));
    this.changed();
  }

  /** What it holds may have changed. */
  changed() {
    this.dispatchEvent(new Event("change"));
  }

  /**
   * A request below the session. One that has ended is replaced by a new one, and the request made there.
   *
   * @param {string} method
   * @param {string} rest of the path
   * @param {any} [body]
   * @param {{accept?: string, prefer?: string, signal?: AbortSignal}} [options]
   */
  async call(method, rest, body, options) {
    await this.open();
    try {
      return await call(method, this.path(rest), body, options);
    } catch (problem) {
      if (problem instanceof Problem && problem.code === "session_not_found") {
        this.leave();
        this.dispatchEvent(new Event("ended"));
        await this.open();
        return call(method, this.path(rest), body, options);
      }
      throw problem;
    }
  }

  /** Its tensors, all of them, without their data. @returns {Promise<any[]>} */
  async tensors() {
    /** @type {any[]} */
    const all = [];
    if (this.#id === null) {
      return all;
    }
    let cursor = null;
    do {
      const page = await this.call("GET", `/tensors?limit=200&data=none${cursor === null ? "" : `&cursor=${cursor}`}`);
      all.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor !== null && all.length < 2000);
    return all;
  }
}

/**
 * One tensor with its data.
 *
 * @param {string} name
 * @returns {Promise<any>}
 */
export function tensor(name) {
  return session.call("GET", `/tensors/${encodeURIComponent(name)}`);
}

/** The one that the page works with. */
export const session = new Session();
