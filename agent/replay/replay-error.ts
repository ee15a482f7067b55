/** A sentence for whoever asked for the replay, in the language of that person; nothing went wrong inside. */
export class ReplayError extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.name = 'ReplayError'
  }
}
