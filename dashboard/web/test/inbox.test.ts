import { describe, expect, it } from 'vitest'
import { bodyOf, joined, type Message, partsOf, peopleOf, toPerson } from '../src/views/inbox/model'
import { stepTexts } from '../src/views/inbox/texts'

function message(inbox_id: number, person = 'somchai'): Message {
  return {
    inbox_id, person, message_id: `m${inbox_id}`, at: '2026-11-02T00:00:00.000Z', channel: 'somchai-line', kind: 'line', urgency: 'immediate',
    subject_th: 'ด่วน', subject_en: 'Urgent', message_th: 'ด่วน\nเหตุ', message_en: 'Urgent\nReason', incident_ids: ['I1'], steps: ['opened'], link: null,
  }
}

describe('the in-box', () => {
  it('knows each message once, newest first', () => {
    const ids = joined([message(3), message(2)], [message(2), message(1)]).map((one) => one.inbox_id)
    expect(ids).toEqual([3, 2, 1])
  })

  it('shows those of one person, or all', () => {
    const all = [message(2, 'malee'), message(1)]
    expect(peopleOf(all)).toEqual(['malee', 'somchai'])
    expect(toPerson(all, 'malee').map((one) => one.inbox_id)).toEqual([2])
    expect(toPerson(all, '')).toHaveLength(2)
  })

  it('says the subject once', () => {
    expect(bodyOf('ด่วน\nเหตุ\nที่')).toEqual(['เหตุ', 'ที่'])
  })

  it('has a word for every step in both languages', () => {
    for (const text of Object.values(stepTexts)) expect(text.th && text.en).toBeTruthy()
  })
})

it.each([
  ['ตำแหน่ง: https://maps.example.org/?q=1,2', [['ตำแหน่ง: ', false], ['https://maps.example.org/?q=1,2', true]]],
  ['ไม่มีลิงก์', [['ไม่มีลิงก์', false]]],
  ['', []],
])('makes links of the addresses in %j', (line, parts) => {
  expect(partsOf(line).map((one) => [one.text, one.isAddress])).toEqual(parts)
})
