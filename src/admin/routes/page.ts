import path from 'node:path';
import express, { Router, type Request } from 'express';
import { ProvisioningError } from '../../errors';

const PAGE_DIRECTORY = path.join(__dirname, '..', 'page');

/** Caching is decided for all answers of the router alike, so no file is answered by a 304. */
const FILE_OPTIONS = { cacheControl: false, etag: false, lastModified: false } as const;

/** The page and its files. */
export function pageRouter(): Router {
  const router = Router();
  router.get('/', function sendPage(req, res): void {
    const location = trailingSlashRedirect(req);
    if (location === undefined) res.sendFile('index.html', { root: PAGE_DIRECTORY, ...FILE_OPTIONS });
    else res.redirect(location);
  });
  router.use(
    '/assets',
    express.static(path.join(PAGE_DIRECTORY, 'assets'), { index: false, redirect: false, ...FILE_OPTIONS }),
    function refuseUnknownFile(_req, _res, next): void {
      next(new ProvisioningError('not_found', 'There is no such file.', { status: 404 }));
    },
  );
  return router;
}

/** Where the page is, if the address lacks the slash that the page's relative addresses need. */
function trailingSlashRedirect({ originalUrl }: Request): string | undefined {
  const [pathname = ''] = originalUrl.split('?');
  // Relative, so that no address can lead to another host.
  return pathname.endsWith('/') ? undefined : `./${pathname.slice(pathname.lastIndexOf('/') + 1)}/`;
}
