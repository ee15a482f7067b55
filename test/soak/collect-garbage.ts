/**
 * Loaded before a program under test, by `--require`, in each of its threads: collects garbage every half minute. V8 by itself lets
 * it lie for hours where little happens, and a line through that says nothing of what a program holds on to.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const everyMs = 30_000

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
setInterval(collect, everyMs).unref()
