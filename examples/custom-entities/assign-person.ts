import type { VerifiedIdentity } from 'passport-jit';
import type { Person } from './person';

/** Fills the app's own columns from what the identity provider says of the person. */
export function assignPerson(person: Person, { attributes }: VerifiedIdentity): void {
  const { department, costCentre } = attributes;
  // An attribute can be anything: text, a list, missing.
  person.department = typeof department === 'string' ? department.slice(0, 100) : null;
  const centres = [costCentre].flat().filter((centre) => typeof centre === 'string');
  person.costCentres = centres.length > 0 ? centres : null;
}
