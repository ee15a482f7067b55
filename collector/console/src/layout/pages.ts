import { IconAlertTriangle, IconDeviceCctv, IconListDetails } from '@tabler/icons-react'

/** The pages of the rail, in its order. */
export const pages = [
  { to: '/incidents', word: 'nav.incidents', Icon: IconAlertTriangle },
  { to: '/events', word: 'nav.events', Icon: IconListDetails },
  { to: '/cameras', word: 'nav.cameras', Icon: IconDeviceCctv },
] as const
