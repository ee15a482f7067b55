/**
 * What can be wrong with a protocol like this one. The simulation must find each of them: it is worth as much as what it
 * would have found.
 */
export type Flaw =
  /** The agent deletes what the broker has confirmed. */
  | 'deletes-on-puback'
  /** The agent never sends anything twice. */
  | 'never-resends'
  /** The disk of the agent forgets its last commits in a crash, as with `synchronous=OFF`. */
  | 'forgets-commits'
  /** What memory could not hold is dropped without a declaration. */
  | 'hides-losses'
  /** The collector acknowledges before it commits. */
  | 'acknowledges-early'
  /** The collector stores what it gets, as often as it gets it. */
  | 'stores-twice'
