const quote = 0x22
const comma = 0x2c
const backslash = 0x5c

/**
 * The texts of the elements of an array, as they stand in it: to write them anew from their values costs more, and could
 * only change them.
 * @param text of a JSON array that was parsed: what is no JSON gives nonsense
 */
export function elementTexts(text: string): string[] {
  const texts: string[] = []
  let depth = 0
  let start = 0
  const end = (at: number): void => {
    const element = text.slice(start, at).trim()
    if (element !== '') texts.push(element)
    start = at + 1
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at)
    else if (code === comma) {
      if (depth === 1) end(at)
      // Square brackets and braces differ in the sixth bit only.
    } else if ((code & ~0x20) === 0x5b) {
      depth += 1
      if (depth === 1) start = at + 1
    } else if ((code & ~0x20) === 0x5d) {
      if (depth === 1) end(at)
      depth -= 1
    }
  }
  return texts
}

/** Where the string that begins at `at` has its last quote. */
function endOfString(text: string, at: number): number {
  let end = text.indexOf('"', at + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(at - 1 - backslashes) === backslash) backslashes += 1
  return backslashes % 2 === 1
}
