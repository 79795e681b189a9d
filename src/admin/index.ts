/**
 * The admin API and its page, as an Express router.
 *
 * @module passport-jit/admin
 */
export { adminRouter, type AdminRouter } from './router';
export type { AdminOptions } from './options';
