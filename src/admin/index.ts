export { adminRouter, type AdminRouter } from './router';
export type { AdminOptions } from './options';
