/** Kinds of channels by the names that people know them by. */
import type { Text } from './texts'
import type { Lang } from './time'

const NAMES: Readonly<Record<string, Text>> = {
  line: { th: 'LINE', en: 'LINE' },
  email: { th: 'อีเมล', en: 'e-mail' },
  push: { th: 'แจ้งเตือนบนโทรศัพท์', en: 'notice on the phone' },
  webhook: { th: 'ระบบอื่น', en: 'another system' },
  sms: { th: 'SMS', en: 'SMS' },
  twilio: { th: 'SMS', en: 'SMS' },
  tgram: { th: 'Telegram', en: 'Telegram' },
}

/** The name of a kind; one that is not known by another is called as the server calls it. */
export function channelName(kind: string, lang: Lang): string {
  return NAMES[kind]?.[lang] ?? kind
}
