import { accessSync, constants } from 'node:fs'
import { dirname, extname } from 'node:path'
import { type Film, openFilm } from './film.ts'
import type { Moment } from './moment.ts'
import { createPainter } from './painter.ts'
import { ReplayError } from './replay-error.ts'
import { createSheet, type SheetOptions } from './sheet.ts'
import type { Words } from './words.ts'

/** What a person can look at. */
export type Picture = {
  add(moment: Moment): Promise<void>
  /** Completes the file. @returns what there is to say about it */
  finish(): Promise<string[]>
}

/** @param fps pictures a second of a film */
export type PictureOptions = SheetOptions & { readonly fps: number }

/**
 * Whether `--picture` can be written there, by its name and folder.
 * @throws ReplayError
 */
export function checkPicture(file: string, video: string, words: Words): void {
  if (!isFilm(file) && !isSheet(file)) throw new ReplayError(words.badPicture(file))
  if (file === video) throw new ReplayError(words.pictureIsVideo(file))
  try {
    accessSync(dirname(file), constants.W_OK)
  } catch (cause) {
    throw new ReplayError(words.pictureFolder(dirname(file)), { cause })
  }
}

/** A film of an mp4, else a contact sheet; a file that is there already is replaced. */
export function openPicture(file: string, options: PictureOptions): Picture {
  const picture = isFilm(file) ? filmPicture(file, options) : sheetPicture(file, options)
  const explained = async <T>(writing: Promise<T>): Promise<T> => {
    try {
      return await writing
    } catch (cause) {
      throw new ReplayError(options.words.pictureFailed(file, (cause as Error).message), { cause })
    }
  }
  return { add: (moment) => explained(picture.add(moment)), finish: () => explained(picture.finish()) }
}

function filmPicture(file: string, options: PictureOptions): Picture {
  const painter = createPainter(options)
  let film: Film | undefined
  return {
    async add({ seen, reports }) {
      if (seen === undefined) return
      const { frame, scene } = seen
      const drafts = reports.map(({ draft }) => draft)
      film ??= openFilm(file, { width: frame.width, height: frame.height, fps: options.fps })
      await film.add(frame.at, await painter.paint(frame, scene, drafts))
    },
    async finish() {
      await film?.finish()
      return film === undefined ? [] : [options.words.pictureWritten(file)]
    },
  }
}

function sheetPicture(file: string, options: PictureOptions): Picture {
  const { words } = options
  const sheet = createSheet(options)
  return {
    add: ({ reports }) => sheet.add(reports),
    async finish() {
      const { shown, all } = await sheet.write(file)
      if (shown === 0) return [words.noSheet]
      return [words.pictureWritten(file), ...(shown < all ? [words.sheetCut(shown, all)] : [])]
    },
  }
}

function isFilm(file: string): boolean {
  return extname(file).toLowerCase() === '.mp4'
}

function isSheet(file: string): boolean {
  return ['.png', '.jpg', '.jpeg'].includes(extname(file).toLowerCase())
}
