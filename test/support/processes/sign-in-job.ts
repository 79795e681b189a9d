import { createProvisioning, type Provisioning, type ProvisioningOptions } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { identity } from '../harness/harness';

/** One sign-in of a crowd. */
export interface SignInRequest {
  subject: string;
  groups: string[];
  /** @default 'okta' */
  provider?: string;
  /** @default the subject at example.com; `null`: none */
  email?: string | null;
  emailVerified?: boolean;
}

/** Sign-ins that begin at the same moment, under settings that are fixed in code. */
export interface SignInJob {
  tenant: string;
  options: Omit<Partial<ProvisioningOptions>, 'dataSource' | 'entities'>;
  signIns: SignInRequest[];
  /** The moment, in milliseconds since 1970: every process waits for it. */
  startAt?: number;
}

/** What became of one of them, as far as it can be told to another process. */
export interface SignInResult {
  outcome: 'created' | 'linked' | 'synced' | 'unchanged' | 'denied' | 'error';
  /** Of a refusal the code, of an error the message. */
  code?: string;
  userId?: string;
}

export async function runSignIns(
  dataSource: DataSource,
  { tenant, options, signIns, startAt = 0 }: SignInJob,
): Promise<SignInResult[]> {
  const jit = createProvisioning({ dataSource, ...options });
  const wait = startAt - Date.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  return Promise.all(signIns.map((signIn) => signInOnce(jit, tenant, signIn)));
}

async function signInOnce(jit: Provisioning, tenant: string, signIn: SignInRequest): Promise<SignInResult> {
  const { subject, groups, provider = 'okta', email = `${subject}@example.com`, emailVerified } = signIn;
  try {
    const who = identity(subject, groups, { email: email ?? undefined, emailVerified });
    const { outcome, code, user } = await jit.provision(who, { provider, tenant });
    return { outcome, code, userId: user?.id };
  } catch (error) {
    return { outcome: 'error', code: String(error) };
  }
}
