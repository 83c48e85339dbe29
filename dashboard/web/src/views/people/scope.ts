/** A scope as it is typed: parties `kind:key`, parted by commas or lines. */
export function partiesOf(text: string): string[] {
  return text.split(/[,\n]/).map((part) => part.trim()).filter((part) => part !== '')
}
