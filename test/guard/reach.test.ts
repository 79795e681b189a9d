import { appEntities, Club, Person, provisioning, Right, Seat, SYNC } from './app';
import { seed, type Seeded } from './seed';
import { MANAGED, onDatabase } from './databases';

const { CaseGroup, CaseGroupMembership } = appEntities;

onDatabase((dataSource) => {
  let seeded: Seeded;
  const manager = () => dataSource().manager;

  describe("with managedTeams: 'mapped'", () => {
    let own: Club;
    beforeEach(async () => {
      provisioning(dataSource(), { managedTeams: 'mapped' });
      seeded = await seed(dataSource());
      own = await manager().save(Club, { name: 'Choir' } as Club);
    });

    test('a team that no entry names stays the app’s own, where the row can be seen', async () => {
      const { nobody, member } = seeded;
      const seat = await manager().save(
        manager().create(Seat, { userId: nobody.id, teamId: own.id, role: 'VIEWER' }),
      );
      await manager().insert(Seat, { userId: member.id, team: own, role: 'VIEWER' });
      await manager().upsert(Seat, { userId: nobody.id, teamId: own.id, role: 'EDITOR' }, [
        'userId',
        'teamId',
      ]);
      await manager().save(Seat, { id: seat.id, role: 'TEAM_ADMIN' });
      await manager().softRemove(seat);
      await manager().recover(seat);
      await manager().remove(seat);
      const [left] = await manager().findBy(Seat, { teamId: own.id });
      await expect(manager().update(Seat, left!.id, { role: 'VIEWER' })).rejects.toEqual(MANAGED);
      await expect(manager().delete(Seat, left!.id)).rejects.toEqual(MANAGED);
    });

    test('case groups go with their team', async () => {
      const { nobody, analytics } = seeded;
      const place = async (teamId: string) => {
        const { id } = await manager().save(CaseGroup, { teamId, name: 'Phishing' });
        return { userId: nobody.id, caseGroupId: id, role: 'EDITOR' };
      };
      const { id } = await manager().save(CaseGroupMembership, await place(own.id));
      await expect(manager().save(CaseGroupMembership, await place(analytics.id))).rejects.toEqual(MANAGED);
      await manager().remove(await manager().findOneByOrFail(CaseGroupMembership, { id }));
    });

    test('moving a membership is a write at both ends', async () => {
      const { nobody, seat, analytics } = seeded;
      const mine = await manager().save(Seat, { userId: nobody.id, teamId: own.id, role: 'VIEWER' } as Seat);
      await expect(manager().save(Seat, { id: seat.id, teamId: own.id })).rejects.toEqual(MANAGED);
      await expect(manager().save(Seat, { id: mine.id, teamId: analytics.id })).rejects.toEqual(MANAGED);
      const other = await manager().save(Club, { name: 'Band' } as Club);
      await manager().save(Seat, { id: mine.id, teamId: other.id });
      const over = { id: seat.id, userId: nobody.id, teamId: own.id, role: 'VIEWER' };
      await expect(manager().upsert(Seat, over, ['id'])).rejects.toEqual(MANAGED);
    });

    test('moving a case group with members is one too', async () => {
      const { nobody, analytics } = seeded;
      const { id: empty } = await manager().save(CaseGroup, { teamId: own.id, name: 'Empty' });
      await manager().update(CaseGroup, empty, { name: 'Still empty' });
      await manager().save(CaseGroup, { id: empty, teamId: analytics.id });
      const { id } = await manager().save(CaseGroup, { teamId: own.id, name: 'Tenors' });
      await manager().save(CaseGroupMembership, { userId: nobody.id, caseGroupId: id, role: 'VIEWER' });
      await expect(manager().save(CaseGroup, { id, teamId: analytics.id })).rejects.toEqual(MANAGED);
      await expect(manager().update(CaseGroup, id, { teamId: analytics.id })).rejects.toEqual(MANAGED);
      await manager().remove(await manager().findOneByOrFail(CaseGroup, { id }));
    });

    test('a team with members takes no mapped name, and gives none up', async () => {
      const { nobody, analytics, response } = seeded;
      await expect(manager().save(Club, { id: analytics.id, name: 'Numbers' })).rejects.toEqual(MANAGED);
      await expect(manager().update(Club, analytics.id, { name: 'Numbers' })).rejects.toEqual(MANAGED);
      await manager().save(Club, { id: response.id, name: 'Nobody here' });
      await manager().save(Seat, { userId: nobody.id, teamId: own.id, role: 'VIEWER' });
      await manager().save(Club, { id: own.id, name: 'Chorus' });
      await expect(manager().save(Club, { id: own.id, name: 'Incident Response' })).rejects.toEqual(MANAGED);
      await manager().update(Club, own.id, { title: 'Singers' });
    });

    test('a user whose teams are all the app’s own can be removed', async () => {
      const { nobody } = seeded;
      await manager().save(Seat, { userId: nobody.id, teamId: own.id, role: 'VIEWER' });
      await manager().remove(await manager().findOneByOrFail(Person, { id: nobody.id }));
    });

    test('a cascade empties a team of the app’s own', async () => {
      const { nobody } = seeded;
      await manager().save(Seat, { userId: nobody.id, teamId: own.id, role: 'VIEWER' });
      await manager().save(Club, { id: own.id, seats: [] });
      expect(await manager().countBy(Seat, { teamId: own.id })).toBe(0);
    });

    test('only the permissions that the mapping names are managed', async () => {
      const { nobody, right } = seeded;
      const billing = { userId: nobody.id, permission: 'BILLING' };
      const { id } = await manager().save(Right, billing as Right);
      await expect(manager().save(Right, { ...billing, permission: 'AUDIT_LOG_READ' })).rejects.toEqual(
        MANAGED,
      );
      await expect(manager().save(Right, { id: right.id, permission: 'LICENCES' })).rejects.toEqual(MANAGED);
      await manager().remove(await manager().findOneByOrFail(Right, { id }));
    });
  });

  test('what the mapping says nothing of is left to the app: owners and permissions', async () => {
    const { mappings } = SYNC.mapping;
    provisioning(dataSource(), { settings: { ...SYNC, mapping: { mappings } } });
    const { nobody, right, owner, seat } = await seed(dataSource());
    await manager().update(Person, nobody.id, { tenantOwner: true });
    await manager().remove(await manager().findOneByOrFail(Person, { id: owner.id }));
    await manager().update(Right, right.id, { permission: 'BILLING' });
    await expect(manager().update(Seat, seat.id, { role: 'VIEWER' })).rejects.toEqual(MANAGED);
  });
});
