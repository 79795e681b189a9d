import { InvalidArgumentError } from 'commander';
import type { MappingProof, ProvenChange } from '../../proofs/prove-change';
import { describeProvenChange } from '../../proofs/sentences';
import { quote } from '../io/escape';
import { bold, green, red, yellow, type Output, type Piece } from '../io/output';
import { pluralize } from '../print-faults';

/** The kinds of changes, as `--fail-on` names them. */
const KINDS = ['gain', 'loss', 'change'] as const;
export type ProofKind = (typeof KINDS)[number];

/** A list such as `gain,loss`. */
export function parseFailOn(text: string): ProofKind[] {
  const kinds = text.split(',');
  const isKind = (kind: string): kind is ProofKind => KINDS.some((each) => each === kind);
  if (kinds.every(isKind)) return kinds;
  throw new InvalidArgumentError(`Name one or more of ${KINDS.join(', ')}, with commas between them.`);
}

/** Whether a proof has a change of one of these kinds. */
export function hasAny(proof: MappingProof, kinds: readonly ProofKind[]): boolean {
  return kinds.some((kind) => changesOf(proof, kind).length > 0);
}

const TITLES: readonly (readonly [ProofKind, string, (sentence: string) => Piece])[] = [
  ['gain', 'Gained', (sentence) => green(`  + ${sentence}`)],
  ['loss', 'Lost', (sentence) => red(`  - ${sentence}`)],
  ['change', 'Changed', (sentence) => yellow(`  ~ ${sentence}`)],
];

export function printProof(out: Output, proof: MappingProof): void {
  for (const [kind, title, format] of TITLES) {
    const changes = changesOf(proof, kind);
    if (changes.length > 0) out.line(bold(title));
    for (const change of changes) out.line(format(describeProvenChange(change, quote)));
  }
  const unchanged = proof.unchanged.length;
  out.line(bold('For every set of groups:'), ` ${pluralize(unchanged, 'grant')} unchanged`);
}

/** A proof for a program, each change with its sentence. */
export function proofToJson({ gained, lost, changed, unchanged }: MappingProof) {
  const withSentence = (change: ProvenChange) => ({ ...change, sentence: describeProvenChange(change) });
  return {
    gained: gained.map(withSentence),
    lost: lost.map(withSentence),
    changed: changed.map(withSentence),
    unchanged,
  };
}

function changesOf({ gained, lost, changed }: MappingProof, kind: ProofKind): readonly ProvenChange[] {
  switch (kind) {
    case 'gain':
      return gained;
    case 'loss':
      return lost;
    case 'change':
      return changed;
  }
}
