/** Widths of pictures that make the moody worker do something; `hang` takes height milliseconds. */
export const moods = { answer: 1, hang: 2, crash: 3, exit: 4, refuse: 5 } as const
