/** What a page costs while it is open: its heap and its main thread, as Chromium counts them. */

export const pause = (s) => new Promise((resolve) => setTimeout(resolve, s * 1000))

/** Opens a page of the made-up fleet that notes its long tasks and complaints, and waits until it knows all trucks. */
export async function openFleet(browser, url, units, complaints) {
  const page = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.addInitScript(() => {
    window.__long_ms = []
    new PerformanceObserver((list) => window.__long_ms.push(...list.getEntries().map((entry) => entry.duration)))
      .observe({ type: 'longtask', buffered: false })
  })
  await page.goto(url)
  await page.waitForFunction(
    (count) => document.querySelector('[data-testid=count-trucks]')?.textContent?.replace(/\D/g, '') === count, String(units),
    { timeout: 120_000 },
  )
  return page
}

async function countsOf(session) {
  const { metrics } = await session.send('Performance.getMetrics')
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
}

/** The page's heap in MB, once all that can go has gone. */
async function heapOf(session) {
  for (let turn = 0; turn < 3; turn++) await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6
}

/**
 * What a page costs over `times` spans of `span_s` each: processor ms a second of its main thread, tasks over 50 ms, and its
 * heap before the first and after each; `tell` hears of every heap. What goes on in workers and in drawing is not counted.
 */
export async function costOf(page, times, span_s, tell = () => {}) {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await session.send('HeapProfiler.enable')
  const heaps_mb = [await heapOf(session)]
  await page.evaluate(() => { window.__long_ms.length = 0 })
  const before = await countsOf(session)
  for (let time = 0; time < times; time++) {
    await pause(span_s)
    // Gathering garbage is no part of the last span's cost.
    if (time === times - 1) break
    heaps_mb.push(await heapOf(session))
    tell(heaps_mb.at(-1))
  }
  const after = await countsOf(session)
  const long_ms = await page.evaluate(() => window.__long_ms)
  heaps_mb.push(await heapOf(session))
  tell(heaps_mb.at(-1))
  const per_s = (name) => ((after[name] - before[name]) * 1000) / (times * span_s)
  return {
    heaps_mb, tasks_ms_a_s: per_s('TaskDuration'), script_ms_a_s: per_s('ScriptDuration'), layout_ms_a_s: per_s('LayoutDuration'),
    style_ms_a_s: per_s('RecalcStyleDuration'), long_tasks_a_min: (60 * long_ms.length) / (times * span_s),
    longest_task_ms: Math.max(0, ...long_ms), nodes: [before.Nodes, after.Nodes], listeners: [before.JSEventListeners, after.JSEventListeners],
  }
}
