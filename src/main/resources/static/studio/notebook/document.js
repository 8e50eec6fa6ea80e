// A notebook as data: what a shared link carries and a reload brings back. Chapters are named, not copied, so that a link reads in every language.

/**
 * @typedef {{code: string} | {part: number}} Block code, or a part of the chapter by its place in it
 * @typedef {{chapter: string | null, blocks: Block[]}} NotebookDocument
 */

const MOST_BLOCKS = 500;

/**
 * The document as text for an address: deflated, in base64 for URLs.
 *
 * @param {NotebookDocument} document
 * @returns {Promise<string>}
 */
export async function packed(document) {
  const deflated = await piped(new TextEncoder().encode(JSON.stringify(document)), new CompressionStream("deflate-raw"));
  let binary = "";
  for (const byte of deflated) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * What {@link packed} gave.
 *
 * @param {string} text
 * @returns {Promise<NotebookDocument>}
 * @throws {Error} where it is no such text
 */
export async function unpacked(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const json = new TextDecoder().decode(await piped(bytes, new DecompressionStream("deflate-raw")));
  return checked(JSON.parse(json));
}

/**
 * @param {any} document from outside
 * @returns {NotebookDocument}
 */
export function checked(document) {
  const blocks = document?.blocks;
  const chapter = document?.chapter ?? null;
  if (!Array.isArray(blocks) || blocks.length > MOST_BLOCKS || chapter !== null && typeof chapter !== "string") {
    throw new Error("no notebook");
  }
  return {
    chapter,
    blocks: blocks.map((block) => {
      if (typeof block?.code === "string") {
        return { code: block.code };
      }
      if (Number.isInteger(block?.part)) {
        return { part: block.part };
      }
      throw new Error("no notebook");
    }),
  };
}

/**
 * @param {Uint8Array} bytes
 * @param {any} transform
 */
async function piped(bytes, transform) {
  const stream = new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(transform);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
