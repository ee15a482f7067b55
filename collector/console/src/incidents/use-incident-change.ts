import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { IncidentRecord } from '../../../../wire/incidents.ts'
import { RefusedError } from '../api/collector.ts'
import { incidentKey, incidentsKey } from './use-incidents.ts'

export type IncidentAction = (incident: IncidentRecord) => Promise<IncidentRecord>

/**
 * Does something with an incident, as it is shown. Where somebody else was first, what they did is read and shown, and
 * nothing of it is written over.
 */
export function useIncidentChange(incident: IncidentRecord) {
  const client = useQueryClient()
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: (action: IncidentAction) => action(incident),
    onSuccess: (changed) => {
      client.setQueryData(incidentKey(changed.id), changed)
      void client.invalidateQueries({ queryKey: incidentsKey })
    },
    onError: () => {
      void client.invalidateQueries({ queryKey: incidentsKey })
      void client.invalidateQueries({ queryKey: incidentKey(incident.id), exact: true })
    },
  })
  const isOvertaken = error instanceof RefusedError && error.status === 412
  return { run: mutate, isPending, error, isOvertaken, reset }
}
