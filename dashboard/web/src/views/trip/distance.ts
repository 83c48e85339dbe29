/** How far a truck was from its permitted corridor, in the classes by which the track is drawn. */
import type { SeenFix } from './model'

export type Tone = 'within' | 'near' | 'off' | 'unjudged'

export const TONES: readonly Tone[] = ['within', 'near', 'off', 'unjudged']

/** In a place where it may stand it is as good as within; up to the rule's margin near, beyond it off. */
export function toneOf(fix: SeenFix, margin_m: number): Tone {
  if (fix.off_m === null) return 'unjudged'
  if (fix.off_m === 0 || fix.permitted) return 'within'
  return fix.off_m <= margin_m ? 'near' : 'off'
}
