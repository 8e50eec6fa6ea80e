// The notebook: cells and, where a chapter is open, its texts and pictures.

import { h } from "../dom.js";
import { inLanguage, label, languages, t } from "../i18n.js";
import { session } from "../session.js";
import { chapter as chapterOf } from "../chapters/chapters.js";
import { checked } from "./document.js";
import { Cell } from "./cell.js";
import { paragraphs } from "./markup.js";
import { pictureBlock } from "./pictures.js";

/**
 * @typedef {import("./document.js").NotebookDocument} NotebookDocument
 * @typedef {import("../chapters/chapters.js").Part} Part
 */

const STORED = "nabla.notebook";

/** A list of blocks in the page, kept over a reload of the tab. */
export class Notebook {
  /** @type {string | null} */
  chapter = null;
  /** @type {Array<Cell | {part: number, element: HTMLElement}>} */
  #blocks = [];

  /**
   * @param {HTMLElement} list where the blocks stand
   * @param {HTMLElement} status where is said what happened
   * @param {(preset: any) => void} openDescent
   */
  constructor(list, status, openDescent) {
    this.list = list;
    this.status = status;
    this.openDescent = openDescent;
    languages.addEventListener("language", () => this.#translate());
  }

  /** @returns {Cell[]} */
  get cells() {
    return /** @type {Cell[]} */ (this.#blocks.filter((block) => block instanceof Cell));
  }

  /** @returns {NotebookDocument} */
  get document() {
    return { chapter: this.chapter, blocks: this.#blocks.map((block) => block instanceof Cell ? { code: block.code } : { part: block.part }) };
  }

  /** Shows a document; runs nothing. @param {NotebookDocument} document */
  show(document) {
    this.chapter = document.chapter;
    const parts = chapterOf(this.chapter)?.parts ?? [];
    this.#blocks = document.blocks.flatMap((block) => {
      if ("code" in block) {
        return [new Cell(block.code, this)];
      }
      const part = parts[block.part];
      return part === undefined ? [] : [{ part: block.part, element: this.#partElement(part) }];
    });
    if (this.cells.length === 0) {
      this.#blocks.push(new Cell("", this));
    }
    this.list.replaceChildren(...this.#blocks.map((block) => block.element));
    this.#renumber();
    this.cells.forEach((cell) => cell.editor.refresh());
    this.edited();
  }

  /** Opens a chapter from its beginning. @param {string} id */
  openChapter(id) {
    const opened = chapterOf(id);
    if (opened !== undefined) {
      this.show({ chapter: id, blocks: opened.parts.map((part, i) => part.code === undefined ? { part: i } : { code: part.code }) });
    }
  }

  /** What the tab held before it was loaded again. @returns {NotebookDocument | null} */
  static remembered() {
    const text = sessionStorage.getItem(STORED);
    return text === null ? null : checked(JSON.parse(text));
  }

  async runAll() {
    for (const cell of this.cells) {
      if (!await cell.run("stay")) {
        return;
      }
    }
  }

  clearOutputs() {
    this.cells.forEach((cell) => cell.clear());
  }

  /** Something was edited. */
  edited() {
    sessionStorage.setItem(STORED, JSON.stringify(this.document));
  }

  /** The cursor goes to the cell after this one, which is made if there is none. @param {Cell} cell */
  next(cell) {
    const cells = this.cells;
    const following = cells[cells.indexOf(cell) + 1];
    if (following === undefined) {
      this.add(cell);
    } else {
      following.editor.focus();
    }
  }

  /** @param {Cell} after */
  add(after) {
    const cell = new Cell("", this);
    this.#blocks.splice(this.#blocks.indexOf(after) + 1, 0, cell);
    after.element.after(cell.element);
    this.#renumber();
    cell.editor.refresh();
    cell.editor.focus();
    this.edited();
  }

  /** @param {Cell} cell */
  remove(cell) {
    const cells = this.cells;
    if (cells.length === 1) {
      this.add(cell);
    }
    const at = cells.indexOf(cell);
    this.#blocks.splice(this.#blocks.indexOf(cell), 1);
    cell.element.remove();
    this.#renumber();
    this.cells[Math.min(at, this.cells.length - 1)].editor.focus();
    this.edited();
  }

  /**
   * Says what happened, to all readers.
   *
   * @param {string} key
   * @param {Record<string, any>} [values]
   */
  say(key, values) {
    label(this.status, key, values);
  }

  #renumber() {
    this.cells.forEach((cell, i) => {
      cell.number = i + 1;
    });
  }

  #translate() {
    const parts = chapterOf(this.chapter)?.parts ?? [];
    for (const block of this.#blocks) {
      if (block instanceof Cell) {
        block.translate();
      } else {
        const element = this.#partElement(parts[block.part]);
        block.element.replaceWith(element);
        block.element = element;
      }
    }
  }

  /** Runs the cells above a descent, so that it starts where they say, and opens it. @param {Part} part */
  async #descend(part) {
    const parts = chapterOf(this.chapter)?.parts ?? [];
    const at = this.#blocks.findIndex((block) => !(block instanceof Cell) && parts[block.part] === part);
    for (const block of this.#blocks.slice(0, at)) {
      if (block instanceof Cell && !await block.run("stay")) {
        return;
      }
    }
    this.openDescent(part.descent);
  }

  /** @param {Part} part */
  #partElement(part) {
    if (part.picture !== undefined) {
      return pictureBlock(part.picture);
    }
    if (part.descent !== undefined) {
      return h("p", {}, h("button", { type: "button", class: "primary", t: "chapter.descend", onclick: () => this.#descend(part) }));
    }
    if (part.question !== undefined) {
      return h("aside", { class: "question", "aria-label": t("chapter.question") }, h("strong", {}, t("chapter.question")), ...paragraphs(inLanguage(part.question)));
    }
    const text = part.text === undefined ? "" : inLanguage(part.text);
    const title = part.title === undefined ? [] : [h("h2", {}, inLanguage(part.title))];
    return h("div", { class: "prose" }, ...title, ...paragraphs(text));
  }
}

/** A fresh start: the session is left, and nothing of it is shown any more. @param {Notebook} notebook */
export function restart(notebook) {
  session.leave();
  notebook.clearOutputs();
  notebook.say("session.restarted");
}
