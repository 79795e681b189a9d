import { DataSource } from 'typeorm';
import { createProvisioning, entities, ProvisioningSubscriber, type Provisioning } from 'passport-jit';
import { Company, PROVIDER } from '../company';
import { typeormOptions, type Server } from '../database/server';
import { usedHeap } from '../measure/heap';
import type { Progress } from '../progress';

/** The heap before and after many sign-ins of the library. */
export interface HeapUse {
  tenants: number;
  signIns: number;
  /** Bytes, once everybody has come at least once. */
  before: number;
  after: number;
}

/** Tenants with settings of their own in the database, and one person each who signs in again and again. */
export async function measureHeap(
  server: Server,
  tenants: number,
  signIns: number,
  progress: Progress,
): Promise<HeapUse> {
  const database = await server.newDatabase();
  const dataSource = await new DataSource({
    ...typeormOptions(database),
    entities: Object.values(entities),
    subscribers: [ProvisioningSubscriber],
    synchronize: true,
  }).initialize();
  try {
    const jit = createProvisioning({ dataSource, createMissingTeams: true });
    const company = new Company(1);
    for (let tenant = 0; tenant < tenants; tenant++) {
      if (tenant % 100 === 0) progress(`memory: makes tenant ${tenant} of ${tenants}`);
      await jit.settings.update(
        { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: company.mapping },
        { tenant: `tenant-${tenant}`, version: 0, actor: 'benchmark' },
      );
    }
    // Whatever is kept for each tenant is kept from here on.
    await signInTimes(jit, company, tenants, Math.max(tenants, signIns / 10), progress);
    const before = await usedHeap();
    await signInTimes(jit, company, tenants, signIns, progress);
    return { tenants, signIns, before, after: await usedHeap() };
  } finally {
    await dataSource.destroy();
    await server.drop(database);
  }
}

async function signInTimes(
  jit: Provisioning,
  company: Company,
  tenants: number,
  times: number,
  progress: Progress,
): Promise<void> {
  const { issuer, subject, email, firstName, lastName, groups } = company.person(0);
  const attributes = { given_name: firstName, family_name: lastName, groups };
  for (let i = 0; i < times; i++) {
    if (i % 1000 === 0) progress(`memory: sign-in ${i} of ${times}, ${tenants} tenants`);
    const identity = { protocol: 'oidc', issuer, subject, email, attributes };
    await jit.provision(identity, { provider: PROVIDER, tenant: `tenant-${i % tenants}` });
  }
}
