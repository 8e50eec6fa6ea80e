// A job that runs in the service, followed as it goes.

import { call } from "../api.js";
import { events } from "../events.js";
import { real } from "../numbers.js";

/**
 * @typedef {{step: number, loss: number, parameters?: Record<string, any>}} Point
 */

/** Between two looks at the history while a job runs. */
const PACE = 400;
const ENDED = new Set(["succeeded", "diverged", "failed", "cancelled"]);

/** @param {string} status */
export function hasEnded(status) {
  return ENDED.has(status);
}

/** Follows one job: what it is, and the points it has left so far. Tells of "news" after either has changed. */
export class LiveJob extends EventTarget {
  /** @type {Point[]} */
  points = [];
  #stop = new AbortController();

  /** @param {any} job as the service answered it */
  constructor(job) {
    super();
    this.job = job;
  }

  get path() {
    return `/v1/jobs/${this.job.id}`;
  }

  get ended() {
    return hasEnded(this.job.status);
  }

  /** Until it has ended, or is left. */
  async follow() {
    if (!this.ended) {
      for await (const { event, data } of events(`${this.path}/events`, this.#stop.signal)) {
        if (event === "end") {
          this.job = data;
        } else {
          this.job = { ...this.job, ...data, steps_done: data.step ?? this.job.steps_done };
          await this.#catchUp();
        }
        this.#tell();
      }
    }
    if (!this.#stop.signal.aborted) {
      this.job = await call("GET", this.path);
      await this.#catchUp(true);
      this.#tell();
    }
  }

  /** Looks away; the job goes on. */
  leave() {
    this.#stop.abort();
  }

  /**
   * Asks the job to; the events tell when it has. The answer may be older than an event that has come meanwhile.
   *
   * @param {"pause" | "resume" | "cancel"} what
   */
  async control(what) {
    await call("POST", `${this.path}/${what}`);
  }

  #looked = 0;

  /** Fetches the points that are new. @param {boolean} [all] all of them, even if it looked a moment ago: a history is thinned as it grows */
  async #catchUp(all = false) {
    if (!all && performance.now() - this.#looked < PACE) {
      return;
    }
    this.#looked = performance.now();
    const from = all ? 1 : (this.points.at(-1)?.step ?? 0) + 1;
    const page = await call("GET", `${this.path}/history?from=${from}&limit=10000`, undefined, { signal: this.#stop.signal });
    const fresh = page.items.map((/** @type {any} */ point) => ({ ...point, loss: real(point.loss) }));
    this.points = all ? fresh : [...this.points, ...fresh];
  }

  #tell() {
    this.dispatchEvent(new Event("news"));
  }
}
