import {
  AuditEventBase,
  createProvisioning,
  defineEntities,
  entities as defaultEntities,
  MembershipBase,
  TeamBase,
  UserBase,
  type EntitySet,
} from 'passport-jit';
import { Entity } from 'typeorm';
import { openDatabase } from '../support/harness/harness';
import { ConflictingJoinColumns } from '../support/fixtures/naming-strategies';

/** What defineEntities makes of something that its types would not let through. */
const define = (own: object) => () => defineEntities(own as Partial<EntitySet>);

describe('wrong use is refused, and the message says how to fix it', () => {
  test('a class without @Entity()', () => {
    class Bare extends UserBase {}
    expect(define({ User: Bare })).toThrow(
      expect.objectContaining({
        code: 'entities_invalid',
        message: 'defineEntities: User: the class Bare has no @Entity() decorator.',
      }),
    );
  });

  test('a class of its own, or with the base of another place', () => {
    @Entity()
    class Stranger {}
    @Entity()
    class Other extends TeamBase {}
    const message = 'defineEntities: User must be a class that extends UserBase.';
    expect(define({ User: Stranger })).toThrow(message);
    expect(define({ User: Other })).toThrow(message);
    expect(define({ User: UserBase })).toThrow(message);
  });

  test.each([undefined, null, 'User', {}, () => 1])('%p instead of a class', (User) => {
    expect(define({ User })).toThrow('defineEntities: User must be a class that extends UserBase.');
  });

  test('a class that belongs to another set, or twice to one', () => {
    @Entity()
    class Twice extends UserBase {}
    defineEntities({ User: Twice });
    expect(define({ User: Twice })).toThrow('the class Twice belongs to a set already');
    expect(define({ User: defaultEntities.User })).toThrow('the class User belongs to a set already');
    expect(define({ Team: Twice })).toThrow('Team must be a class that extends TeamBase');
  });

  test.each(['Users', 'constructor', '__proto__2'])('the place "%s", which there is not', (place) => {
    @Entity()
    class Team extends TeamBase {}
    expect(define({ [place]: Team })).toThrow(
      `defineEntities: "${place}" is no place in the set. There are: User, Identity, Team, Membership,`,
    );
  });

  test('a refused set leaves its classes free for another set', () => {
    @Entity()
    class Free extends UserBase {}
    expect(define({ User: Free, Team: null })).toThrow('Team must be a class');
    expect(defineEntities({ User: Free }).User).toBe(Free);
  });
});

test('a set has the own classes in their places, and ready ones of its own in the others', () => {
  @Entity()
  class Member extends MembershipBase {}
  @Entity()
  class Line extends AuditEventBase {}
  const set = defineEntities({ Membership: Member, AuditEvent: Line });
  expect(set).toMatchObject({ Membership: Member, AuditEvent: Line });
  expect(Object.keys(set).sort()).toEqual(Object.keys(defaultEntities).sort());
  expect(set.User).not.toBe(defaultEntities.User);
  expect(new set.User()).toBeInstanceOf(UserBase);
});

test('a data source with another set is refused', async () => {
  const dataSource = await openDatabase();
  const entities = defineEntities();
  expect(() => createProvisioning({ dataSource, entities })).toThrow(
    /entities\.User: is not in the DataSource/,
  );
  await dataSource.destroy();
});

test('a naming strategy that would give each relation two columns is refused', async () => {
  const dataSource = await openDatabase({ namingStrategy: new ConflictingJoinColumns() });
  expect(() => createProvisioning({ dataSource })).toThrow(
    expect.objectContaining({
      code: 'entities_invalid',
      message: expect.stringContaining(
        'calls the property "userId" "user_id", and the relation "user" "fk_user_id"',
      ),
    }),
  );
  await dataSource.destroy();
});
