/** Thrown to begin again when somebody else has changed what a sign-in was planned for. */
export class ConcurrentChangeError extends Error {
  constructor() {
    super('Somebody else has changed the user at this moment');
  }
}

export function isConcurrentChange(error: unknown): boolean {
  return error instanceof ConcurrentChangeError;
}
