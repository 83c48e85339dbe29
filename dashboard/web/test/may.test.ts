import { describe, expect, it } from 'vitest'
import { type Asker, type Call, roleFor, whyMayNot } from '../src/may'
import { VIEWS } from '../src/views'
import type { Role } from '../src/views/sign-in/model'

const asker = (role: Role, ...closed: string[]): Asker => ({ role, closed })

describe('why somebody may not', () => {
  it.each([
    ['a viewer looks', asker('viewer'), 'GET /numbers', null],
    ['a viewer does not act', asker('viewer'), 'POST /incidents/{incident_id}/acts', 'role'],
    ['an officer acts', asker('officer'), 'POST /incidents/{incident_id}/acts', null],
    ['an officer does not arrange desks', asker('officer'), 'PUT /desks/{desk_id}', 'role'],
    ['a supervisor does', asker('supervisor'), 'PUT /desks/{desk_id}', null],
    ['a supervisor does not see the people', asker('supervisor'), 'GET /people', 'role'],
    ['an administrator does', asker('administrator'), 'GET /people', null],
    ['what a scope closes', asker('officer', 'GET /numbers'), 'GET /numbers', 'scope'],
    ['what a scope leaves open', asker('officer', 'GET /numbers'), 'GET /playback', null],
    ['the role is said before the scope', asker('viewer', 'POST /shelves'), 'POST /shelves', 'role'],
    ['nobody is known yet', null, 'GET /people', null],
  ] as [string, Asker | null, Call, string | null][])('%s', (_, who, call, expected) => {
    expect(whyMayNot(who, call)).toBe(expected)
  })

  it('says which role a call takes', () => {
    expect([roleFor('POST /shelves'), roleFor('GET /trips')]).toEqual(['officer', 'viewer'])
  })
})

describe('the pages that a person sees', () => {
  const open = (who: Asker): string[] => VIEWS.filter((view) => !view.asks || whyMayNot(who, view.asks) === null).map((view) => view.name)

  it('are for a viewer all but that on people and the in-box with its links', () => {
    expect(open(asker('viewer'))).toEqual(VIEWS.map((view) => view.name).filter((name) => name !== 'people' && name !== 'inbox'))
  })

  it('are for a scope that closes all else the map and the account', () => {
    const closed = VIEWS.flatMap((view) => (view.asks ? [view.asks] : []))
    expect(open(asker('administrator', ...closed))).toEqual(['live', 'account'])
  })
})
