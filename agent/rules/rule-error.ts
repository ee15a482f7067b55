/** A rule that cannot work as it is drawn; the message names it and says what to do. */
export class RuleError extends Error {
  readonly rule: string

  constructor(rule: string, problem: string) {
    super(`rules: ${JSON.stringify(rule)}: ${problem}`)
    this.name = 'RuleError'
    this.rule = rule
  }
}
