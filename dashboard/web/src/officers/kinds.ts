/** What a file is called by its kind, and what its time tells: pure, in the words of the centre. */
import { isParty } from '../parties/words'
import type { Text } from '../texts'
import type { RoadFile } from './model'
import { officersTexts as t } from './texts'

const NAMES: Readonly<Record<string, string>> = { 'application/pdf': 'PDF', 'video/quicktime': 'MOV', 'audio/mpeg': 'MP3' }

/** The short name of a media type, as it ends a file's name. */
export function kindName(mediaType: string): string {
  return NAMES[mediaType] ?? (mediaType.split('/')[1] ?? mediaType).replace(/^x-/, '').toUpperCase()
}

/** What a file's time is: when an officer's phone took it or added the paper; of a party's the date that the file itself bears. */
export function timeWords({ person, media_type }: Pick<RoadFile, 'person' | 'media_type'>): Text {
  if (isParty(person)) return t.datedBy
  return /^(image|video|audio)\//.test(media_type) ? t.takenBy : t.addedBy
}
