// A cell's editor: CodeMirror, which the page loads as a plain script.

/** @type {any} */
const CodeMirror = /** @type {any} */ (globalThis).CodeMirror;

/** Python text that can be edited, with errors at their line. */
export class Editor {
  #mirror;
  /** @type {{handle: any, widget: any} | null} */
  #error = null;

  /**
   * @param {HTMLElement} parent
   * @param {string} code
   * @param {{label: string, onRun: (then: "next" | "stay") => void, onChange: () => void}} options
   */
  constructor(parent, code, options) {
    this.#mirror = CodeMirror(parent, {
      value: code,
      mode: "python",
      lineNumbers: true,
      lineWrapping: true,
      indentUnit: 4,
      viewportMargin: Infinity,
      matchBrackets: true,
      screenReaderLabel: options.label,
      extraKeys: {
        "Shift-Enter": () => options.onRun("next"),
        "Ctrl-Enter": () => options.onRun("stay"),
        "Cmd-Enter": () => options.onRun("stay"),
        // Tab leaves the editor, as it leaves every field: nobody is caught in it. Enter indents, Ctrl+] and Ctrl+[ do by hand.
        "Tab": false,
        "Shift-Tab": false,
      },
    });
    this.#mirror.on("change", () => {
      this.clearError();
      options.onChange();
    });
  }

  get code() {
    return this.#mirror.getValue();
  }

  focus() {
    this.#mirror.focus();
  }

  /** After it was hidden its size has to be measured again. */
  refresh() {
    this.#mirror.refresh();
  }

  /** @param {string} label */
  describe(label) {
    this.#mirror.setOption("screenReaderLabel", label);
  }

  /**
   * Marks a line, with what is wrong below it.
   *
   * @param {number} line counted from 1
   * @param {string} message
   */
  showError(line, message) {
    this.clearError();
    const index = Math.min(Math.max(line - 1, 0), this.#mirror.lineCount() - 1);
    const handle = this.#mirror.addLineClass(index, "wrap", "error-line");
    const note = document.createElement("div");
    note.className = "error-note";
    note.textContent = message;
    this.#error = { handle, widget: this.#mirror.addLineWidget(index, note) };
  }

  clearError() {
    if (this.#error !== null) {
      this.#mirror.removeLineClass(this.#error.handle, "wrap", "error-line");
      this.#error.widget.clear();
      this.#error = null;
    }
  }

  /** Puts the cursor at a line. @param {number} line counted from 1 */
  goTo(line) {
    this.#mirror.setCursor(line - 1, 0);
    this.#mirror.focus();
  }
}
