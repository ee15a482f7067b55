import { useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'
import { StateMark } from './state-mark.tsx'
import type { Standing } from './status.ts'

/** Shape, word and age: `◯ im lặng 3 phút`. */
export function StandingWords({ standing }: { readonly standing: Standing }) {
  const { t, format } = useText()
  const now = useNow()
  const { shape, word, since } = standing
  return (
    <span className="standing">
      <StateMark shape={shape} />
      <span>
        <span className="standing-word">{t(word)}</span>
        {since !== undefined && (
          <time className="quiet" dateTime={new Date(since).toISOString()} title={format.exact(since, now)}>
            {' '}
            {format.duration(Math.max(0, now - since))}
          </time>
        )}
      </span>
    </span>
  )
}
