import {
  IconAlertTriangle,
  IconBike,
  IconBox,
  IconBriefcase,
  IconBus,
  IconCar,
  IconMotorbike,
  IconPaw,
  IconPhotoX,
  IconPower,
  IconShip,
  IconTrain,
  IconTruck,
  IconWalk,
  IconWaveSine,
} from '@tabler/icons-react'
import type { EventRecord } from '../../../../wire/rest.ts'

const icons: Readonly<Record<string, typeof IconBox>> = {
  Human: IconWalk,
  Vehicle: IconCar,
  Bicycle: IconBike,
  Animal: IconPaw,
  Bag: IconBriefcase,
  Motion: IconWaveSine,
  Car: IconCar,
  Bus: IconBus,
  Truck: IconTruck,
  Motorcycle: IconMotorbike,
  TwoWheeler: IconMotorbike,
  Train: IconTrain,
  Boat: IconShip,
  'agent.started': IconPower,
  'outbox.lost': IconAlertTriangle,
  'media.evicted': IconPhotoX,
}

/** Decorative: the title beside it names the class, or what the agent says of itself. */
export function ObjectIcon({ event, size = 18 }: { readonly event: EventRecord; readonly size?: number }) {
  const Icon = icons[event.vehicleType ?? ''] ?? icons[event.class ?? ''] ?? icons[event.type] ?? IconBox
  return <Icon className="object-icon" data-type={event.type} size={size} stroke={1.75} aria-hidden />
}
