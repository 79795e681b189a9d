import type * as library from 'passport-jit';
import type * as admin from 'passport-jit/admin';
import type * as openidconnect from 'passport-openidconnect';
import type * as typeorm from 'typeorm';

/** What the examples of the docstrings use beside that: an example shows one name, and no imports. */
declare global {
  type EveryoneEntry = library.EveryoneEntry;
  type GroupAttribute = library.GroupAttribute;
  type Laws = library.Laws;
  type Mapping = library.Mapping;
  type MappingEntry = library.MappingEntry;
  type ProvisioningOptions = library.ProvisioningOptions;
  type TenantPermissionEntry = library.TenantPermissionEntry;
  class Person extends library.UserBase {
    department: string | null;
  }
  class LdapStrategy {
    constructor(
      options: object,
      verify: (
        entry: Record<'entryUUID' | 'mail', string> & { memberOf: string[] },
        done: (error: Error | null, identity?: library.VerifiedIdentity) => void,
      ) => void,
    );
  }
  const adminRouter: typeof admin.adminRouter;
  const ConfirmationRequiredError: typeof library.ConfirmationRequiredError;
  const Column: typeof typeorm.Column;
  const DataSource: typeof typeorm.DataSource;
  const defineEntities: typeof library.defineEntities;
  const Entity: typeof typeorm.Entity;
  const entities: typeof library.entities;
  const groupsFromMicrosoftGraph: typeof library.groupsFromMicrosoftGraph;
  const identity: library.VerifiedIdentity;
  const InvalidInputError: typeof library.InvalidInputError;
  const isProvisioningError: typeof library.isProvisioningError;
  const MappingError: typeof library.MappingError;
  const mappingOfMain: library.Mapping;
  const mappingOfPullRequest: library.Mapping;
  const migrations: typeof library.migrations;
  const OpenIDConnectStrategy: typeof openidconnect.Strategy;
  const proveChange: typeof library.proveChange;
  const ProvisioningError: typeof library.ProvisioningError;
  const ProvisioningSubscriber: typeof library.ProvisioningSubscriber;
  const SettingsConflictError: typeof library.SettingsConflictError;
  const UserBase: typeof library.UserBase;
  const verifyOpenIDConnect: typeof library.verifyOpenIDConnect;
  const actor: string;
  const claims: { iss: string; sub: string };
  const clientId: string;
  const clientSecret: string;
  const connection: { type: 'postgres'; url: string };
  const mappingOfMain: object;
  const mappingOfPullRequest: object;
  const options: object;
  const strategy: openidconnect.Strategy;
  const user: library.UserBase;
  const userId: string;
  const version: number;
}
