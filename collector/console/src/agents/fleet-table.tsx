import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { AgentRecord } from '../../../../wire/rest.ts'
import { useText } from '../i18n/text.ts'
import { AgentCell } from './agent-cell.tsx'
import { CameraCells } from './camera-cells.tsx'
import { type FleetRow, fleetRows } from './fleet-rows.ts'

type FleetTableProps = { readonly agents: readonly AgentRecord[]; readonly isLinked: boolean }

const usualHeight = 54

/** One table for the whole fleet, each agent followed by its cameras; only the visible rows exist. */
export function FleetTable({ agents, isLinked }: FleetTableProps) {
  const { t } = useText()
  const scroll = useRef<HTMLDivElement>(null)
  const rows = fleetRows(agents)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => usualHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  })
  return (
    <div ref={scroll} className="fleet">
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr className="fleet-row">
            <th scope="col">{t('column.camera')}</th>
            <th scope="col">{t('column.status')}</th>
            <th scope="col">{t('column.frame')}</th>
            <th scope="col" title={t('column.fpsHint')}>
              {t('column.fps')}
            </th>
            <th scope="col" title={t('column.inferenceHint')}>
              {t('column.inference')}
            </th>
            <td />
          </tr>
        </thead>
        <tbody style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              <tr
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className={row.camera === undefined ? 'agent-row' : 'fleet-row'}
                style={{ transform: `translateY(${start}px)` }}
              >
                <Cells row={row} isLinked={isLinked} />
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Cells({ row, isLinked }: { readonly row: FleetRow; readonly isLinked: boolean }) {
  if (row.camera === undefined) return <AgentCell agent={row.agent} isLinked={isLinked} />
  return <CameraCells agent={row.agent} camera={row.camera} isLinked={isLinked} />
}
