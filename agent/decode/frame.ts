/**
 * One picture. `data` is planar YUV 4:2:0 (I420), BT.601 limited range: width × height luma bytes, then the two chroma planes
 * of ceil(width/2) × ceil(height/2). It lies in shared memory, so that a worker reads it without a copy; once `decode` has
 * handed it on, nobody writes to it until it is released.
 */
export type Frame = {
  /** Epoch milliseconds at which the picture was taken, as well as the source tells. */
  readonly at: number
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}
