/**
 * Loaded before a program under test, by `--require`, in each of its threads: collects garbage every half minute. V8 by itself lets
 * it lie for hours where little happens, and a line through that says nothing of what a program holds on to. Asked through the
 * inspector it also gives back the pages that it has emptied; by `gc()` it keeps them.
 */
import { Session } from 'node:inspector'

const everyMs = 30_000

const session = new Session()
session.connect()
setInterval(() => session.post('HeapProfiler.collectGarbage'), everyMs).unref()
