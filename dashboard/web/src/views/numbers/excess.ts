/** Which budgets the desks' loads are over, in words. */
import { fill } from '../../texts'
import type { Lang } from '../../time'
import type { DeskLoad, Excess } from './model'
import { numbersTexts, overTexts } from './texts'

/** What weighs most first: a mean is of the whole day, ten minutes are soon over. */
const EXCESSES: readonly Excess[] = ['mean', 'peak', 'in_10_min']

/** How many desks are over, where there are several, and over what the worst of it is; null where none is over. */
export function excessText(desks: readonly Pick<DeskLoad, 'over'>[], lang: Lang): string | null {
  const over = desks.filter((desk) => desk.over.length > 0)
  const worst = EXCESSES.find((excess) => over.some((desk) => desk.over.includes(excess)))
  if (!worst) return null
  const what = overTexts[worst][lang]
  if (desks.length > 1) return fill(numbersTexts.overDesks[lang], { n: over.length, of: desks.length, what })
  return what.charAt(0).toUpperCase() + what.slice(1)
}
