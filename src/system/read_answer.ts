/** Answers whose body the door has read. */

const READ = Symbol("read");

/**
 * Says that a body is in memory. Streams, and policies around them, cost more than all of a small answer,
 * and some of a large one; whoever sees the mark need not wait for more.
 */
export function markRead(response: Response): Response {
  return Object.defineProperty(response, READ, { value: true });
}

/** Whether an answer is there with all of its body. */
export function isRead(response: Response): boolean {
  return response.body === null || READ in response;
}
