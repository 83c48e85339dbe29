/** Questions to the server whose refusal is a sentence for whoever asked. */
import { apiUrl, noteStatus } from '../../api'
import type { Lang } from '../../time'

const TIMEOUT_MS = 30_000

/** What the server said against a question, in both languages; `status` 0: it did not answer. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly said: Readonly<Record<Lang, string>>) {
    super(said.en)
  }
}

const AWAY = {
  th: 'เซิร์ฟเวอร์ไม่ตอบสนอง กรุณาลองใหม่อีกครั้ง',
  en: 'The server does not answer. Try again',
}

/** The JSON of an answer; throws Refusal. */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const headers = { accept: 'application/json', ...(init.body ? { 'content-type': 'application/json' } : {}) }
  const answer = await fetch(apiUrl(path), { ...init, headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
    .catch(() => { throw new Refusal(0, AWAY) })
  noteStatus(answer.status)
  if (!answer.ok) throw await refusalOf(answer)
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

async function refusalOf(answer: Response): Promise<Refusal> {
  const problem = await answer.json().catch(() => ({})) as { detail?: string; detail_th?: string }
  const otherwise = `${answer.status} ${answer.statusText}`
  return new Refusal(answer.status, { en: problem.detail ?? otherwise, th: problem.detail_th ?? AWAY.th })
}
