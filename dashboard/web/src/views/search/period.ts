/** The period that a page begins with, up to now: guessed until the server has told the time, a person's once it is changed. Pure. */

const MINUTE_MS = 60_000

export interface Period { fromMs: number; toMs: number }

/** The period of a length that ends now; on the whole minute, for that is what the fields can say. */
export function lastOf(lengthMs: number, nowMs: number, round: (minutes: number) => number = Math.ceil): Period {
  const toMs = round(nowMs / MINUTE_MS) * MINUTE_MS
  return { fromMs: toMs - lengthMs, toMs }
}

/** Whether a period still stands as it was guessed: one that a person typed, or is about to type, does not. */
export function isGuess(guessed: Period | null, fromMs: number | null, toMs: number | null): guessed is Period {
  return guessed !== null && guessed.fromMs === fromMs && guessed.toMs === toMs
}
