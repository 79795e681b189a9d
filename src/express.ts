/**
 * The line `import 'passport-jit/express'` types `req.user` in the whole app. It does nothing at run time.
 *
 * An app with its own user class declares that class instead, next to its definition:
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
