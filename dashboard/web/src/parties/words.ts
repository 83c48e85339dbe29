/** Sentences about parties, put together from their parts. */
import { fill } from '../texts'
import { type Calendar, type Lang, momentText, msOf } from '../time'
import { errorText } from '../told/words'
import type { Ask, Party } from './model'
import { dueTexts, partiesTexts as t, roleTexts, wayTexts } from './texts'

const ID = /^(carrier|generator):(.*)$/

/** Whether a name among those of people is a party's: no account's has a colon. */
export function isParty(person: string): boolean {
  return ID.test(person)
}

/** A party by its id, as `carrier:NAME`, in words. */
export function partyText(party: string, lang: Lang): string {
  const found = ID.exec(party)
  return found ? `${roleTexts[found[1] as Party['role']][lang]} ${found[2]}` : party
}

/** The same by the name that it is addressed by, where it is among those that are known. */
export function partyNamed(party: string, known: readonly Party[], lang: Lang): string {
  const found = known.find((one) => one.party === party)
  return found ? `${roleTexts[found.role][lang]} ${found.name}` : partyText(party, lang)
}

/** How far a telling has come: the furthest. */
export function askText(ask: Ask, calendar: Calendar): string {
  const at = (iso: string | null): string => momentText(msOf(iso), calendar)
  const lang = calendar.lang
  if (ask.opened_at) return fill(t.opened[lang], { at: at(ask.opened_at) })
  if (ask.delivered_at) return fill(t.delivered[lang], { at: at(ask.delivered_at) })
  if (ask.state === 'sent') return fill(t.sent[lang], { at: at(ask.sent_at) })
  if (ask.state === 'given_up') return fill(t.givenUp[lang], { why: errorText(ask.error, lang) })
  return ask.error ? fill(t.again[lang], { why: errorText(ask.error, lang) }) : t.sending[lang]
}

/** Who had a party told, when, and until when it may answer. */
export function askedText(ask: Ask, calendar: Calendar): string {
  const words = { who: ask.asked_by ?? '', at: momentText(msOf(ask.asked_at), calendar), until: momentText(msOf(ask.until), calendar) }
  return fill(wayTexts[ask.way][calendar.lang], words)
}

/** When or why not a party that was not told is told. */
export function untoldText(party: Party, calendar: Calendar): string {
  const { due } = party
  if (due?.state === 'waiting') return fill(t.willBeTold[calendar.lang], { at: momentText(msOf(due.at), calendar) })
  if (party.address !== 'there') return t[party.address === 'missing' ? 'noAddress' : 'noLinks'][calendar.lang]
  const stopped = due?.outcome ? dueTexts[due.outcome] : undefined
  if (stopped) return stopped[calendar.lang]
  return party.waits_for_release ? t.waits[calendar.lang] : t.notYet[calendar.lang]
}
