// The one or two numbers that a landscape is drawn over, and a path through them.

/**
 * An element of a parameter.
 *
 * @typedef {{tensor: string, index: number[], name: string}} Coordinate
 */

/**
 * The elements of parameters, if they are one or two.
 *
 * @param {Array<{name: string, shape: number[]}>} parameters
 * @returns {Coordinate[] | null}
 */
export function coordinates(parameters) {
  /** @type {Coordinate[]} */
  const all = [];
  for (const { name, shape } of parameters) {
    const size = shape.reduce((product, n) => product * n, 1);
    if (all.length + size > 2) {
      return null;
    }
    for (let flat = 0; flat < size; flat++) {
      const index = unravelled(flat, shape);
      all.push({ tensor: name, index, name: index.length === 0 ? name : `${name}[${index.join(", ")}]` });
    }
  }
  return all.length === 0 ? null : all;
}

/**
 * @param {number} flat
 * @param {number[]} shape
 */
function unravelled(flat, shape) {
  /** @type {number[]} */
  const index = [];
  for (const n of [...shape].reverse()) {
    index.unshift(flat % n);
    flat = Math.floor(flat / n);
  }
  return index;
}

/**
 * An element of nested values.
 *
 * @param {any} value
 * @param {number[]} index
 */
export function element(value, index) {
  return Number(index.reduce((nested, i) => nested?.[i], value));
}

/**
 * A range that shows all these values, with a margin, around round numbers.
 *
 * @param {number[]} values
 * @returns {[number, number]}
 */
export function rangeOf(values) {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const middle = (low + high) / 2;
  const reach = Math.max((high - low) * 0.75, Math.abs(middle) * 0.5, 1);
  return [rounded(middle - reach), rounded(middle + reach)];
}

/** @param {number} v */
function rounded(v) {
  return Number(v.toPrecision(2));
}
