/** A browser, and checks that are counted; a check that fails does not keep the next from running. */
import { chromium } from 'playwright-core'

let passed = 0
let failed = 0

/** Chromium as the tests need it: drawing in software, asking nobody. CHROMIUM names another browser. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
      '--disable-background-networking', '--no-first-run',
    ],
  })
}

export async function check(name, body) {
  try {
    await body()
    passed += 1
    console.log(`ok      ${name}`)
  } catch (error) {
    failed += 1
    console.log(`FAILED  ${name}: ${String(error.message ?? error).split('\n')[0]}`)
  }
}

/** Counts what went wrong between the checks. */
export function broke(error) {
  failed += 1
  console.log(`FAILED  ${error.message}`)
}

export function expect(truth, otherwise) {
  if (!truth) throw new Error(otherwise)
}

/** Tells how it went, and ends. */
export function done() {
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed > 0 ? 1 : 0)
}
