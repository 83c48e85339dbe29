/** One file to the server by the tus protocol 1.0, in pieces that fit the line; it goes on wherever it broke off. */
import { ask, bearing, checked, Refused, url } from './api'
import type { KeptFile } from './model'

const TUS = { 'tus-resumable': '1.0.0' }
const LEAST = 32 * 1024
const MOST = 4 * 1024 * 1024
const QUICK_MS = 3_000
const SLOW_MS = 15_000
/** At 3 kB a second a piece of the least size takes a tenth of it. */
const PIECE_TIMEOUT_MS = 120_000
export const FIRST_PIECE = 64 * 1024

/** How many bytes the next piece has, by how long the last one took; one that broke off took for ever. */
export function nextPiece(size: number, took_ms: number): number {
  if (took_ms < QUICK_MS) return Math.min(MOST, size * 2)
  return took_ms > SLOW_MS ? Math.max(LEAST, Math.floor(size / 2)) : size
}

/** What is told of a file before it comes. */
export function metadataOf(file: KeptFile): string {
  const told: Record<string, string> = {
    sha256: file.sha256 ?? '', filename: file.name, filetype: file.type, taken_at: file.taken_at,
  }
  if (file.place) {
    Object.assign(told, { lat: String(file.place.lat), lon: String(file.place.lon) })
    if (file.place.accuracy_m !== null) told['accuracy_m'] = String(file.place.accuracy_m)
  }
  return Object.entries(told).map(([name, text]) => `${name} ${base64(text)}`).join(',')
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

interface Reached { offset: number; sha256: string | null }

/** Sends what the server does not have yet, and resolves once it has said the file's own digest; rejects as `ask` does. */
export async function sendFile(file: KeptFile, token: string, say: (sent: number) => void): Promise<void> {
  const created = await ask('files', token, {
    method: 'POST', headers: { ...TUS, 'upload-length': String(file.bytes.size), 'upload-metadata': metadataOf(file) },
  })
  const path = `files/${(created.headers.get('location') ?? '').split('/').pop() ?? ''}`
  let reached = reachedBy(created)
  let size = FIRST_PIECE
  while (reached.sha256 === null) {
    say(reached.offset)
    const began = performance.now()
    try {
      reached = await sendPiece(file, path, token, reached.offset, size)
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 409) throw error
      // Somebody else was at it, or an answer was lost: the server knows how far it is.
      reached = await measure(path, token)
    }
    size = nextPiece(size, performance.now() - began)
  }
  if (reached.sha256 !== file.sha256) throw new Error('the server has other bytes')
}

async function sendPiece(file: KeptFile, path: string, token: string, offset: number, size: number): Promise<Reached> {
  const headers = { ...TUS, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }
  const body = file.bytes.slice(offset, offset + size)
  return reachedBy(await ask(path, token, { method: 'PATCH', headers, body }, PIECE_TIMEOUT_MS))
}

async function measure(path: string, token: string): Promise<Reached> {
  return reachedBy(await checked(await fetch(url(path), { method: 'HEAD', headers: bearing(token), cache: 'no-store' })))
}

function reachedBy(answer: Response): Reached {
  return { offset: Number(answer.headers.get('upload-offset')), sha256: answer.headers.get('upload-sha256') }
}
