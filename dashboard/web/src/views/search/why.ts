/** Why somebody looks something up: asked once a shift, sent with each question, put down by the server. Pure. */

export const WHY_KEY = 'wastetrack.why'
const SHIFT_MS = 12 * 3_600_000

/** What to remember of a reason that was given now. */
export function writeWhy(why: string, nowMs: number): string {
  return JSON.stringify({ why, untilMs: nowMs + SHIFT_MS })
}

/** The reason that was remembered, empty once the shift is over. */
export function readWhy(text: string | null, nowMs: number): string {
  try {
    const kept = JSON.parse(text ?? '') as { why?: unknown; untilMs?: unknown }
    return typeof kept.why === 'string' && typeof kept.untilMs === 'number' && nowMs < kept.untilMs ? kept.why : ''
  } catch {
    return ''
  }
}
