import { DataSource } from 'typeorm';
import { createProvisioning, entities, ProvisioningSubscriber } from 'passport-jit';
import { PROVIDER, type Company } from '../company';
import { typeormOptions } from '../database/server';
import { JOURNEYS } from '../visitors';
import type { ContenderKind } from './contender';
import { librarySchema } from './library-schema';

/** This library as an app has it that says nothing but what it must, with enhanced sync on. */
export const passportJit = contender('passport-jit', 'fixed');

/** The same, with its settings in the database. */
export const passportJitStored = contender('passport-jit, settings stored', 'stored');

function contender(name: string, kept: 'fixed' | 'stored'): ContenderKind {
  return {
    name,
    schema: librarySchema,
    journeys: JOURNEYS,
    async open(database, company) {
      const dataSource = await new DataSource({
        ...typeormOptions(database),
        entities: Object.values(entities),
        subscribers: [ProvisioningSubscriber],
      }).initialize();
      const settings = settingsOf(company);
      const jit = createProvisioning({ dataSource, ...(kept === 'fixed' ? { settings } : {}) });
      if (kept === 'stored') await jit.settings.update(settings, { version: 0, actor: 'benchmark' });

      return {
        async signIn({ issuer, subject, email, firstName, lastName, groups }) {
          const attributes = { given_name: firstName, family_name: lastName, groups };
          const outcome = await jit.provision(
            { protocol: 'oidc', issuer, subject, email, attributes },
            { provider: PROVIDER },
          );
          if (outcome.outcome === 'denied') throw new Error(`${subject} was refused: ${outcome.code}`);
          return new Map(outcome.user.memberships.map(({ team, role }) => [team.name, role]));
        },
        close: () => dataSource.destroy(),
      };
    },
  };
}

function settingsOf({ mapping }: Company) {
  return { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping };
}
