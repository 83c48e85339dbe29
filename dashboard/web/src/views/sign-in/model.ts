/** Who asks, and what is to be done before anything is shown. */
export type Role = 'viewer' | 'officer' | 'supervisor' | 'administrator'
export const ROLES: readonly Role[] = ['viewer', 'officer', 'supervisor', 'administrator']

export interface Me { name: string; role: Role; scope: string[] }

export interface SignInState {
  required: boolean
  way: string | null
  demo: boolean
  person: Me | null
  next: 'none' | 'sign_in' | 'enrol'
  is_wall: boolean
}

export interface EnrolmentKey { name: string; text: string; address: string; picture: string }
