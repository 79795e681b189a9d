import { defineEntities, type EntitySet } from './define-entities';

/**
 * The ready entities. Pass `Object.values(entities)` to your `DataSource`.
 *
 * @example
 * ```ts
 * const dataSource = new DataSource({ ...connection, entities: Object.values(entities) });
 * ```
 */
export const entities: EntitySet = defineEntities();
