import { IconDeviceCctv, IconListDetails } from '@tabler/icons-react'

/** The pages of the rail, in its order. */
export const pages = [
  { to: '/events', word: 'nav.events', Icon: IconListDetails },
  { to: '/cameras', word: 'nav.cameras', Icon: IconDeviceCctv },
] as const
