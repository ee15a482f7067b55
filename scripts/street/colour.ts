/** Linear light, 0–1 for what reflects. */
export type Colour = readonly [red: number, green: number, blue: number]

/** @param text `#rgb` or `#rrggbb`, as a screen shows it */
export function colour(text: string): Colour {
  const digits = text.length === 4 ? [...text.slice(1)].map((digit) => digit + digit) : text.slice(1).match(/../g)
  const [red = 0, green = 0, blue = 0] = (digits ?? []).map((digit) => (Number.parseInt(digit, 16) / 255) ** 2.2)
  return [red, green, blue]
}

export function dimmed([red, green, blue]: Colour, share: number): Colour {
  return [red * share, green * share, blue * share]
}

/** What a surface is painted with. */
export type Paint = {
  readonly colour: Colour
  /** 0 is matt, 0.6 a polished car. */
  readonly gloss: number
  /** Share of its colour that it gives off by itself once lamps are lit. */
  readonly glow: number
}

export function matt(text: string): Paint {
  return { colour: colour(text), gloss: 0, glow: 0 }
}

export function glossy(text: string, gloss = 0.35): Paint {
  return { colour: colour(text), gloss, glow: 0 }
}

export function lamp(text: string, glow: number): Paint {
  return { colour: colour(text), gloss: 0.3, glow }
}
