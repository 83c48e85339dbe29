/** The calls of the in-box; each raises ApiError. */
import { get } from '../../api'
import type { Page } from '../../model'
import type { Message } from './model'

const ROWS = '50'

export const inboxApi = {
  messages: (cursor: string | null) =>
    get<Page<Message>>(`inbox?${new URLSearchParams({ limit: ROWS, ...(cursor ? { cursor } : {}) })}`),
}
