import { join } from 'node:path';
import express, { type ErrorRequestHandler, type RequestHandler, type Response } from 'express';
import { html, type Html } from './html';

export interface Page {
  title: string;
  body: Html;
  status?: number;
  /** Where the page's forms may lead, besides its own server, also by way of redirects. */
  formAction?: string;
  /** The path of a script of the page's own server. */
  script?: string;
}

/** Answers with a page that runs and loads nothing but what its own server serves. */
export function sendPage(res: Response, { title, body, status = 200, formAction = '', script }: Page): void {
  res
    .status(status)
    .set('Content-Security-Policy', contentSecurityPolicy(formAction, script !== undefined))
    .set('Cache-Control', 'no-store')
    .set('Referrer-Policy', 'same-origin')
    .set('X-Content-Type-Options', 'nosniff')
    .type('html')
    .send(layout(title, body, script).source);
}

/** The style sheet and the scripts of all pages. */
export function pageFiles(): RequestHandler {
  return express.static(join(__dirname, 'public'), { index: false });
}

/** The last handler of an app. */
export const errorPage: ErrorRequestHandler = (error: Error & { status?: number }, _req, res, next) => {
  if (res.headersSent) return next(error);
  sendPage(res, {
    title: 'Something went wrong',
    status: error.status ?? 500,
    body: html`<main>
      <h1>Something went wrong</h1>
      <p>${error.message}</p>
      <p><a href="/">Back to the start</a></p>
    </main>`,
  });
};

function contentSecurityPolicy(formAction: string, scripted: boolean): string {
  return [
    `default-src 'none'`,
    `style-src 'self'`,
    `img-src data:`,
    ...(scripted ? [`script-src 'self'`, `connect-src 'self'`] : []),
    `form-action 'self'${formAction === '' ? '' : ` ${formAction}`}`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

function layout(title: string, body: Html, script: string | undefined): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="data:," />
        ${script === undefined ? '' : html`<script type="module" src="${script}"></script>`}
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}
