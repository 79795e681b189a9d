import { defineEntities } from 'passport-jit';
import { Person } from './person';

/** Made once, and handed to the data source and to `createProvisioning`: every relation points at `Person`. */
export const entities = defineEntities({ User: Person });
