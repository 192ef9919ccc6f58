/**
 * The net y = a·tanh(p·x + q) + b·tanh(r·x + s) + c: its output, its mean squared error, and
 * gradient descent on it.
 */

/** The parameters p, q, r, s, a, b, c, in this order. */
export type Knobs = readonly number[];
export type Point = readonly [number, number];

export const NAMES = ["p", "q", "r", "s", "a", "b", "c"] as const;

/** Return the net's output at x. */
export function output(knobs: Knobs, x: number): number {
  const [p, q, r, s, a, b, c] = knobs as [number, number, number, number, number, number, number];
  return a * Math.tanh(p * x + q) + b * Math.tanh(r * x + s) + c;
}

/** Return the mean squared error over the points. */
export function loss(knobs: Knobs, points: readonly Point[]): number {
  return points.reduce((sum, [x, y]) => sum + (output(knobs, x) - y) ** 2, 0) / points.length;
}

/** Return the derivative of the loss by each parameter, by the chain rule. */
export function gradient(knobs: Knobs, points: readonly Point[]): number[] {
  const [p, q, r, s, a, b] = knobs as [number, number, number, number, number, number, number];
  const sums = [0, 0, 0, 0, 0, 0, 0];
  for (const [x, y] of points) {
    const first = Math.tanh(p * x + q);
    const second = Math.tanh(r * x + s);
    const error = (2 * (output(knobs, x) - y)) / points.length;
    const inFirst = error * a * (1 - first * first);
    const inSecond = error * b * (1 - second * second);
    [inFirst * x, inFirst, inSecond * x, inSecond, error * first, error * second, error].forEach(
      (value, index) => {
        sums[index]! += value;
      },
    );
  }
  return sums;
}

/** Return the parameters after some steps of plain gradient descent. */
export function trained(
  knobs: Knobs,
  points: readonly Point[],
  rate: number,
  steps: number,
): number[] {
  let now = [...knobs];
  for (let step = 0; step < steps; step += 1) {
    const slope = gradient(now, points);
    now = now.map((value, index) => value - rate * slope[index]!);
  }
  return now;
}
