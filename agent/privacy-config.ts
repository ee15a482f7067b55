import Type from 'typebox'
import { Point } from '../wire/event.ts'

/** What of a camera nobody is to see. */
export const privacyOptions = {
  masks: Type.Array(
    Type.Array(Point, { minItems: 3, maxItems: 64, description: 'Polygon, each point [x, y] 0–1 of the picture' }),
    {
      default: [],
      maxItems: 32,
      description:
        'Polygons, points 0–1 of the picture, that are black before anything looks at it: detection, pictures, health; and in clips, which are encoded again for it',
    },
  ),
  privacy: Type.Object(
    {
      blur: Type.Union(
        [
          Type.Literal('auto'),
          Type.Literal('faces'),
          Type.Literal('heads'),
          Type.Literal('people'),
          Type.Literal('none'),
        ],
        {
          default: 'auto',
          description:
            'faces: those that the face model finds, and the head of everybody whose face it does not; heads: the upper quarter of each person, more of who is not seen whole; people: whole; auto: faces where the face model is installed, else heads. In clips faces and auto hide heads, generously; a clip of a time that nobody looked at does not leave the box',
        },
      ),
    },
    {
      additionalProperties: false,
      default: {},
      description: 'What of people is made unrecognisable in pictures and clips before they leave the box',
    },
  ),
}
