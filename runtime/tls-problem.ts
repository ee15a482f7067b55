/** Why two did not come to speak over TLS: known by its kind, so that each program can say it in the words of its people. */
export type TlsProblem = 'expired' | 'not-yet' | 'unknown-authority' | 'other-name' | 'not-encrypted'

const kinds: Readonly<Record<string, TlsProblem>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-authority',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-authority',
  CERT_SIGNATURE_FAILURE: 'unknown-authority',
  CERT_UNTRUSTED: 'unknown-authority',
  INVALID_CA: 'unknown-authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other-name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'not-encrypted',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'not-encrypted',
}

/** Looks through the causes of an error; undefined when it is about something else. */
export function tlsProblem(error: unknown): TlsProblem | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const kind = kinds[(cause as NodeJS.ErrnoException).code ?? '']
    if (kind !== undefined) return kind
    // A server that takes our hello for its own language hangs up.
    if (cause.message.includes('before secure TLS connection was established')) return 'not-encrypted'
  }
  return undefined
}

const sentences: Readonly<Record<TlsProblem, string>> = {
  expired:
    'its certificate has expired, or the clock of this machine is wrong; check the clock, then renew the certificate',
  'not-yet': 'its certificate is not good yet by the clock of this machine; check the clock',
  'unknown-authority':
    'its certificate is of an authority that is not trusted here: another machine answers at this address, or its authority is a new one; ask whoever runs it, and enrol anew, or give its authority in the config',
  'other-name':
    'its certificate is for other names than this address; write a name that it is for, or add this one to it',
  'not-encrypted': 'it does not answer in TLS; check the port, and whether the address should begin without the s',
}

/** For logs. */
export function explainTls(error: unknown): string | undefined {
  const kind = tlsProblem(error)
  return kind && sentences[kind]
}
