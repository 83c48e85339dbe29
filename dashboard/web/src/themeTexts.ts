/** The words for dark and light. */
import type { Text } from './texts'
import type { ThemeChoice } from './theme'

const text = (th: string, en: string): Text => ({ th, en })

export const themeTexts: Record<ThemeChoice | 'head', Text> = {
  head: text('สีหน้าจอ', 'Colours'),
  dark: text('มืด', 'Dark'),
  light: text('สว่าง', 'Light'),
  auto: text('ตามเครื่อง', 'As the computer'),
}
