/** Dark or light: chosen for this browser, and remembered there. */

export type Theme = 'dark' | 'light'
/** `auto` follows what the computer is set to. */
export type ThemeChoice = Theme | 'auto'

export const THEME_CHOICES: readonly ThemeChoice[] = ['dark', 'light', 'auto']
const KEY = 'wastetrack.theme'

/** What was remembered as a choice; anything else is dark. */
export function readChoice(remembered: string | null): ThemeChoice {
  return THEME_CHOICES.find((choice) => choice === remembered) ?? 'dark'
}

/** The theme to show: the computer's own wish counts only where `auto` is chosen. */
export function themeOf(choice: ThemeChoice, prefersLight: boolean): Theme {
  return choice === 'auto' ? (prefersLight ? 'light' : 'dark') : choice
}

/** The theme that the page shows now. */
export function shownTheme(): Theme {
  return document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark'
}

/** What was chosen in this browser. */
export function chosenTheme(): ThemeChoice {
  try {
    return readChoice(localStorage.getItem(KEY))
  } catch {
    return 'dark'
  }
}

/** Shows what was chosen, and tells those who listen with `onTheme`. */
export function chooseTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(KEY, choice)
  } catch {
    // A browser that forbids storage keeps the choice as long as the page is open.
  }
  show(choice)
}

/** Shows the theme of this browser from now on, also when another tab or the computer changes it. */
export function startTheme(): void {
  show(chosenTheme())
  addEventListener('storage', (event) => {
    if (event.key === KEY) show(readChoice(event.newValue))
  })
  lightQuery().addEventListener('change', () => show(chosenTheme()))
}

/** Calls back with each theme that is shown from now on; the function it returns ends that. */
export function onTheme(tell: (theme: Theme) => void): () => void {
  const listen = (): void => tell(shownTheme())
  addEventListener(CHANGED, listen)
  return () => removeEventListener(CHANGED, listen)
}

const CHANGED = 'wastetrack-theme'

function lightQuery(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: light)')
}

function show(choice: ThemeChoice): void {
  const theme = themeOf(choice, lightQuery().matches)
  document.documentElement.dataset['theme'] = theme
  document.querySelector('meta[name=color-scheme]')?.setAttribute('content', theme)
  dispatchEvent(new Event(CHANGED))
}
