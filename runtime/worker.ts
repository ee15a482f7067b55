import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts a worker thread from a module beside the caller, whether the program runs built (`.js`) or from source (`.ts`).
 * @param caller `import.meta.url` of the caller
 * @param name file name without extension
 */
export function startWorker(caller: string, name: string, options: WorkerOptions): Worker {
  if (!caller.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, caller), { ...options, execArgv: [] })
  const module = JSON.stringify(new URL(`./${name}.ts`, caller).href)
  // On Node 20 `--import tsx` does nothing in a worker: the thread has to register the loader itself.
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const source = `import { register } from ${tsx}; register(); await import(${module})`
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), { ...options, execArgv: [] })
}
