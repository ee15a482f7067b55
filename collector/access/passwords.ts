import { argon2id, hash, verify } from 'argon2'

export type Passwords = {
  hash(password: string): Promise<string>
  /** @param known undefined for somebody who has none: takes as long, and is false */
  verify(known: string | undefined, password: string): Promise<boolean>
}

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane; a fraction of a second on a small box. */
const cost = { type: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Of no password: so that a name that nobody has takes as long as one that somebody has. */
const decoy = '$argon2id$v=19$m=19456,t=2,p=1$K08+aBp8LJCKe2bRilgoSA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

/** Each takes a core and 19 MiB: the others wait, so that media and store find room beside people who log in. */
const maxAtOnce = 2

/** argon2id over the NFKC form, so that one word typed on two keyboards is one password. */
export function createPasswords(): Passwords {
  const turns = createTurns(maxAtOnce)
  return {
    hash: (password) => turns(() => hash(password.normalize('NFKC'), cost)),
    verify: (known, password) =>
      turns(async () => {
        const isRight = await verify(known ?? decoy, password.normalize('NFKC'))
        return known !== undefined && isRight
      }),
  }
}

function createTurns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    // Whoever leaves hands its place to the next, so that nobody slips in between.
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
