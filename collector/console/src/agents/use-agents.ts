import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { AgentRecord, CameraRecord } from '../../../../wire/rest.ts'
import { getAgents } from '../api/collector.ts'

export const agentsKey = ['agents'] as const

// Silence is the absence of messages, so the feed alone would not tell it.
const everyMs = 15_000

export function useAgents(): UseQueryResult<AgentRecord[]> {
  return useQuery({ queryKey: agentsKey, queryFn: ({ signal }) => getAgents(signal), refetchInterval: everyMs })
}

type CameraOfAgent = { readonly agent: AgentRecord | undefined; readonly camera: CameraRecord | undefined }

/** The agent and the camera that an event names, as far as they are known. */
export function useCamera(of: {
  readonly site: string
  readonly agent: string
  readonly camera: string
}): CameraOfAgent {
  const { data } = useAgents()
  const agent = data?.find(({ site, agent }) => site === of.site && agent === of.agent)
  return { agent, camera: agent?.cameras.find(({ camera }) => camera === of.camera) }
}
