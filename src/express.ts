/**
 * Types `req.user` in the whole app, by the line `import 'passport-jit/express'`. It does nothing when the app runs.
 *
 * An app with its own user class declares that class instead, where it defines it:
 *
 * @example
 * ```ts
 * declare global {
 *   namespace Express { interface User extends Person {} }
 * }
 * ```
 *
 * @module passport-jit/express
 */
import type { UserBase } from './entities/user';

declare global {
  namespace Express {
    interface User extends UserBase {}
  }
}
