import { describe, expect, it } from 'vitest'
import type { Box, Detection } from '../../../agent/detect/detection.ts'
import { associate, withoutDoubles } from '../../../agent/track/association.ts'
import { type ObjectClass, unsure } from '../../../agent/track/class-vote.ts'
import { startMotion } from '../../../agent/track/motion.ts'
import { trackerDefaults } from '../../../agent/track/tracker-options.ts'
import { chancy } from './chances.ts'

const human: ObjectClass = { label: 'human', class: 'Human' }
const vehicle: ObjectClass = { label: 'vehicle', class: 'Vehicle' }
const place: Box = [0.3, 0.3, 0.1, 0.4]

const expected = (kind: ObjectClass, box: Box = place) => ({
  kind,
  motion: startMotion(box, trackerDefaults.exact.noise),
})
/** Which of the detections each object is, by their numbers. */
const matched = (objects: readonly ReturnType<typeof expected>[], ...detections: Detection[]) => {
  const matches = associate(objects, detections, trackerDefaults)
  return objects.map((object) => {
    const found = matches.get(object)
    return found === undefined ? undefined : detections.indexOf(found)
  })
}

describe('an object that is known', () => {
  it.each<[string, Detection, number | undefined]>([
    ['one of its class', chancy({ human: 0.9 }), 0],
    ['one of which nobody can tell what it is', chancy({ human: 0.45, vehicle: 0.5 }), 0],
    [
      'none that is clearly of another class, in the very same place',
      chancy({ vehicle: 0.95, human: 0.01 }),
      undefined,
    ],
  ])('takes %s', (_, detection, index) => {
    expect(matched([expected(human)], detection)).toEqual([index])
  })

  it('takes what looks like another kind of the same class: what was small is told apart when it is near', () => {
    const twoWheeler: ObjectClass = { label: 'two-wheeler', class: 'Vehicle', vehicleType: 'TwoWheeler' }
    expect(matched([expected(twoWheeler)], chancy({ vehicle: 0.95, 'two-wheeler': 0.01 }))).toEqual([0])
  })

  it('takes the one that is rather of its class of two in the same place', () => {
    const detections = [chancy({ vehicle: 0.7, human: 0.3 }), chancy({ human: 0.7, vehicle: 0.3 })]
    expect(matched([expected(human)], ...detections)).toEqual([1])
    expect(matched([expected(vehicle)], ...detections)).toEqual([0])
  })

  it('keeps its own where two of different classes cross', () => {
    const objects = [expected(human), expected(vehicle, [0.32, 0.3, 0.1, 0.4])]
    // Each detection lies where the other object was expected.
    const detections = [
      chancy({ vehicle: 0.95, human: 0.01 }, place),
      chancy({ human: 0.95, vehicle: 0.01 }, [0.32, 0.3, 0.1, 0.4]),
    ]
    expect(matched(objects, ...detections)).toEqual([1, 0])
  })
})

describe('an object that nobody knows', () => {
  it.each([chancy({ human: 0.95 }), chancy({ vehicle: 0.95 }), chancy({ human: 0.5, vehicle: 0.5 })])(
    'takes whatever is in its place: %#',
    (detection) => {
      expect(matched([expected(unsure)], detection)).toEqual([0])
    },
  )

  it('takes nothing that is elsewhere', () => {
    expect(matched([expected(unsure)], chancy({ human: 0.95 }, [0.8, 0.3, 0.1, 0.4]))).toEqual([undefined])
  })
})

describe('detections of a model that leaves the class to the track', () => {
  it('are one object where they overlap, whatever they are called', () => {
    const strong = chancy({ vehicle: 0.8 })
    const weak = chancy({ human: 0.6 }, [0.305, 0.3, 0.1, 0.4])
    const apart = chancy({ human: 0.5 }, [0.45, 0.3, 0.1, 0.4])
    expect(withoutDoubles([weak, strong, apart], trackerDefaults.sameOverlap)).toEqual([strong, apart])
  })
})
