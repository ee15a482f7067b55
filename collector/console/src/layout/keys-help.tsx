import { Popover, Tooltip } from '@mantine/core'
import { IconKeyboard } from '@tabler/icons-react'
import { useState } from 'react'
import { useText } from '../i18n/text.ts'
import { useKeys } from './use-keys.ts'

const lines = [
  { keys: ['j', '↓'], word: 'keys.next' },
  { keys: ['k', '↑'], word: 'keys.previous' },
  { keys: ['Home'], word: 'keys.newest' },
  { keys: ['a'], word: 'keys.acknowledge' },
  { keys: ['c'], word: 'keys.close' },
  { keys: ['b'], word: 'keys.drawings' },
  { keys: ['Esc'], word: 'keys.back' },
  { keys: ['?'], word: 'keys.help' },
] as const

/** The keys of the console, behind a button and behind `?`. */
export function KeysHelp() {
  const { t } = useText()
  const [opened, setOpened] = useState(false)
  useKeys((key) => {
    if (key === '?') setOpened((before) => !before)
    return key === '?'
  })
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus shadow="none">
      <Popover.Target>
        <Tooltip label={t('keys.show')} disabled={opened}>
          <button
            type="button"
            className="icon-button wide-only"
            aria-label={t('keys.show')}
            onClick={() => setOpened(!opened)}
          >
            <IconKeyboard size={18} aria-hidden />
          </button>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown className="keys" aria-label={t('keys.title')}>
        <dl data-autofocus tabIndex={-1}>
          {lines.map(({ keys, word }) => (
            <div key={word}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t(word)}</dd>
            </div>
          ))}
        </dl>
      </Popover.Dropdown>
    </Popover>
  )
}
