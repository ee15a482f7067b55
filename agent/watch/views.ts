import type { Look } from './look.ts'
import { copyView, type View } from './view.ts'

/** What a camera sees by night, at dusk and by day: edges and noise are not the same ones. */
export type Views = (View | undefined)[]

/** Mean luma from which it is the next kind of light. */
const lights = [50, 90] as const
export const kindsOfLight = lights.length + 1

export function lightOf({ mean }: Pick<Look, 'mean'>): number {
  return lights.filter((limit) => mean >= limit).length
}

/** The view under this light or, where there is none yet, under the one that is most like it. */
export function nearestView(views: Views, light: number): { view: View; isOwn: boolean } | undefined {
  const own = views[light]
  if (own !== undefined) return { view: own, isOwn: true }
  const known = views.flatMap((view, other) => (view === undefined ? [] : [{ view, apart: Math.abs(other - light) }]))
  const [nearest] = known.sort((a, b) => a.apart - b.apart)
  return nearest === undefined ? undefined : { view: nearest.view, isOwn: false }
}

/** The view of this light, made of that of another where there is none. */
export function ownView(views: Views, light: number, like: View): View {
  const own = views[light] ?? copyView(like)
  views[light] = own
  return own
}
