import type { ErrorRequestHandler } from 'express';
import { html } from '../demo/html';
import { sendPage } from '../demo/page';

/** Tells the person what to do, and the log what happened: a fault's own words may name what is no stranger's business. */
export const errorPage: ErrorRequestHandler = (error: Error & { status?: number }, req, res, next) => {
  console.error(`${req.method} ${req.path} failed:`, error);
  if (res.headersSent) return next(error);
  sendPage(res, {
    title: 'Something went wrong',
    status: error.status ?? 500,
    body: html`<main>
      <h1>Something went wrong</h1>
      <p>Please try again in a moment.</p>
      <p><a href="/">Back to the start</a></p>
    </main>`,
  });
};
