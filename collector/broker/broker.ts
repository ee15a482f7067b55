/** What the collector needs of an MQTT broker, whether it is embedded or somebody else's. */
export type MessageHandler = (topic: string, payload: Uint8Array) => void

export type PublishOptions = { readonly qos: 0 | 1; readonly retain: boolean }

export type Broker = {
  /** Everything that clients publish goes to the handler, in the order of arrival; to be set before `open`. */
  onMessage(handler: MessageHandler): void
  /** Resolves to its address when clients can connect. */
  open(): Promise<string>
  publish(topic: string, payload: Buffer, options: PublishOptions): Promise<void>
  /** Why messages cannot arrive now; undefined while they can. */
  failure(): string | undefined
  /** Resolves when no connection and no listener is left. */
  close(): Promise<void>
}
