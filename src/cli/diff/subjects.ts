import type { CompiledMapping, MappedGrant } from '../../mapping/compile';
import { exampleGroup } from '../../mapping/example-group';

/** Whom a comparison without users is about: the members of a group, or everyone; at one provider, or at any. */
export type GroupSubject = ({ group: string } | { prefix: string } | { everyone: true }) & {
  provider?: string;
};

/** A subject, and the groups of a user who stands for it. */
export interface GroupCase {
  subject: GroupSubject;
  groups: readonly string[];
}

/** Each group that a mapping names, alone; each prefix, by a group that begins with it; and a user without groups. */
export function* groupCases(before: CompiledMapping, after: CompiledMapping): Generator<GroupCase> {
  const mappings = [before, after];
  for (const [group, providers] of providersBy(mappings, ({ byGroup }) => byGroup)) {
    yield* casesAt(providers, { group }, [group]);
  }
  for (const [prefix, providers] of providersBy(mappings, grantsByPrefix)) {
    const example = exampleGroup(prefix, mappings);
    if (example !== undefined) yield* casesAt(providers, { prefix }, [example]);
  }
  for (const [, providers] of providersBy(mappings, ({ everyone }) => everyoneGrants(everyone))) {
    yield* casesAt(providers, { everyone: true }, []);
  }
}

type GrantsByName = ReadonlyMap<string, readonly MappedGrant[]>;

function grantsByPrefix({ prefixes, byPrefix }: CompiledMapping): GrantsByName {
  return new Map(prefixes.prefixes.map((prefix, place) => [prefix, byPrefix[place]!]));
}

function everyoneGrants(everyone: readonly MappedGrant[]): GrantsByName {
  return new Map(everyone.length === 0 ? [] : [['', everyone]]);
}

/** For each name, the providers of its entries; `undefined`: all of them. */
function providersBy(
  mappings: readonly CompiledMapping[],
  grantsOf: (mapping: CompiledMapping) => GrantsByName,
): Map<string, Set<string | undefined>> {
  const byName = new Map<string, Set<string | undefined>>();
  for (const mapping of mappings) {
    for (const [name, grants] of grantsOf(mapping)) {
      let providers = byName.get(name);
      if (providers === undefined) byName.set(name, (providers = new Set()));
      for (const { provider } of grants) providers.add(provider);
    }
  }
  return byName;
}

function* casesAt(
  providers: ReadonlySet<string | undefined>,
  subject: GroupSubject,
  groups: readonly string[],
): Generator<GroupCase> {
  for (const provider of providers)
    yield { subject: provider === undefined ? subject : { ...subject, provider }, groups };
}
