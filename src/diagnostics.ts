import { channel, type Channel } from 'node:diagnostics_channel';
import debug, { type Debugger } from 'debug';

/**
 * The messages of each diagnostics channel, by the channel's name without the prefix `passport-jit:`. No message
 * contains groups, tokens, addresses or subjects.
 */
export interface DiagnosticMessages {
  /** An attempt of a sign-in begins. `attempt` is 2 or more for a retry. */
  attempt: { tenant: string; provider: string; attempt: number };
  /** Work starts again after `delayMs` milliseconds, because it conflicted with another transaction. */
  retry: { attempt: number; delayMs: number; reason: 'row changed' | 'database conflict'; code?: string };
  /** One statement reads for several waiting sign-ins. */
  batch: { tenant: string; size: number };
  /** A mapping is read and compiled, because this version is not in the cache of the process. */
  'cache-miss': { tenant: string; version: number };
  /** A sign-in has acquired the tenant's lock. */
  lock: { tenant: string; waitedMs: number };
  /** A call waits, because the tenant uses its half of the pool. */
  wait: { tenant: string; waiting: number };
  /** The removal safeguard holds the removals of the tenant from now on. */
  'removals-held': { tenant: string };
  /** A listener or hook of the app threw an error of this class. */
  'hook-failed': { hook: string; error: string };
}

type ChannelName = keyof DiagnosticMessages;

const outputs = new Map<ChannelName, { channel: Channel; log: Debugger }>();

/**
 * Publishes a message to the subscribers of the channel `passport-jit:<name>` (`node:diagnostics_channel`), and prints
 * it if the environment variable `DEBUG` includes that name. Without a subscriber and without `DEBUG`, the message is
 * not built.
 */
export function publish<Name extends ChannelName>(name: Name, message: () => DiagnosticMessages[Name]): void {
  const { channel, log } = outputOf(name);
  if (!channel.hasSubscribers && !log.enabled) return;
  const built = message();
  channel.publish(built);
  log('%o', built);
}

function outputOf(name: ChannelName): { channel: Channel; log: Debugger } {
  const known = outputs.get(name);
  if (known !== undefined) return known;
  const fullName = `passport-jit:${name}`;
  const output = { channel: channel(fullName), log: debug(fullName) };
  outputs.set(name, output);
  return output;
}
