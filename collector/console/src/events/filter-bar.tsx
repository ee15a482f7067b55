import { IconFilterOff } from '@tabler/icons-react'
import { useAgents } from '../agents/use-agents.ts'
import { useText } from '../i18n/text.ts'
import type { TextKey } from '../i18n/vi.ts'
import { useSiteName } from '../sites/use-site-name.ts'
import { FilterChip } from './filter-chip.tsx'
import { cameraOptions, ruleOptions } from './filter-options.ts'
import { type EventFilters, isFiltered, type Range } from './filters.ts'
import { classKeys, typeKeys } from './words.ts'

type FilterBarProps = {
  readonly filters: EventFilters
  readonly onChange: (filters: EventFilters) => void
  /** Whether something lies over it. */
  readonly isHidden: boolean
}

const rangeKeys: Readonly<Record<Range, TextKey>> = {
  '1h': 'range.1h',
  '24h': 'range.24h',
  '7d': 'range.7d',
  '30d': 'range.30d',
}
const scores = [0.5, 0.6, 0.7, 0.8, 0.9]

/** One chip for each filter; every choice is in the address. */
export function FilterBar({ filters, onChange, isHidden }: FilterBarProps) {
  const { t, format } = useText()
  const siteName = useSiteName()
  const agents = useAgents().data ?? []
  const words = (keys: Readonly<Record<string, TextKey>>) =>
    Object.entries(keys).map(([value, key]) => ({ value, label: t(key) }))

  const set = (key: keyof EventFilters, value: string | undefined): void => {
    const { [key]: _, ...others } = filters
    if (value === undefined) onChange(others)
    else onChange({ ...others, [key]: key === 'minScore' ? Number(value) : value })
  }
  const chips = [
    { key: 'range', name: t('filter.range'), options: words(rangeKeys) },
    { key: 'camera', name: t('filter.camera'), options: cameraOptions(agents, siteName) },
    { key: 'type', name: t('filter.type'), options: words(typeKeys) },
    { key: 'class', name: t('filter.class'), options: words(classKeys) },
    { key: 'rule', name: t('filter.rule'), options: ruleOptions(agents, filters.camera) },
    {
      key: 'minScore',
      name: t('filter.minScore'),
      options: scores.map((score) => ({
        value: String(score),
        label: t('filter.atLeast', { score: format.percent(score) }),
      })),
    },
  ] as const

  return (
    <search className="filter-bar" aria-label={t('filter.label')} inert={isHidden}>
      {chips.map(({ key, name, options }) => (
        <FilterChip
          key={key}
          name={name}
          options={options}
          value={filters[key] === undefined ? undefined : String(filters[key])}
          onChange={(value) => set(key, value)}
        />
      ))}
      {isFiltered(filters) && (
        <button type="button" className="quiet-button" onClick={() => onChange({})}>
          <IconFilterOff size={18} stroke={1.75} aria-hidden />
          {t('filter.clear')}
        </button>
      )}
    </search>
  )
}
