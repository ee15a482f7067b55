import { type CSSVariablesResolver, createTheme, localStorageColorSchemeManager } from '@mantine/core'

/** Which scheme a person chose; the key is also known to public/color-scheme.js. */
export const schemeMemory = localStorageColorSchemeManager({ key: 'watchpost-color-scheme' })

export const theme = createTheme({
  fontFamily: "'Be Vietnam Pro', system-ui, 'Segoe UI', sans-serif",
  primaryColor: 'teal',
  primaryShade: { dark: 5, light: 7 },
  autoContrast: true,
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '13px', sm: '13px', md: '14px', lg: '18px', xl: '18px' },
  lineHeights: { xs: '1.45', sm: '1.45', md: '1.45', lg: '1.45', xl: '1.45' },
  colors: {
    teal: [
      '#e2f3f0',
      '#c3e8e2',
      '#97dad0',
      '#6bccbe',
      '#4fd0be',
      '#2bb6a3',
      '#1c9a8a',
      '#0f8577',
      '#0b6e63',
      '#08554d',
    ],
  },
})

const neutrals = {
  '--mantine-color-body': 'var(--wp-page)',
  '--mantine-color-text': 'var(--wp-text)',
  '--mantine-color-dimmed': 'var(--wp-quiet)',
  '--mantine-color-placeholder': 'var(--wp-quiet)',
  '--mantine-color-default': 'var(--wp-surface)',
  '--mantine-color-default-hover': 'var(--wp-raised)',
  '--mantine-color-default-color': 'var(--wp-text)',
  '--mantine-color-default-border': 'var(--wp-line)',
}

/** Lets Mantine's own parts take the palette of tokens.css. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--mantine-line-height': '1.45' },
  dark: neutrals,
  light: neutrals,
})
