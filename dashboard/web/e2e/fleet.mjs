/** The made-up fleet of `mock/`, served by a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('../mock/server.mjs', import.meta.url))

/** Serves it on a free port, with these settings of the server (its own header names them). */
export async function serve(env = {}) {
  const child = spawn(process.execPath, [SERVER], { env: { ...process.env, PORT: '0', ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = await once(child.stdout, 'data')
  return { base: /http:\S+/.exec(String(said))[0], stop: () => child.kill() }
}
