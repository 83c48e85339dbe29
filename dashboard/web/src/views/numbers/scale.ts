/** Axes: a top that is a round number, and lengths along it. */

/** The least of 1, 2 and 5 times a power of ten that is no less than the highest value; 1 of nothing. */
export function niceTop(highest: number): number {
  if (!(highest > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(highest))
  // A power of ten under one is not exact: what differs by a hair counts as the same.
  const step = [1, 2, 5, 10].find((each) => each * power >= highest * (1 - 1e-9)) ?? 10
  return step * power
}

/** How far along an axis of this length a value lies; never off its ends. */
export function along(value: number, top: number, length: number): number {
  return top > 0 ? Math.min(Math.max(value / top, 0), 1) * length : 0
}
