import { STATUS_CODES } from 'node:http';
import type { Request, Response } from 'express';
import type { ProvisioningError } from '../../errors';
import { escapeHtml } from './html';
import { loadPageFiles } from './page-files';

/**
 * Whether a person waits for the response, and not a program: a browser that opens an address says so by
 * `Sec-Fetch-Dest`, and an older one by what it accepts.
 */
export function isNavigation(req: Request): boolean {
  if (req.method !== 'GET') return false;
  const destination = req.get('sec-fetch-dest');
  if (destination !== undefined) return destination === 'document' || destination.endsWith('frame');
  return req.accepts(['json', 'html']) === 'html';
}

/** Answers a person who is refused with a page that says why and how to go on. */
export function sendRefusalPage(req: Request, res: Response, error: ProvisioningError, status: number): void {
  const { title, text } = describe(req, error, status);
  const style = [...loadPageFiles().assets.keys()].find((name) => name.endsWith('.css'))!;
  const root = relativeRoot(req);
  res.status(status);
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.end(`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escapeHtml(title)}</title>
    <link rel="stylesheet" href="${escapeHtml(`${root}assets/${style}`)}" />
  </head>
  <body class="refusal">
    <main>
      <h1>${escapeHtml(title)}</h1>
      <p>${escapeHtml(text)}</p>
      <p class="buttons"><a class="button" href="">Try again</a></p>
      <p class="hint">${escapeHtml(error.code)}</p>
    </main>
  </body>
</html>
`);
}

function describe(req: Request, error: ProvisioningError, status: number): { title: string; text: string } {
  if (status === 401 || (status === 403 && (req as { user?: unknown }).user === undefined)) {
    const text =
      'You are not signed in, or your session has ended. Sign in to the application, then try again.';
    return { title: 'Sign in to continue', text };
  }
  if (status === 403) return { title: 'You do not have access to this page', text: error.message };
  return { title: STATUS_CODES[status] ?? 'Refused', text: error.message };
}

/** The router's own address, relative to the one that was asked for, so that it never leads to another host. */
function relativeRoot({ originalUrl, path }: Request): string {
  const [pathname = ''] = originalUrl.split('?');
  if (path === '/' && !pathname.endsWith('/')) return `./${pathname.slice(pathname.lastIndexOf('/') + 1)}/`;
  return '../'.repeat(path.split('/').length - 2) || './';
}
