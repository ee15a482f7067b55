/** Major version of the wire contract. A message of another major is quarantined, never guessed at. */
export const wireVersion = 1
