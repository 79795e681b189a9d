import { DataSource } from 'typeorm';
import { createProvisioning, entities, ProvisioningSubscriber } from 'passport-jit';
import { PROVIDER, type Company } from '../company';
import { typeormOptions } from '../database/server';
import { SIGN_IN_KINDS } from '../workload';
import type { ContenderDefinition } from './contender';
import { librarySchema } from './library-schema';

/** This library with its default options and enhanced sync. */
export const passportJit = contender('passport-jit', 'fixed');

/** The same, with the settings stored in the database. */
export const passportJitStored = contender('passport-jit, settings stored', 'stored');

function contender(name: string, settingsSource: 'fixed' | 'stored'): ContenderDefinition {
  return {
    name,
    schema: librarySchema,
    signInKinds: SIGN_IN_KINDS,
    async open(database, company) {
      const dataSource = await new DataSource({
        ...typeormOptions(database),
        entities: Object.values(entities),
        subscribers: [ProvisioningSubscriber],
      }).initialize();
      const settings = createSettings(company);
      const jit = createProvisioning({ dataSource, ...(settingsSource === 'fixed' ? { settings } : {}) });
      if (settingsSource === 'stored')
        await jit.settings.update(settings, { version: 0, actor: 'benchmark' });

      return {
        async signIn({ issuer, subject, email, firstName, lastName, groups }) {
          const attributes = { given_name: firstName, family_name: lastName, groups };
          const outcome = await jit.provision(
            { protocol: 'oidc', issuer, subject, email, attributes },
            { provider: PROVIDER },
          );
          if (outcome.outcome === 'denied') throw new Error(`${subject} is denied: ${outcome.code}`);
          return new Map(outcome.user.memberships.map(({ team, role }) => [team.name, role]));
        },
        close: () => dataSource.destroy(),
      };
    },
  };
}

function createSettings({ mapping }: Company) {
  return { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping };
}
