import { defineEntities, type EntitySet } from './define-entities';

/** The ready entities: hand `Object.values(entities)` to your `DataSource`. */
export const entities: EntitySet = defineEntities();
