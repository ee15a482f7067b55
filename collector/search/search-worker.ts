/** The thread of the search: follows the events and answers questions. SQLite blocks the thread that it runs in. */
import { parentPort, workerData } from 'node:worker_threads'
import { createLog } from '../../runtime/log.ts'
import { openSearchEngine, type SearchEngine } from './engine.ts'
import { isDamage, removeSearchFile } from './search-file.ts'
import type { FromSearch, Question, SearchThreadOptions, ToSearch } from './thread-messages.ts'

const files = workerData as SearchThreadOptions
const log = createLog('collector', files.logLevel)

/** Between two looks for what is new. Who asks looks at once. */
const everyMs = 250
const saveEveryMs = 30_000
/** Steps that somebody who asks is made to wait for; more are left to do only after a start with a new file. */
const maxSteps = 10

const say = (message: FromSearch): void => parentPort?.postMessage(message)

serve(openSearchEngine(files))

function serve(engine: SearchEngine): void {
  let savedAt = performance.now()
  let timer: NodeJS.Timeout | undefined

  const follow = (): void => {
    const isMore = guarded(engine, () => engine.catchUp())
    if (!isMore) prepareNotes(engine)
    if (performance.now() - savedAt > saveEveryMs) {
      say({ kind: 'saved', changesTo: engine.save() })
      savedAt = performance.now()
    }
    timer = setTimeout(follow, isMore ? 0 : everyMs)
  }

  const isUpToDate = (): boolean => {
    for (let step = 0; step < maxSteps; step++) if (!engine.catchUp()) return true
    return false
  }

  const answer = (number: number, question: Question): FromSearch => {
    if (!guarded(engine, isUpToDate)) return { kind: 'not-ready', number, progress: engine.progress() }
    try {
      const answer =
        question.kind === 'page'
          ? engine.page(question.filter, question.limit, question.cursor)
          : engine.counts(question.question)
      return { kind: 'answer', number, answer }
    } catch (error) {
      log.error({ err: error }, 'the search failed')
      return { kind: 'failed', number, message: error instanceof Error ? error.message : String(error) }
    }
  }

  parentPort?.on('message', (message: ToSearch) => {
    if (message.kind !== 'close') return say(answer(message.number, message))
    clearTimeout(timer)
    engine.close()
    parentPort?.close()
  })
  say({ kind: 'saved', changesTo: engine.save() })
  follow()
}

/** That there are no incidents yet, or that they cannot be read, is nobody's trouble before somebody asks. */
function prepareNotes(engine: SearchEngine): void {
  try {
    engine.prepareNotes()
  } catch (error) {
    log.debug({ err: error }, 'notes are not made ready')
  }
}

/** What cannot be read any more ends the thread; the one that follows it makes the file anew. */
function guarded<T>(engine: SearchEngine, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (isDamage(error)) {
      engine.abandon()
      removeSearchFile(files.searchFile)
    }
    throw error
  }
}
