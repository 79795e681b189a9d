import { Router, type Request } from 'express';
import { ProvisioningError } from '../../errors';
import { loadPageFiles } from '../http/page-files';

/** The page itself. */
export function pageRouter(): Router {
  const router = Router();
  router.get('/', function sendPage(req, res): void {
    const location = trailingSlashRedirect(req);
    if (location !== undefined) return res.redirect(location);
    res.setHeader('Content-Type', 'text/html; charset=utf-8');
    res.end(loadPageFiles().html);
  });
  return router;
}

/**
 * The files of the page. They hold nothing of a tenant, so they need no authorization; and since their names change with
 * their content, a browser never asks for one twice.
 */
export function assetsRouter(): Router {
  const router = Router();
  router.get('/assets/:name', function sendAsset(req, res, next): void {
    const asset = loadPageFiles().assets.get(req.params.name);
    if (asset === undefined) {
      next(new ProvisioningError('not_found', 'There is no such file.', { status: 404 }));
      return;
    }
    const encoding = req.acceptsEncodings(['br', 'gzip', 'identity']);
    const compressed = encoding === 'br' || encoding === 'gzip' ? encoding : undefined;
    if (compressed !== undefined) res.setHeader('Content-Encoding', compressed);
    res.setHeader('Content-Type', asset.type);
    res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    res.setHeader('Vary', 'Accept-Encoding');
    res.end(compressed === undefined ? asset.content : asset[compressed]);
  });
  return router;
}

/** The URL of the page with a trailing slash, which its relative URLs need; undefined if there is one. */
function trailingSlashRedirect({ originalUrl }: Request): string | undefined {
  const [pathname = ''] = originalUrl.split('?');
  // Relative, so that no URL can redirect to another host.
  return pathname.endsWith('/') ? undefined : `./${pathname.slice(pathname.lastIndexOf('/') + 1)}/`;
}
