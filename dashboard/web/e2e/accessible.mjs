/** What axe-core finds wrong with what a page shows, by the rules of WCAG 2.2 A and AA and those of good practice. */
import { createRequire } from 'node:module'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** From what keeps somebody out to what hinders; what axe calls minor is left to the eye. */
const COUNTED = ['critical', 'serious', 'moderate']

/** Has every page of a context carry axe-core; not as a script of the page, which its policy would rightly refuse. */
export async function bringAxe(context) {
  await context.addInitScript({ path: AXE })
}

/** One line for each thing that is wrong with what is shown now. */
export async function faultsOf(page) {
  const found = await page.evaluate(
    (tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], iframes: false }), TAGS,
  )
  return found.violations.filter(({ impact }) => COUNTED.includes(impact)).flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => `${id} (${impact}) ${node.target.join(' ')}: ${(node.failureSummary ?? '').replace(/\s+/g, ' ')}`))
}
