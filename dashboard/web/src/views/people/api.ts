/** The calls of the page on people; each raises ApiError. */
import { get, post } from '../../api'
import type { Role } from '../sign-in/model'
import type { Account, AuditPage, NewToken, OneTimePassword, Token } from './model'

const AUDIT_ROWS = '100'

function path(name: string, act: string): string {
  return `people/${encodeURIComponent(name)}/${act}`
}

export const peopleApi = {
  accounts: async () => (await get<{ items: Account[] }>('people')).items,
  add: (name: string, role: Role, scope: string[]) => post<OneTimePassword>('people', { name, role, scope }),
  setRole: (name: string, role: Role, scope: string[]) => post(path(name, 'role'), { role, scope }),
  reset: (name: string) => post<OneTimePassword>(path(name, 'reset')),
  close: (name: string) => post(path(name, 'close')),
  endSessions: (name: string) => post(path(name, 'end-sessions')),
  tokens: async () => (await get<{ items: Token[] }>('tokens')).items,
  makeToken: (token: { kind: Token['kind']; name: string; role: Role; scope: string[]; days: number }) =>
    post<NewToken>('tokens', token),
  revoke: (tokenId: string) => post(`tokens/${encodeURIComponent(tokenId)}/revoke`),
  audit: (cursor: string | null) =>
    get<AuditPage>(`audit?${new URLSearchParams({ limit: AUDIT_ROWS, ...(cursor ? { cursor } : {}) })}`),
}
