/** Accounts, tokens and the audit as the API gives them. */
import type { Role } from '../sign-in/model'

export interface Account {
  name: string
  role: Role
  scope: string[]
  state: 'new' | 'open' | 'closed'
  sessions: number
  created_at: string
  signed_in_at: string | null
}

export interface Token {
  token_id: string
  kind: 'program' | 'wall'
  name: string
  role: Role
  scope: string[]
  state: 'in_force' | 'expired' | 'revoked'
  made_by: string
  created_at: string
  expires_at: string
  used_at: string | null
}

export interface OneTimePassword { name: string; password: string; until: string }
export interface NewToken { token_id: string; name: string; token: string; expires_at: string; link: string | null }
export interface AuditEntry { seq: number; at: string; person: string; what: string; about: string; why: string }
export interface AuditPage { items: AuditEntry[]; next: string | null }

/** What is shown once, and never again. */
export interface Secret { what: 'password' | 'token' | 'wall'; name: string; text: string; until: string }
