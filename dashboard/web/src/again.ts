/** Doing a thing until it is done. */

const FIRST_MS = 1000
const MOST_MS = 60_000

function sleep(pause_ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pause_ms))
}

/** What `run` gives once it does not fail: tried again after a second, then ever later; null once the signal says to stop. */
export async function untilDone<T>(
  run: () => Promise<T>, signal?: AbortSignal, pause: (pause_ms: number) => Promise<void> = sleep,
): Promise<T | null> {
  for (let pause_ms = FIRST_MS; !signal?.aborted; pause_ms = Math.min(MOST_MS, 2 * pause_ms)) {
    try {
      return await run()
    } catch {
      await pause(pause_ms)
    }
  }
  return null
}
