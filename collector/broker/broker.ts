/**
 * What the collector needs of an MQTT broker, whether it is embedded or somebody else's.
 * `stored`, where it is given, is to be called when the message need not come again.
 */
export type MessageHandler = (topic: string, payload: Uint8Array, stored?: () => void) => void

export type PublishOptions = { readonly qos: 0 | 1; readonly retain: boolean }

export type Broker = {
  /** Everything that clients publish goes to the handler, in the order of arrival; to be set before `open`. */
  onMessage(handler: MessageHandler): void
  /** Called whenever messages can begin to arrive: once, or after every lost connection. To be set before `open`. */
  onConnect(handler: () => void): void
  /** Resolves to its address when clients can connect, or, of somebody else's, when it is being connected to. */
  open(): Promise<string>
  publish(topic: string, payload: Buffer, options: PublishOptions): Promise<void>
  /** Why messages cannot arrive now; undefined while they can. */
  failure(): string | undefined
  /** Resolves when no connection and no listener is left. */
  close(): Promise<void>
}
