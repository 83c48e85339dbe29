/** The calls of the page on duty; each raises ApiError. */
import { get, post } from '../../api'
import type { Rosters, Trial } from './model'

export const dutyApi = {
  rosters: () => get<Rosters>('rosters'),
  tryChannel: (person: string, channel: string) => post<Trial>('channel-trials', { person, channel }),
  trial: (messageId: string) => get<Trial>(`channel-trials/${encodeURIComponent(messageId)}`),
}
