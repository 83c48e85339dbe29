import type { Act, KeptAct, KeptCase, RoadCase } from '../src/road/model'

export function aCase(changes: Partial<RoadCase> = {}): RoadCase {
  return {
    incident_id: 'I1', version: 3, person: 'somchai', expires_at: '2026-11-05T00:00:00Z', state: 'new', assignee: null, plate: '70-1234',
    province: 'ระยอง', urgency: 'immediate', severity: 'high', certainty: 'observed', title_th: 'ออกนอกเส้นทาง', title_en: 'Off the route',
    reason_th: 'เหตุ', reason_en: 'why', first_th: 'โทร', first_en: 'Call', since: '2026-11-02T00:00:00Z', where: null, carrier: null,
    carrier_phone: null, truck: null, bound: null, stay: { state: 'away', due_at: null, overdue_at: null, help_at: null }, acts: [],
    findings: [], files: [], ...changes,
  }
}

export function kept(incident_id: string, shown: RoadCase | null): KeptCase {
  return { incident_id, token: `token-${incident_id}`, heardMs: 0, shown }
}

export function act(name: Act): KeptAct {
  return { incident_id: 'I1', key: name, body: { act: name } }
}
