// Moving about in a picture: by pointer, wheel, two fingers and keys.

const CLOSEST = 4;
const STEP = 1.25;
const KEY_PAN = 60;

/** Moves and scales the content of an SVG within the frame that shows it. */
export class PanZoom {
  #x = 0;
  #y = 0;
  #scale = 1;
  #size = { width: 1, height: 1 };
  /** @type {Map<number, {x: number, y: number}>} */
  #pointers = new Map();
  /** @type {SVGGElement | null} */
  #content = null;
  #pending = false;
  #moved = false;

  /** @param {HTMLElement} frame */
  constructor(frame) {
    this.frame = frame;
    frame.addEventListener("pointerdown", (e) => this.#down(e));
    frame.addEventListener("pointermove", (e) => this.#move(e));
    frame.addEventListener("pointerup", (e) => this.#up(e));
    frame.addEventListener("pointercancel", (e) => this.#up(e));
    frame.addEventListener("wheel", (e) => this.#wheel(e), { passive: false });
    frame.addEventListener("keydown", (e) => this.#key(e));
    // A drag that ends on a node is no click on it.
    frame.addEventListener("click", (e) => {
      if (this.#moved) {
        e.stopPropagation();
        this.#moved = false;
      }
    }, true);
  }

  /**
   * Takes another content.
   *
   * @param {SVGGElement} content
   * @param {{width: number, height: number}} size of it
   * @param {boolean} keep whether what is seen stays where it was
   */
  take(content, size, keep) {
    this.#content = content;
    this.#size = size;
    if (keep) {
      this.#draw();
    } else {
      this.fit();
    }
  }

  /** All of it in the frame, no larger than it was drawn by much. */
  fit() {
    const { clientWidth: width, clientHeight: height } = this.frame;
    if (width === 0 || height === 0) {
      return;
    }
    this.#scale = Math.min(width / this.#size.width, height / this.#size.height, 1.5);
    this.#x = (width - this.#size.width * this.#scale) / 2;
    this.#y = (height - this.#size.height * this.#scale) / 2;
    this.#draw();
  }

  /** @param {number} direction 1 in, -1 out */
  zoom(direction) {
    this.#zoomAt(this.frame.clientWidth / 2, this.frame.clientHeight / 2, direction > 0 ? STEP : 1 / STEP);
  }

  /** Moves so that a place of the content can be seen. @param {DOMRect} box on the screen */
  reveal(box) {
    const frame = this.frame.getBoundingClientRect();
    const margin = 12;
    this.#x += Math.max(0, frame.left + margin - box.left) - Math.max(0, box.right + margin - frame.right);
    this.#y += Math.max(0, frame.top + margin - box.top) - Math.max(0, box.bottom + margin - frame.bottom);
    this.#draw();
  }

  /**
   * @param {number} x in the frame
   * @param {number} y
   * @param {number} factor
   */
  #zoomAt(x, y, factor) {
    const smallest = Math.min(0.05, this.frame.clientWidth / this.#size.width);
    const scale = Math.min(CLOSEST, Math.max(smallest, this.#scale * factor));
    this.#x = x - (x - this.#x) * scale / this.#scale;
    this.#y = y - (y - this.#y) * scale / this.#scale;
    this.#scale = scale;
    this.#draw();
  }

  /** Once a frame, however many events there were. */
  #draw() {
    if (!this.#pending) {
      this.#pending = true;
      requestAnimationFrame(() => {
        this.#pending = false;
        if (this.#content !== null) {
          this.#content.style.transform = `translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})`;
        }
      });
    }
  }

  /** @param {PointerEvent} e */
  #down(e) {
    this.#pointers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    this.#moved = false;
  }

  /** @param {PointerEvent} e */
  #move(e) {
    const before = this.#pointers.get(e.pointerId);
    if (before === undefined) {
      return;
    }
    const now = { x: e.clientX, y: e.clientY };
    if (!this.#moved && Math.hypot(now.x - before.x, now.y - before.y) < 4) {
      return;
    }
    if (!this.#moved) {
      this.#moved = true;
      this.frame.setPointerCapture(e.pointerId);
    }
    const other = [...this.#pointers].find(([id]) => id !== e.pointerId)?.[1];
    if (other === undefined) {
      this.#x += now.x - before.x;
      this.#y += now.y - before.y;
      this.#draw();
    } else {
      const frame = this.frame.getBoundingClientRect();
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      this.#zoomAt((now.x + other.x) / 2 - frame.left, (now.y + other.y) / 2 - frame.top, factor);
    }
    this.#pointers.set(e.pointerId, now);
  }

  /** @param {PointerEvent} e */
  #up(e) {
    this.#pointers.delete(e.pointerId);
  }

  /** With Ctrl, as pinching a touchpad sends it, the wheel zooms; without it moves. @param {WheelEvent} e */
  #wheel(e) {
    e.preventDefault();
    if (e.ctrlKey || e.metaKey) {
      const frame = this.frame.getBoundingClientRect();
      this.#zoomAt(e.clientX - frame.left, e.clientY - frame.top, Math.exp(-e.deltaY / 300));
    } else {
      this.#x -= e.deltaX;
      this.#y -= e.deltaY;
      this.#draw();
    }
  }

  /** @param {KeyboardEvent} e */
  #key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey) {
      return;
    }
    const move = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[e.key];
    if (move !== undefined && e.shiftKey) {
      this.#x += move[0] * KEY_PAN;
      this.#y += move[1] * KEY_PAN;
      this.#draw();
    } else if (e.key === "+" || e.key === "=") {
      this.zoom(1);
    } else if (e.key === "-") {
      this.zoom(-1);
    } else if (e.key === "0") {
      this.fit();
    } else {
      return;
    }
    e.preventDefault();
  }
}
