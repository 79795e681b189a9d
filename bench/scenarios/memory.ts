import { DataSource } from 'typeorm';
import { createProvisioning, entities, ProvisioningSubscriber, type Provisioning } from 'passport-jit';
import { Company, PROVIDER } from '../company';
import { typeormOptions, type Server } from '../database/server';
import { collectAndMeasureHeap } from '../measure/heap';
import type { Progress } from '../progress';

/** The heap before and after many sign-ins of the library. */
export interface HeapUsage {
  tenants: number;
  signIns: number;
  /** Bytes, after each user has signed in at least once. */
  before: number;
  after: number;
}

/** Each tenant has stored settings of its own and one user, who signs in repeatedly. */
export async function measureHeap(
  server: Server,
  tenants: number,
  signIns: number,
  progress: Progress,
): Promise<HeapUsage> {
  const database = await server.createDatabase();
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
      if (tenant % 100 === 0) progress(`memory: creates tenant ${tenant} of ${tenants}`);
      await jit.settings.update(
        { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: company.mapping },
        { tenant: `tenant-${tenant}`, version: 0, actor: 'benchmark' },
      );
    }
    // Fills all caches that exist per tenant.
    await signInRepeatedly(jit, company, tenants, Math.max(tenants, signIns / 10), progress);
    const before = await collectAndMeasureHeap();
    await signInRepeatedly(jit, company, tenants, signIns, progress);
    return { tenants, signIns, before, after: await collectAndMeasureHeap() };
  } finally {
    await dataSource.destroy();
    await server.dropDatabase(database);
  }
}

async function signInRepeatedly(
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
