import {
  appEntities,
  AppTeam,
  AppUser,
  createGuardedProvisioning,
  AppPermission,
  AppMembership,
  SYNC_SETTINGS,
} from '../support/fixtures/guarded-entities';
import { seed, type SeededRows } from '../support/fixtures/guarded-rows';
import { MANAGED, withGuardedDatabase } from '../support/databases/guarded-database';

const { CaseGroup, CaseGroupMembership } = appEntities;

withGuardedDatabase((dataSource) => {
  let seeded: SeededRows;
  const manager = () => dataSource().manager;

  describe("with managedTeams: 'mapped'", () => {
    let own: AppTeam;
    beforeEach(async () => {
      createGuardedProvisioning(dataSource(), { managedTeams: 'mapped' });
      seeded = await seed(dataSource());
      own = await manager().save(AppTeam, { name: 'Choir' } as AppTeam);
    });

    test('a team that no entry names stays the app’s own, where the row can be seen', async () => {
      const { outsider, member } = seeded;
      const seat = await manager().save(
        manager().create(AppMembership, { userId: outsider.id, teamId: own.id, role: 'VIEWER' }),
      );
      await manager().insert(AppMembership, { userId: member.id, team: own, role: 'VIEWER' });
      await manager().upsert(AppMembership, { userId: outsider.id, teamId: own.id, role: 'EDITOR' }, [
        'userId',
        'teamId',
      ]);
      await manager().save(AppMembership, { id: seat.id, role: 'TEAM_ADMIN' });
      await manager().softRemove(seat);
      await manager().recover(seat);
      await manager().remove(seat);
      const [left] = await manager().findBy(AppMembership, { teamId: own.id });
      await expect(manager().update(AppMembership, left!.id, { role: 'VIEWER' })).rejects.toEqual(MANAGED);
      await expect(manager().delete(AppMembership, left!.id)).rejects.toEqual(MANAGED);
    });

    test('case groups go with their team', async () => {
      const { outsider, analytics } = seeded;
      const place = async (teamId: string) => {
        const { id } = await manager().save(CaseGroup, { teamId, name: 'Phishing' });
        return { userId: outsider.id, caseGroupId: id, role: 'EDITOR' };
      };
      const { id } = await manager().save(CaseGroupMembership, await place(own.id));
      await expect(manager().save(CaseGroupMembership, await place(analytics.id))).rejects.toEqual(MANAGED);
      await manager().remove(await manager().findOneByOrFail(CaseGroupMembership, { id }));
    });

    test('moving a membership is a write at both ends', async () => {
      const { outsider, membership, analytics } = seeded;
      const mine = await manager().save(AppMembership, {
        userId: outsider.id,
        teamId: own.id,
        role: 'VIEWER',
      } as AppMembership);
      await expect(manager().save(AppMembership, { id: membership.id, teamId: own.id })).rejects.toEqual(
        MANAGED,
      );
      await expect(manager().save(AppMembership, { id: mine.id, teamId: analytics.id })).rejects.toEqual(
        MANAGED,
      );
      const other = await manager().save(AppTeam, { name: 'Band' } as AppTeam);
      await manager().save(AppMembership, { id: mine.id, teamId: other.id });
      const over = { id: membership.id, userId: outsider.id, teamId: own.id, role: 'VIEWER' };
      await expect(manager().upsert(AppMembership, over, ['id'])).rejects.toEqual(MANAGED);
    });

    test('moving a case group with members is one too', async () => {
      const { outsider, analytics } = seeded;
      const { id: empty } = await manager().save(CaseGroup, { teamId: own.id, name: 'Empty' });
      await manager().update(CaseGroup, empty, { name: 'Still empty' });
      await manager().save(CaseGroup, { id: empty, teamId: analytics.id });
      const { id } = await manager().save(CaseGroup, { teamId: own.id, name: 'Tenors' });
      await manager().save(CaseGroupMembership, { userId: outsider.id, caseGroupId: id, role: 'VIEWER' });
      await expect(manager().save(CaseGroup, { id, teamId: analytics.id })).rejects.toEqual(MANAGED);
      await expect(manager().update(CaseGroup, id, { teamId: analytics.id })).rejects.toEqual(MANAGED);
      await manager().remove(await manager().findOneByOrFail(CaseGroup, { id }));
    });

    test('a team with members takes no mapped name, and gives none up', async () => {
      const { outsider, analytics, response } = seeded;
      await expect(manager().save(AppTeam, { id: analytics.id, name: 'Numbers' })).rejects.toEqual(MANAGED);
      await expect(manager().update(AppTeam, analytics.id, { name: 'Numbers' })).rejects.toEqual(MANAGED);
      await manager().save(AppTeam, { id: response.id, name: 'Other name' });
      await manager().save(AppMembership, { userId: outsider.id, teamId: own.id, role: 'VIEWER' });
      await manager().save(AppTeam, { id: own.id, name: 'Chorus' });
      await expect(manager().save(AppTeam, { id: own.id, name: 'Incident Response' })).rejects.toEqual(
        MANAGED,
      );
      await manager().update(AppTeam, own.id, { title: 'Singers' });
    });

    test('a user whose teams are all the app’s own can be removed', async () => {
      const { outsider } = seeded;
      await manager().save(AppMembership, { userId: outsider.id, teamId: own.id, role: 'VIEWER' });
      await manager().remove(await manager().findOneByOrFail(AppUser, { id: outsider.id }));
    });

    test('a cascade empties a team of the app’s own', async () => {
      const { outsider } = seeded;
      await manager().save(AppMembership, { userId: outsider.id, teamId: own.id, role: 'VIEWER' });
      await manager().save(AppTeam, { id: own.id, cascadedMemberships: [] });
      expect(await manager().countBy(AppMembership, { teamId: own.id })).toBe(0);
    });

    test('only the permissions that the mapping names are managed', async () => {
      const { outsider, permission } = seeded;
      const billing = { userId: outsider.id, permission: 'BILLING' };
      const { id } = await manager().save(AppPermission, billing as AppPermission);
      await expect(
        manager().save(AppPermission, { ...billing, permission: 'AUDIT_LOG_READ' }),
      ).rejects.toEqual(MANAGED);
      await expect(
        manager().save(AppPermission, { id: permission.id, permission: 'LICENCES' }),
      ).rejects.toEqual(MANAGED);
      await manager().remove(await manager().findOneByOrFail(AppPermission, { id }));
    });
  });

  test('the app may change owners and permissions that the mapping does not mention', async () => {
    const { mappings } = SYNC_SETTINGS.mapping;
    createGuardedProvisioning(dataSource(), { settings: { ...SYNC_SETTINGS, mapping: { mappings } } });
    const { outsider, permission, owner, membership } = await seed(dataSource());
    await manager().update(AppUser, outsider.id, { tenantOwner: true });
    await manager().remove(await manager().findOneByOrFail(AppUser, { id: owner.id }));
    await manager().update(AppPermission, permission.id, { permission: 'BILLING' });
    await expect(manager().update(AppMembership, membership.id, { role: 'VIEWER' })).rejects.toEqual(MANAGED);
  });
});
