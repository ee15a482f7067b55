// Runs before the first paint, so that a dark control room never sees a white flash. Same key as src/theme/theme.ts.
;(() => {
  let kept = null
  try {
    kept = localStorage.getItem('watchpost-color-scheme')
  } catch {
    // Storage may be forbidden; the system's choice holds then.
  }
  const dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light'
})()
