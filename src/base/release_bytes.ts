/**
 * Gives the memory of bytes back at once. The garbage collector would do it some time, but it looks at
 * its own heap more than at what stands outside, and a run over thousands of files would hold hundreds
 * of megabytes that nobody needs. The bytes, and every other view of their buffer, are empty afterwards.
 */
export function releaseBytes({ buffer }: { readonly buffer: ArrayBufferLike }): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}
