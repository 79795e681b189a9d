import type { Environment } from '../environment';
import { profile, type Shares } from '../measure/profile';
import { recordStatements, type Statement } from '../measure/statements';
import { median } from '../measure/statistics';
import { SIGN_IN_KINDS, type SignInKind } from '../workload';

/** Where a sign-in of the library spends its time. */
export interface SignInProfile {
  kind: SignInKind;
  shares: Shares;
  /** In execution order, with the median of each. */
  statements: Statement[];
}

/**
 * Profiles the only contender of the environment. The profiler itself takes time, so nothing else is measured with it.
 *
 * @param rounds sign-ins to profile, after the same number of sign-ins as a warm-up
 */
export async function profileSignIns(
  { candidates, workload }: Environment,
  rounds: number,
): Promise<SignInProfile[]> {
  const { contender } = candidates[0]!;
  const profiles: SignInProfile[] = [];
  for (const kind of SIGN_IN_KINDS) {
    const signIn = () => contender.signIn(workload.next(kind).person);
    const signInRepeatedly = async () => {
      for (let i = 0; i < rounds; i++) await signIn();
    };
    await signInRepeatedly();
    const shares = await profile(signInRepeatedly);
    profiles.push({ kind, shares, statements: await medianStatements(signIn, rounds) });
  }
  return profiles;
}

async function medianStatements(signIn: () => Promise<unknown>, rounds: number): Promise<Statement[]> {
  const recorded: Statement[][] = [];
  for (let i = 0; i < rounds; i++) recorded.push(await recordStatements(signIn));
  return recorded[0]!.map(({ sql }, index) => {
    const same = recorded.flatMap((statements) => statements[index] ?? []);
    return { sql, milliseconds: median(same.map(({ milliseconds }) => milliseconds)) };
  });
}
