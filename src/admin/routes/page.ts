import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Request } from 'express';
import { ProvisioningError } from '../../errors';
import type { Reply } from '../http/reply';
import type { Endpoint } from '../endpoint';

const PAGE_DIRECTORY = path.join(__dirname, '..', 'page');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
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
    handle({ request }) {
      const redirect = trailingSlashRedirect(request);
      return redirect === undefined ? readPageFile('index.html') : { redirect };
    },
  },
  {
    method: 'get',
    path: '/assets/:name',
    handle({ request }) {
      const name = String(request.params.name);
      // A plain name: nothing in it leads to another folder.
      if (!/^\w[\w-]*(\.[\w-]+)+$/.test(name)) throw notFoundError();
      return readPageFile('assets', name);
    },
  },
];

/** Where the page is, if the address lacks the slash that the page's relative addresses need. */
function trailingSlashRedirect({ originalUrl }: Request): string | undefined {
  const [pathname = ''] = originalUrl.split('?');
  // Relative, so that no address can lead to another host.
  return pathname.endsWith('/') ? undefined : `./${pathname.slice(pathname.lastIndexOf('/') + 1)}/`;
}

async function readPageFile(...segments: string[]): Promise<Reply> {
  const filename = path.join(PAGE_DIRECTORY, ...segments);
  const type = CONTENT_TYPES[path.extname(filename)];
  if (type === undefined) throw notFoundError();
  try {
    return { file: await readFile(filename), type };
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? notFoundError() : error;
  }
}

function notFoundError(): ProvisioningError {
  return new ProvisioningError('not_found', 'There is no such file.', { status: 404 });
}
