// Numbers as the service writes them, and as people read them.

/**
 * A number of an answer: those that are not finite come as words.
 *
 * @param {number | string | null | undefined} value
 */
export function real(value) {
  return value === null || value === undefined ? NaN : Number(value);
}

/**
 * In few characters, with a true minus.
 *
 * @param {number | string | null | undefined} value
 * @param {number} [digits] significant ones
 */
export function short(value, digits = 5) {
  const v = real(value);
  if (Number.isNaN(v)) {
    return "NaN";
  }
  if (!Number.isFinite(v)) {
    return v > 0 ? "∞" : "−∞";
  }
  const size = Math.abs(v);
  const text = v !== 0 && (size < 1e-4 || size >= 1e7) ? v.toExponential(digits - 2).replace(/\.?0+e/, "e").replace("e+", "e")
    : String(Number(v.toPrecision(digits)));
  return text.replaceAll("-", "−");
}

/**
 * The elements of a nested value, as long as they are few.
 *
 * @param {any} value
 * @returns {string}
 */
export function brief(value) {
  if (!Array.isArray(value)) {
    return typeof value === "boolean" ? String(value) : short(value);
  }
  const shown = value.slice(0, 4).map(brief);
  return `[${shown.join(", ")}${value.length > 4 ? ", …" : ""}]`;
}

/** @param {number} seconds */
export function duration(seconds) {
  return seconds < 1 ? `${Math.max(1, Math.round(seconds * 1000))} ms` : `${short(seconds, 3)} s`;
}
