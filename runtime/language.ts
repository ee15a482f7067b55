/** Languages that people of ours read; Vietnamese first, English where nobody said otherwise. */
export type Language = 'vi' | 'en'

/** What the person at this terminal reads: `WATCHPOST_LANG`, else the locale. */
export function languageOf(env: NodeJS.ProcessEnv): Language {
  const locale = env.WATCHPOST_LANG || env.LC_ALL || env.LC_MESSAGES || env.LANG || 'en'
  return locale.toLowerCase().startsWith('vi') ? 'vi' : 'en'
}
