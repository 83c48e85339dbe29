/** Made-up rosters and channels, for the page on who is on duty. */
const SHIFT = { days: [1, 2, 3, 4, 5], from: '08:00', to: '20:00', holidays: 'off' }

/** What `GET rosters` answers. */
export const ROSTERS = {
  items: [{
    roster_id: 'east', version: 1, name_th: 'ชายฝั่งตะวันออก', name_en: 'Eastern Seaboard', zone_ids: ['E-MTP', 'E-LCB'], provinces: ['ระยอง'], ring: [],
    for_the_rest: true, quiet: { from: '22:00', to: '06:00' }, now: [{ person: 'สมชาย ใจดี', role: 'officer', why: 'shift' }],
    members: [
      { person: 'สมชาย ใจดี', role: 'officer', channels: ['line', 'mail'], shifts: [SHIFT] },
      { person: 'วิภา รักษ์ไทย', role: 'supervisor', channels: ['mail'], shifts: [] },
    ],
  }],
  channels: [
    { name: 'line', kind: 'line', state: 'closed', quota: 500, used: 420 }, { name: 'mail', kind: 'email', state: 'open', quota: null, used: null },
  ],
}
