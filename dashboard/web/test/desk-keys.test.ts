import { describe, expect, it } from 'vitest'
import { commandOf, KEYS, keyShown, type Press } from '../src/desk/keys'

const press = (code: string, part: Partial<Press> = {}): Press =>
  ({ code, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...part })

describe('keys of the desk', () => {
  it.each([
    ['down', 'KeyJ', 'next'], ['up', 'KeyK', 'previous'], ['acknowledge', 'KeyA', 'acknowledge'], ['close', 'KeyE', 'close'],
    ['assign', 'KeyS', 'assign'], ['watch', 'KeyW', 'watch'], ['comment', 'KeyC', 'comment'], ['shelve', 'KeyZ', 'shelve'],
    ['merge', 'KeyM', 'merge'], ['search', 'Slash', 'search'], ['follow', 'KeyF', 'follow'],
  ])('%s is told by its place, whatever the layout writes there', (_, code, command) => {
    expect(commandOf(press(code))).toBe(command)
  })

  it('lists the keys with shift and the slash, which is no search', () => {
    expect(commandOf(press('Slash', { shiftKey: true }))).toBe('keys')
  })

  it.each(['ctrlKey', 'altKey', 'metaKey'] as const)('leaves a press with %s to the browser', (modifier) => {
    expect(commandOf(press('KeyA', { [modifier]: true }))).toBeNull()
  })

  it('has nothing for other keys, nor for a capital letter', () => {
    expect(commandOf(press('KeyQ'))).toBeNull()
    expect(commandOf(press('KeyA', { shiftKey: true }))).toBeNull()
  })

  it('gives each key one meaning and each command one key', () => {
    const presses = KEYS.filter((key) => key.code !== null).map((key) => `${key.code} ${key.shift}`)
    expect(new Set(presses).size).toBe(presses.length)
    expect(new Set(KEYS.map((key) => key.command)).size).toBe(KEYS.length)
    expect(keyShown('acknowledge')).toBe('A')
  })
})
