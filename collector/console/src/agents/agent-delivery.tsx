import type { ReactNode } from 'react'
import type { AgentRecord, DeliveryRecord } from '../../../../wire/rest.ts'
import { lossCauseWords } from '../events/notice.ts'
import { useText } from '../i18n/text.ts'
import { clockState, lossesByCause, type MissingState, missingState, rangesText } from './delivery.ts'

type DeliveryProps = { readonly delivery: DeliveryRecord }

/** What came of the messages of an agent: stored, missing, lost for good, not understood; and how right its clock is. */
export function AgentDelivery({ agent }: { readonly agent: AgentRecord }) {
  const { t, format } = useText()
  const { delivery } = agent
  if (delivery === undefined) return null
  return (
    <dl className="agent-facts agent-delivery" data-testid="agent-delivery">
      <Fact name={t('delivery.stored')} hint={t('delivery.storedHint')}>
        {format.number(delivery.stored)}
      </Fact>
      <Missing delivery={delivery} state={missingState(agent)} />
      {delivery.declared > 0 && <Lost delivery={delivery} />}
      {delivery.quarantined > 0 && (
        <Fact name={t('delivery.quarantined')} hint={t('delivery.quarantinedHint')} isWarning>
          {format.number(delivery.quarantined)}
        </Fact>
      )}
      {delivery.clockOffsetMs !== undefined && <Clock offsetMs={delivery.clockOffsetMs} />}
    </dl>
  )
}

const missingKeys = {
  waiting: 'delivery.waiting',
  unheard: 'delivery.unheard',
  unexplained: 'delivery.unexplained',
} as const

function Missing({ delivery, state }: DeliveryProps & { readonly state: MissingState }) {
  const { t, format } = useText()
  const ranges = rangesText(delivery.gaps, format.number)
  return (
    <Fact name={t('delivery.missing')} hint={t('delivery.missingHint')} isWarning={state === 'unexplained'}>
      {format.number(delivery.missing)}
      {state !== 'none' && (
        <span className="agent-fact-note">
          {' '}
          ({t('delivery.numbers', { ranges })}), {t(missingKeys[state])}
        </span>
      )}
    </Fact>
  )
}

function Lost({ delivery }: DeliveryProps) {
  const { t, format } = useText()
  const causes = lossesByCause(delivery.losses).map(
    ({ cause, ranges }) =>
      `${t('delivery.numbers', { ranges: rangesText(ranges, format.number) })}: ${lossCauseWords(t, cause)}`,
  )
  return (
    <Fact name={t('delivery.lost')} hint={t('delivery.lostHint')} isWarning>
      {format.number(delivery.declared)}
      <span className="agent-fact-note"> ({causes.join('; ')})</span>
    </Fact>
  )
}

function Clock({ offsetMs }: { readonly offsetMs: number }) {
  const { t, format } = useText()
  const state = clockState(offsetMs)
  // Known to within the delay of the network: parts of a second would say more than is known.
  const duration = format.duration(Math.round(Math.abs(offsetMs) / 1_000) * 1_000)
  const words = {
    fits: t('agentClock.fits'),
    fast: t('agentClock.fast', { duration }),
    slow: t('agentClock.slow', { duration }),
  }
  return (
    <Fact name={t('agentClock.name')} hint={t('agentClock.hint')} isWarning={state !== 'fits'}>
      {words[state]}
    </Fact>
  )
}

type FactProps = {
  readonly name: string
  readonly hint: string
  readonly isWarning?: boolean
  readonly children: ReactNode
}

function Fact({ name, hint, isWarning = false, children }: FactProps) {
  return (
    <div title={hint}>
      <dt>{name}</dt>
      <dd data-warning={isWarning}>{children}</dd>
    </div>
  )
}
