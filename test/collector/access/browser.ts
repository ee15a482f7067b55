/** What a browser does of its own: it keeps the cookie, and says which site it sends from. */
export type Answer<T = Record<string, unknown>> = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: T
}

export type Browser = {
  cookie: string | undefined
  send<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>
  logIn(name: string, password: string): Promise<Answer>
}

export const goodPassword = 'chợ sớm bên bờ hồ'

export function openBrowser(httpUrl: string, headersOfAll: Record<string, string> = {}): Browser {
  const browser: Browser = {
    cookie: undefined,
    async send<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const response = await fetch(`${httpUrl}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(browser.cookie !== undefined && { cookie: browser.cookie }),
          'sec-fetch-site': 'same-origin',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headersOfAll,
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const [set] = response.headers.getSetCookie().filter((line) => line.startsWith('watchpost-session='))
      if (set !== undefined) browser.cookie = /^[^;]+=;/.test(set) ? undefined : set.split(';', 1)[0]
      const text = await response.text()
      const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== ''
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: (isJson && !text.includes('}\n{') ? JSON.parse(text) : {}) as T,
      }
    },
    logIn: (name, password) => browser.send('POST', '/api/session', { name, password }),
  }
  return browser
}

/** With a key instead of a person. */
export function openProgram(httpUrl: string, token: string): Browser {
  return openBrowser(httpUrl, { authorization: `Bearer ${token}` })
}

/** @returns a browser of the first administrator */
export async function setUp({ httpUrl, setupCode = '' }: { httpUrl: string; setupCode?: string }): Promise<Browser> {
  const browser = openBrowser(httpUrl)
  const { status, text } = await browser.send('POST', '/api/setup', {
    code: setupCode,
    name: 'chief',
    password: goodPassword,
  })
  if (status !== 200) throw new Error(`setup answered ${status}: ${text}`)
  return browser
}
