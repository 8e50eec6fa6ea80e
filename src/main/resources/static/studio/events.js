// Server-sent events read by fetch, which can carry a key in a header.

import { Problem, send } from "./api.js";

/** @typedef {{id: string, event: string, data: any}} ServerEvent */

/** Before a stream that broke is opened again. */
const PAUSE = 1000;

/**
 * The events of a stream from the beginning, opened again after what was seen when the connection breaks, until the stream says it has ended.
 *
 * @param {string} path
 * @param {AbortSignal} signal ends it
 * @returns {AsyncGenerator<ServerEvent>}
 */
export async function* events(path, signal) {
  let last = "";
  while (!signal.aborted) {
    try {
      const response = await send({ method: "GET", path, accept: "text/event-stream", signal, headers: last === "" ? {} : { "Last-Event-ID": last } });
      if (response.status === 204 || response.body === null) {
        return;
      }
      for await (const event of parsed(response.body)) {
        last = event.id === "" ? last : event.id;
        yield event;
        if (event.event === "end") {
          return;
        }
      }
    } catch (failure) {
      if (signal.aborted) {
        return;
      }
      if (failure instanceof Problem && failure.code !== "unreachable") {
        throw failure;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/**
 * The format of WHATWG's HTML standard, section 9.2.6, as far as the service writes it: one line of JSON an event.
 *
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<ServerEvent>}
 */
async function* parsed(body) {
  const reader = body.pipeThrough(/** @type {any} */ (new TextDecoderStream())).getReader();
  let rest = "";
  let event = { id: "", event: "message", data: "" };
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    const lines = (rest + value).split(/\r\n|\r|\n/);
    rest = /** @type {string} */ (lines.pop());
    for (const line of lines) {
      if (line === "") {
        if (event.data !== "") {
          yield { ...event, data: JSON.parse(event.data) };
        }
        event = { id: "", event: "message", data: "" };
      } else if (!line.startsWith(":")) {
        const [, field, text] = /** @type {RegExpMatchArray} */ (line.match(/^([^:]*):? ?(.*)$/));
        if (field === "id" || field === "event" || field === "data") {
          event[field] = text;
        }
      }
    }
  }
}
