import type { EntityManager, ObjectLiteral } from 'typeorm';

/** Writes without subscribers, which no guard refuses: as a migration or raw SQL would. */
export function unguarded({ manager }: { manager: EntityManager }) {
  return {
    async insert(entity: new () => ObjectLiteral, rows: object | readonly object[]): Promise<void> {
      const insert = manager.createQueryBuilder().insert().into(entity).values([rows].flat());
      await insert.updateEntity(false).callListeners(false).execute();
    },
    /** @returns how many rows were updated, where the database says so */
    async update(
      entity: new () => ObjectLiteral,
      where: object | undefined,
      values: object,
    ): Promise<number | undefined> {
      const all = manager.createQueryBuilder().update(entity).set(values);
      return (await (where === undefined ? all : all.where(where)).callListeners(false).execute()).affected;
    },
    async delete(entity: new () => ObjectLiteral, where?: object): Promise<void> {
      const all = manager.createQueryBuilder().delete().from(entity);
      await (where === undefined ? all : all.where(where)).callListeners(false).execute();
    },
  };
}
