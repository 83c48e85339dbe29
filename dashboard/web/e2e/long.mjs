/**
 * Leaves the page open over a made-up stream and reports what it costs: `npm run build && npm run e2e:long`.
 * MINUTES (default 15) at HURRY (default 48) times the pace of life are twelve hours; UNITS (default 300).
 * Fails when the heap at the end is over 1.2 times that of the start, or the page has a complaint. CHROMIUM names another browser.
 */
import { launch } from './checking.mjs'
import { serve } from './fleet.mjs'
import { costOf, openFleet, pause } from './measuring.mjs'

const MINUTES = Number(process.env.MINUTES ?? 15)
const HURRY = process.env.HURRY ?? '48'
const UNITS = process.env.UNITS ?? '300'
const MOST_GROWTH = 1.2
const WARM_UP_S = 20

const mock = await serve({ UNITS, HURRY })
const browser = await launch()
const complaints = []
let grew = NaN
try {
  const page = await openFleet(browser, `${mock.base}?lang=en`, UNITS, complaints)
  await pause(WARM_UP_S)
  let minute = 0
  const cost = await costOf(page, MINUTES, 60, (heap_mb) => console.log(`minute ${++minute}: heap ${heap_mb.toFixed(1)} MB`))
  const [first, last] = [cost.heaps_mb[0], cost.heaps_mb.at(-1)]
  grew = last / first
  console.log(`${UNITS} units, ${MINUTES * Number(HURRY)} minutes of stream in ${MINUTES}`)
  console.log(`main thread, processor ms a second: tasks ${cost.tasks_ms_a_s.toFixed(1)}, of which script ${cost.script_ms_a_s.toFixed(1)}, layout ${cost.layout_ms_a_s.toFixed(1)}, style ${cost.style_ms_a_s.toFixed(1)}`)
  console.log(`tasks over 50 ms: ${cost.long_tasks_a_min.toFixed(1)} a minute, longest ${Math.round(cost.longest_task_ms)} ms`)
  console.log(`nodes ${cost.nodes.join(' -> ')}, listeners ${cost.listeners.join(' -> ')}`)
  console.log(`heap ${first.toFixed(1)} -> ${last.toFixed(1)} MB, ${grew.toFixed(2)} times`)
  for (const complaint of complaints) console.log(`COMPLAINT ${complaint}`)
} finally {
  await browser.close()
  mock.stop()
}
process.exit(grew <= MOST_GROWTH && complaints.length === 0 ? 0 : 1)
