/** Thrown to begin again when somebody else has changed what a sign-in was planned for. */
export class Outrun extends Error {
  constructor() {
    super('Somebody else has changed the user at this moment');
  }
}

export function isOutrun(error: unknown): boolean {
  return error instanceof Outrun;
}
