import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { DataSource } from 'typeorm';
import { document } from '../../src/admin/openapi/document';
import { endpoints } from '../../src/admin/routes';
import { openDatabase } from '../support/harness/harness';
import { startAdminApp } from '../support/apps/admin-app';

let dataSource: DataSource;
beforeEach(async () => {
  dataSource = await openDatabase({ subscribers: [] });
});
afterEach(() => dataSource.destroy());

test('the document is served as it is', async () => {
  const { get } = await startAdminApp(dataSource);
  expect((await get('/openapi.json')).json).toEqual(JSON.parse(JSON.stringify(document)));
  expect(document.openapi).toBe('3.1.0');
});

test('the OpenAPI document describes every endpoint but the page, and nothing else', () => {
  const described = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path.replace(/\{(\w+)\}/, ':$1')}`),
  );
  const served = endpoints.map(({ method, path }) => `${method} ${path}`);
  expect(described.sort()).toEqual(served.filter((each) => !/ \/$|assets/.test(each)).sort());
});

test('every operation may refuse the user, or find the single connection of SQLite busy', () => {
  for (const item of Object.values(document.paths)) {
    for (const { responses } of Object.values(item) as { responses: object }[]) {
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '403', '503']));
    }
  }
});

test('every schema in it is one, and every reference leads somewhere', () => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false });
  addFormats(ajv);
  const text = JSON.stringify(document).replaceAll('#/components/schemas/', 'api#/$defs/');
  const { components } = JSON.parse(text) as typeof document;
  ajv.addSchema({ $id: 'api', $defs: components.schemas });
  for (const name of Object.keys(components.schemas)) {
    expect(() => ajv.compile({ $ref: `api#/$defs/${name}` })).not.toThrow();
  }
  const referenced = [...text.matchAll(/"api#\/\$defs\/(\w+)"/g)].map(([, name]) => name);
  expect([...new Set(referenced)].sort()).toEqual(Object.keys(components.schemas).sort());
  const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('an answer that it does not describe would be noticed', async () => {
  const { get } = await startAdminApp(dataSource);
  const item = document.paths['/names'] as { get: { responses: Record<number, { content: object }> } };
  const { content } = item.get.responses[200]!;
  item.get.responses[200]!.content = { 'application/json': { schema: { type: 'array' } } };
  await expect(get('/names')).rejects.toThrow(/GET \/names 200: data must be array/);
  item.get.responses[200]!.content = content;
});
