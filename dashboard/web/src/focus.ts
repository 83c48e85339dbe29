/** Where the keys go: the focus is never left nowhere when what had it leaves the page. */

/** Whether what had the focus has left the page. */
export function isFocusLost(): boolean {
  const held = document.activeElement
  return held === null || held === document.body || !held.isConnected
}

/** Gives the focus to the content of the page, past its head. */
export function focusContent(): void {
  document.getElementById('content')?.focus()
}

/** Gives the focus to the panel of what is opened. */
export function focusPanel(): void {
  document.querySelector<HTMLElement>('[data-panel]')?.focus()
}

/** Opens a dialog before the page; the function it returns gives the focus back to where it was. */
export function openDialog(dialog: HTMLDialogElement): () => void {
  const before = document.activeElement
  dialog.showModal()
  return () => {
    if (before instanceof HTMLElement && before.isConnected) before.focus()
  }
}
