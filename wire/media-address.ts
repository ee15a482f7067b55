/** The address of a picture or clip is the SHA-256 of its bytes, as hex everywhere but in event messages, which are short. */

/** Two thirds as long. @param address as hex or short already */
export function shortAddress(address: string): string {
  return address.length === hexLength ? Buffer.from(address, 'hex').toString('base64url') : address
}

/** @param address as hex already or short */
export function hexAddress(address: string): string {
  return address.length === hexLength ? address : Buffer.from(address, 'base64url').toString('hex')
}

const hexLength = 64
