import sharp from 'sharp'

type Polygon = readonly (readonly [x: number, y: number])[]

/** Larger than most cameras' pictures, so that its edges are as fine as theirs. */
const width = 1920
const height = 1080
/** Pixels by which a mask reaches beyond its line: a smooth edge must not let anything through. */
const marginPx = 4

/** Masks of a camera as a picture to be laid over its clips: black where nobody is to see anything, else clear. */
export async function drawMasks(masks: readonly Polygon[]): Promise<Buffer> {
  const polygons = masks.map((mask) => {
    const points = mask.map(([x, y]) => `${x * width},${y * height}`).join(' ')
    return `<polygon points="${points}" fill="black" stroke="black" stroke-width="${2 * marginPx}"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${polygons.join('')}</svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}
