import { glossy, matt, type Paint } from './colour.ts'
import type { Random } from './random.ts'

/** What somebody looks like. */
export type Outfit = {
  readonly isWoman: boolean
  /** Around 1. */
  readonly fat: number
  readonly skin: Paint
  readonly hair: Paint
  readonly shirt: Paint
  readonly trousers: Paint
  readonly shoes: Paint
  readonly bag: Paint
  readonly isLongSleeved: boolean
  readonly isSkirt: boolean
  readonly isCoat: boolean
  readonly carries: boolean
  readonly helmet?: Paint
  readonly mask?: Paint
  /** The conical hat. */
  readonly cone?: Paint
  readonly backpack?: Paint
}

const shirts = [
  '#2b3a55',
  '#7a1f1f',
  '#e8e4da',
  '#222',
  '#5b6b4a',
  '#b08a3c',
  '#3f6f8f',
  '#8a8a8a',
  '#c9c9d2',
  '#4a2f5a',
  '#d06a2c',
  '#1d5c3d',
  '#f0f0f0',
  '#94423a',
  '#d98ca0',
  '#3c78b4',
] as const
const trousers = ['#1f2633', '#2d3e5e', '#3b3b3b', '#6b5d47', '#151515', '#4b5563', '#8c7d63', '#27364f'] as const
const skins = ['#e3b08c', '#d8a47e', '#c68a63', '#b97d58', '#f0c4a0'] as const
const hairs = ['#1a1410', '#0d0d0d', '#2a1c12', '#241a14', '#777'] as const
const helmets = ['#222', '#c22', '#eee', '#2255aa', '#d9b13a', '#7fb0a0'] as const
const ponchos = ['#2f6fb0', '#c9c23a', '#8a3a6a', '#4a8a5a'] as const
const bags = ['#5a2f1a', '#111', '#b33', '#274a6a'] as const

export function outfit(random: Random, { rides, rain }: { rides: boolean; rain: boolean }): Outfit {
  const { chance, pick, between } = random
  const isWoman = chance(0.5)
  const poncho = rain && chance(rides ? 0.8 : 0.35)
  return {
    isWoman,
    fat: between(0.95, 1.18),
    skin: matt(pick(skins)),
    hair: matt(pick(hairs)),
    shirt: poncho ? glossy(pick(ponchos), 0.12) : matt(pick(shirts)),
    trousers: matt(pick(trousers)),
    shoes: matt(pick(['#1a1a1a', '#ddd', '#5a3a22', '#333'])),
    bag: matt(pick(bags)),
    isLongSleeved: poncho || chance(0.55),
    isSkirt: isWoman && !rides && chance(0.25),
    isCoat: poncho || (!rides && chance(0.25)),
    carries: !rides && chance(0.2),
    ...(rides ? { helmet: glossy(pick(helmets), 0.4) } : {}),
    ...(chance(rides ? 0.4 : 0.15) ? { mask: matt(pick(['#9fc4d8', '#e8e8e8', '#333'])) } : {}),
    ...(!rides && chance(0.12) ? { cone: matt('#d8c48a') } : {}),
    ...(!rides && chance(0.22) ? { backpack: matt(pick(['#222', '#445', '#733', '#263'])) } : {}),
  }
}
