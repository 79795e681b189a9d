import {
  createProvisioning,
  type Admitted,
  type Change,
  type Denied,
  type Outcome,
  type Provisioning,
  type ProvisioningOptions,
  type UserBase,
  type VerifiedIdentity,
} from 'passport-jit';
import type { DataSource } from 'typeorm';
import { expectType } from './expect-type';
import { entities, type Cat, type Person, type Seat } from './person';

declare const dataSource: DataSource;
declare const identity: VerifiedIdentity;
const provider = 'okta';

// The user class of the set is the type of every user.
const jit = createProvisioning({ dataSource, entities });
expectType<Provisioning<Person>>()(jit);

// Without a set it is the base of all user classes.
const defaultJit = createProvisioning({ dataSource });
expectType<Provisioning>()(defaultJit);
expectType<Provisioning<UserBase>>()(defaultJit);

expectType<Promise<Outcome<Person>>>()(jit.provision(identity, { provider }));

// An outcome has a user unless it is a refusal.
const outcome = {} as Awaited<ReturnType<typeof jit.provision>>;
expectType<Person | undefined>()(outcome.user);
if (outcome.outcome === 'denied') {
  expectType<Denied>()(outcome);
} else {
  expectType<Admitted<Person>>()(outcome);
  expectType<string | null>()(outcome.user.department);
  expectType<Seat[]>()(outcome.user.memberships);
}
// @ts-expect-error: a property that neither the base nor the app's class has
void outcome.user?.nickname;
// @ts-expect-error: a property of another app's class
void defaultJit.provision(identity, { provider }).then(({ user }) => user?.department);

// Listeners get the user of the app's class.
jit.on('created', ({ user, changes }) => {
  expectType<Person>()(user);
  expectType<readonly Change[]>()(changes);
});
jit.on('unchanged', async ({ user }: { user: Person }) => void user.department);
jit.on('denied', (event) => {
  // @ts-expect-error: a refusal has no user
  void event.user;
});
// @ts-expect-error: the listener takes a user of another class
jit.on('created', ({ user }: { user: Cat }) => void user.lives);
// @ts-expect-error: there is no such event
jit.on('deleted', () => undefined);

// So do sessions and invitations.
jit.deserializeUser('id', (_error, user) => expectType<false | Person | undefined>()(user));
expectType<Promise<Person>>()(jit.invite({ email: 'ada@example.com' }));

// A provisioning of any user class fits where the class does not matter, not the other way round.
const anyJit: Provisioning = jit;
// @ts-expect-error: its users are not of the class Person
const wrongJit: Provisioning<Person> = defaultJit;
void [anyJit, wrongJit];

// assignUser gets a user of the app's class.
createProvisioning({
  dataSource,
  entities,
  assignUser(person, { attributes }) {
    expectType<Person>()(person);
    expectType<VerifiedIdentity['attributes']>()(attributes);
    person.department = 'Engines';
  },
});
createProvisioning({ dataSource, entities, assignUser: async (person: Person) => void person.department });
createProvisioning({ dataSource, entities, assignUser: (user: UserBase) => void (user.avatar = null) });
// @ts-expect-error: the set has no class Cat
createProvisioning({ dataSource, entities, assignUser: (cat: Cat) => void (cat.lives -= 1) });
// @ts-expect-error: without a set the users are not of the class Person
createProvisioning({ dataSource, assignUser: (person: Person) => void (person.department = null) });

// Options may be put together beforehand.
const options: ProvisioningOptions<typeof entities> = {
  dataSource,
  entities,
  assignUser: (person) => void (person.department = null),
};
expectType<Provisioning<Person>>()(createProvisioning(options));
const anyOptions: ProvisioningOptions = { dataSource };
expectType<Provisioning>()(createProvisioning(anyOptions));
