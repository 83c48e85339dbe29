/** A line to the server as a phone has it: its bytes are counted, it can be slow, cut, and gone. */
import { createServer, connect } from 'node:net'

const STEP_MS = 20

export class Line {
  down_bytes = 0
  up_bytes = 0
  isGone = false
  /** Bytes a second that go up, as many as come where it is 0. */
  up_per_s = 0
  #sockets = new Set()
  #server

  static async to(url) {
    const line = new Line()
    const { hostname, port } = new URL(url)
    line.#server = createServer((phone) => line.#join(phone, hostname, Number(port)))
    await new Promise((resolve) => line.#server.listen(0, '127.0.0.1', resolve))
    line.url = `http://127.0.0.1:${line.#server.address().port}`
    return line
  }

  #join(phone, host, port) {
    if (this.isGone) return phone.destroy()
    const server = connect(port, host)
    for (const socket of [phone, server]) {
      this.#sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        this.#sockets.delete(socket)
        phone.destroy()
        server.destroy()
      })
    }
    server.on('data', (piece) => {
      this.down_bytes += piece.length
      if (!phone.write(piece)) { server.pause(); phone.once('drain', () => server.resume()) }
    })
    phone.on('data', (piece) => {
      this.up_bytes += piece.length
      server.write(piece)
      if (!this.up_per_s) return
      phone.pause()
      setTimeout(() => phone.resume(), Math.max(STEP_MS, (piece.length * 1000) / this.up_per_s))
    })
  }

  /** Ends all connections; new ones are taken. */
  cut() {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** No signal, until `back`. */
  gone() {
    this.isGone = true
    this.cut()
  }

  back() {
    this.isGone = false
  }

  close() {
    this.cut()
    this.#server.close()
  }
}
