import {
  IconBike,
  IconBox,
  IconBriefcase,
  IconBus,
  IconCar,
  IconMotorbike,
  IconPaw,
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
}

/** Decorative: the title beside it names the class. */
export function ObjectIcon({ event, size = 18 }: { readonly event: EventRecord; readonly size?: number }) {
  const Icon = icons[event.vehicleType ?? ''] ?? icons[event.class ?? ''] ?? IconBox
  return <Icon className="object-icon" size={size} stroke={1.75} aria-hidden />
}
