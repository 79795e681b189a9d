import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Request } from 'express';
import { ProvisioningError } from '../../errors';
import type { Answer } from '../http/answer';
import type { Endpoint } from '../visit';

const FOLDER = path.join(__dirname, '..', 'page');

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

export const page: Endpoint[] = [
  {
    method: 'get',
    path: '/',
    answer({ request }) {
      const redirect = withSlash(request);
      return redirect === undefined ? file('index.html') : { redirect };
    },
  },
  {
    method: 'get',
    path: '/assets/:name',
    answer({ request }) {
      const name = String(request.params.name);
      // A plain name: nothing in it leads to another folder.
      if (!/^\w[\w-]*(\.[\w-]+)+$/.test(name)) throw notFound();
      return file('assets', name);
    },
  },
];

/** Where the page is, if the address lacks the slash that the page's relative addresses need. */
function withSlash({ originalUrl }: Request): string | undefined {
  const [address = ''] = originalUrl.split('?');
  // Relative, so that no address can lead to another host.
  return address.endsWith('/') ? undefined : `./${address.slice(address.lastIndexOf('/') + 1)}/`;
}

async function file(...names: string[]): Promise<Answer> {
  const name = path.join(FOLDER, ...names);
  const type = TYPES[path.extname(name)];
  if (type === undefined) throw notFound();
  try {
    return { file: await readFile(name), type };
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? notFound() : error;
  }
}

function notFound(): ProvisioningError {
  return new ProvisioningError('not_found', 'There is no such file.', { status: 404 });
}
