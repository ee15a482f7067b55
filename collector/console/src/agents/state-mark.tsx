import type { StateShape } from './status.ts'

/** Decorative: the word beside it says the same. */
export function StateMark({ shape }: { readonly shape: StateShape }) {
  return (
    <svg className="state-mark" data-shape={shape} viewBox="0 0 14 14" width={14} height={14} aria-hidden="true">
      {drawings[shape]}
    </svg>
  )
}

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 2 } as const

const drawings = {
  alive: <circle cx={7} cy={7} r={5} fill="currentColor" />,
  silent: <circle cx={7} cy={7} r={5} {...line} strokeWidth={2.5} />,
  dead: <path d="M2.5 2.5l9 9m0-9l-9 9" {...line} strokeWidth={2.5} strokeLinecap="round" />,
  degraded: <path d="M7 1.5L13 12.5H1z" fill="currentColor" strokeLinejoin="round" />,
  waiting: <circle cx={7} cy={7} r={5} {...line} strokeDasharray="3 2.2" />,
  ended: <rect x={2.5} y={2.5} width={9} height={9} {...line} />,
  unknown: <circle cx={7} cy={7} r={5} {...line} strokeWidth={1.5} />,
} as const
