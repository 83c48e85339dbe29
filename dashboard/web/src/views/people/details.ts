/** What a row of the audit is about, as people read it: times as the page writes them, what was looked up in words. */
import { fill, type Text } from '../../texts'
import { type Calendar, momentText, msOf } from '../../time'
import { aboutTexts, peopleTexts } from './texts'

export interface Detail { label: string; value: string }
/** `shown` stands in the row; `more` is what is folded away. */
export interface About { shown: string; more: readonly Detail[] }

const ISO = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z/g
const MOST_SHOWN = 2

/** The words with every time in them as the page writes times. */
export function withTimes(words: string, calendar: Calendar): string {
  return words.replace(ISO, (iso) => momentText(msOf(iso), calendar))
}

/** What a look-up asked for is taken apart; all else is words already. */
export function aboutOf(about: string, calendar: Calendar): About {
  const asked = objectOf(about)
  if (!asked) return { shown: withTimes(about, calendar), more: [] }
  const more = Object.entries(asked).map(([key, value]) => ({
    label: aboutTexts[key]?.[calendar.lang] ?? key, value: withTimes(valueText(value), calendar),
  }))
  return { shown: shortOf(asked, calendar), more }
}

/** The least that says what was looked up: the words, the trucks, or how large an area. */
function shortOf(asked: Readonly<Record<string, unknown>>, calendar: Calendar): string {
  const say = (text: Text, values: Readonly<Record<string, string | number>>): string => fill(text[calendar.lang], values)
  if (Array.isArray(asked['polygon'])) return say(peopleTexts.areaAsked, { n: asked['polygon'].length })
  if (Array.isArray(asked['unit_ids'])) {
    const ids = asked['unit_ids'].map(String)
    const rest = ids.length - MOST_SHOWN
    return ids.slice(0, MOST_SHOWN).join(', ') + (rest > 0 ? ` ${say(peopleTexts.andMore, { n: rest })}` : '')
  }
  const [first] = ['q', 'plate', 'unit_id', 'trip_id', 'alert_id'].flatMap((key) => (asked[key] === undefined ? [] : String(asked[key])))
  return first ?? Object.values(asked).map(valueText).join(' ')
}

function valueText(value: unknown): string {
  if (!Array.isArray(value)) return String(value)
  return value.map((one: unknown) => (Array.isArray(one) ? one.join(', ') : String(one))).join(' · ')
}

function objectOf(words: string): Record<string, unknown> | null {
  if (!words.startsWith('{')) return null
  try {
    return JSON.parse(words) as Record<string, unknown>
  } catch {
    // A name may begin with a brace, too.
    return null
  }
}
