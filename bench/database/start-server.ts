import { startPostgres } from './postgres';
import type { Server } from './server';
import { startSqlite } from './sqlite';

export async function startServer(name: Server['name']): Promise<Server> {
  return name === 'sqlite' ? startSqlite() : startPostgres();
}
