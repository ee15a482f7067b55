import { Combobox, useCombobox } from '@mantine/core'
import { IconCheck, IconChevronDown, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useText } from '../i18n/text.ts'
import type { FilterOption } from './filter-options.ts'

type FilterChipProps = {
  readonly name: string
  readonly options: readonly FilterOption[]
  readonly value: string | undefined
  readonly onChange: (value: string | undefined) => void
}

/** With more choices than this a list is searched rather than read. */
const searchAbove = 8

/** One filter: its name and its choice, a list to choose from, and a cross that takes the filter away. */
export function FilterChip({ name, options, value, onChange }: FilterChipProps) {
  const { t } = useText()
  const [sought, setSought] = useState('')
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption()
      combobox.focusTarget()
      setSought('')
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  })
  const found = options.filter(({ label, note = '' }) => folded(`${label} ${note}`).includes(folded(sought)))
  const chosen = options.find((option) => option.value === value)

  return (
    <div className="chip" data-active={value !== undefined}>
      <Combobox
        store={combobox}
        position="bottom-start"
        width="max-content"
        onOptionSubmit={(option) => {
          onChange(option === value ? undefined : option)
          combobox.closeDropdown()
        }}
      >
        <Combobox.Target targetType="button">
          <button type="button" className="chip-button" onClick={() => combobox.toggleDropdown()}>
            <span className={value === undefined ? '' : 'chip-name'}>{name}</span>
            {value !== undefined && <span className="chip-value">{chosen?.label ?? value}</span>}
            {value === undefined && <IconChevronDown size={16} aria-hidden />}
          </button>
        </Combobox.Target>
        <Combobox.Dropdown>
          {options.length > searchAbove && (
            <Combobox.Search
              value={sought}
              aria-label={t('filter.search')}
              placeholder={t('filter.search')}
              onChange={(change) => setSought(change.currentTarget.value)}
            />
          )}
          <Combobox.Options className="chip-options" aria-label={name}>
            {found.map((option) => (
              <Combobox.Option key={option.value} value={option.value} active={option.value === value}>
                <span>{option.label}</span>
                {option.note !== undefined && <span className="quiet">{option.note}</span>}
                {option.value === value && <IconCheck className="chip-check" size={16} aria-hidden />}
              </Combobox.Option>
            ))}
            {found.length === 0 && <Combobox.Empty>{t('filter.nothing')}</Combobox.Empty>}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {value !== undefined && (
        <button
          type="button"
          className="chip-clear"
          aria-label={t('filter.clearOne', { name })}
          onClick={() => onChange(undefined)}
        >
          <IconX size={16} aria-hidden />
        </button>
      )}
    </div>
  )
}

/** Without case and marks, so that `cong` finds `Cổng`. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase()
}
