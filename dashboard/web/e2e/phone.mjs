/** A phone whose browser can be killed as a phone's is, without a word, and started again with what it had kept. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { bringAxe } from './accessible.mjs'

const STEP_MS = 60_000
const SIZE = { width: 390, height: 844 }
export const PLACE = { latitude: 12.6702, longitude: 101.1305, accuracy: 9 }

export class Phone {
  static async bought() {
    const phone = new Phone()
    phone.folder = await mkdtemp(join(tmpdir(), 'wastetrack-phone-'))
    return phone
  }

  /** Starts the browser and opens an address. */
  async open(url, { lang = 'th' } = {}) {
    this.process = spawn(process.env.CHROMIUM ?? '/usr/bin/chromium', [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--no-first-run',
      '--disable-background-networking', '--hide-scrollbars', '--remote-debugging-port=0', `--user-data-dir=${this.folder}`, `--window-size=${SIZE.width},${SIZE.height}`,
      'about:blank',
    ], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
    const address = await new Promise((resolve, reject) => {
      let said = ''
      this.process.on('exit', () => reject(new Error(`the browser ended: ${said.slice(-300)}`)))
      this.process.stderr.on('data', (piece) => {
        said += piece
        const found = /DevTools listening on (ws:\S+)/.exec(said)
        if (found) resolve(found[1])
      })
    })
    this.browser = await chromium.connectOverCDP(address, { isLocal: true })
    const context = this.browser.contexts()[0]
    await context.grantPermissions(['geolocation'])
    await context.setGeolocation(PLACE)
    await bringAxe(context)
    this.page = context.pages()[0] ?? (await context.newPage())
    this.page.setDefaultTimeout(STEP_MS)
    this.cdp = await context.newCDPSession(this.page)
    await this.page.setViewportSize(SIZE)
    await this.cdp.send('Emulation.setTouchEmulationEnabled', { enabled: true })
    if (lang === 'en') await this.page.addInitScript(() => localStorage.setItem('wastetrack.road.lang', 'en'))
    if (url) await this.page.goto(url)
    return this.page
  }

  /** A line of so many kilobits a second and this delay; without figures as fast as it goes. */
  async slow(down_kbit = 0, up_kbit = 0, latency = 0) {
    await this.cdp.send('Network.enable')
    const rate = (kbit) => (kbit ? (kbit * 1000) / 8 : -1)
    await this.cdp.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: rate(down_kbit), uploadThroughput: rate(up_kbit) })
  }

  /** Ends the browser at once: nothing of it is asked or told. */
  async kill() {
    const gone = new Promise((resolve) => this.process.once('exit', resolve))
    process.kill(-this.process.pid, 'SIGKILL')
    await gone
    await this.browser.close().catch(() => undefined)
  }

  async sold() {
    await this.kill().catch(() => undefined)
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
