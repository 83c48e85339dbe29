/** Who asks, and what is to be done before anything is shown. */
export type Role = 'viewer' | 'officer' | 'supervisor' | 'administrator'
export const ROLES: readonly Role[] = ['viewer', 'officer', 'supervisor', 'administrator']

/** `closed` are the calls that its scope closes, as `GET /trips`. */
export interface Me { name: string; role: Role; scope: string[]; closed: string[] }

export interface SignInState {
  required: boolean
  way: string | null
  demo: boolean
  person: Omit<Me, 'closed'> | null
  next: 'none' | 'sign_in' | 'enrol'
  is_wall: boolean
  closed: string[]
}

export interface EnrolmentKey { name: string; text: string; address: string; picture: string }
