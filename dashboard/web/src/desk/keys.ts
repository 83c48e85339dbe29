/** The keys of the desk, by their place on the keyboard, so that they work with the Thai layout switched on too. */
import type { Call } from '../may'
import type { Text } from '../texts'
import { ACTS_CALL, MERGE_CALL, SHELVE_CALL } from './acts'
import { deskTexts } from './texts'

/** What is done with an incident. */
export const DEEDS = ['acknowledge', 'assign', 'watch', 'comment', 'close', 'shelve', 'merge'] as const
export type Deed = (typeof DEEDS)[number]
export type Command = 'next' | 'previous' | 'open' | 'search' | 'keys' | 'follow' | Deed

export interface Key {
  command: Command
  /** `KeyboardEvent.code`; null where the browser itself does it. */
  code: string | null
  shift: boolean
  /** What is printed on the key. */
  shown: string
  words: Text
}

function key(command: Command, code: string | null, shown: string, words: Text, shift = false): Key {
  return { command, code, shift, shown, words }
}

export const KEYS: readonly Key[] = [
  key('next', 'KeyJ', 'J', deskTexts.keyNext),
  key('previous', 'KeyK', 'K', deskTexts.keyPrevious),
  key('open', null, 'Enter', deskTexts.keyOpen),
  key('acknowledge', 'KeyA', 'A', deskTexts.acknowledge),
  key('assign', 'KeyS', 'S', deskTexts.assign),
  key('watch', 'KeyW', 'W', deskTexts.watch),
  key('close', 'KeyE', 'E', deskTexts.close),
  key('comment', 'KeyC', 'C', deskTexts.comment),
  key('shelve', 'KeyZ', 'Z', deskTexts.shelve),
  key('merge', 'KeyM', 'M', deskTexts.merge),
  key('follow', 'KeyF', 'F', deskTexts.keyFollow),
  key('search', 'Slash', '/', deskTexts.keySearch),
  key('keys', 'Slash', '?', deskTexts.keyKeys, true),
]

export interface Press { code: string; shiftKey: boolean; ctrlKey: boolean; altKey: boolean; metaKey: boolean }

/** The command of a key press; null with a modifier that belongs to the browser, or where the key has none. */
export function commandOf(press: Press): Command | null {
  if (press.ctrlKey || press.altKey || press.metaKey) return null
  return KEYS.find((one) => one.code === press.code && one.shift === press.shiftKey)?.command ?? null
}

/** The call that a key sends in the end; null where it only moves or shows. */
export function callOf(command: Command): Call | null {
  if (command === 'shelve') return SHELVE_CALL
  if (command === 'merge') return MERGE_CALL
  return (DEEDS as readonly Command[]).includes(command) ? ACTS_CALL : null
}

/** What is printed on the key of a command. */
export function keyShown(command: Command): string {
  return KEYS.find((one) => one.command === command)?.shown ?? ''
}
