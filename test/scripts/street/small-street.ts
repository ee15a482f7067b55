import { defaults, type StreetOptions } from '../../../scripts/street/options.ts'

/** Small and coarse, so that it is drawn in a moment. */
export const smallStreet: StreetOptions = { ...defaults, width: 240, height: 134, fps: 2, seconds: 40 }
