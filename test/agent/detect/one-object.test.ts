import { describe, expect, it } from 'vitest'
import type { Box, Detection } from '../../../agent/detect/detection.ts'
import { onlyObject } from '../../../agent/detect/one-object.ts'

const region: Box = [0.2, 0.2, 0.2, 0.6]

const seen = (label: string, score: number, box: Box): Detection => ({ label, class: label, score, box })
const whole = (score: number): Detection => seen('person', score, [0.21, 0.22, 0.18, 0.56])
const head = (score: number): Detection => seen('car', score, [0.25, 0.2, 0.1, 0.12])

describe('a region in which something moves', () => {
  it.each<[string, Detection[], Detection | undefined]>([
    ['is one object that is as large', [whole(0.5)], whole(0.5)],
    ['is one object with parts that look less like anything', [head(0.35), whole(0.5)], whole(0.5)],
    ['is the more likely of two that are as large', [whole(0.5), whole(0.75)], whole(0.75)],
    ['may be several where a part of it is as likely', [head(0.45), whole(0.5)], undefined],
    ['may be several where no object is as large', [head(0.9)], undefined],
    ['may be several where nothing is seen', [], undefined],
  ])('%s', (_, detections, expected) => {
    expect(onlyObject(region, detections)).toEqual(expected)
  })
})
