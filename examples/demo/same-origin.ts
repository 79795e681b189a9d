import type { RequestHandler } from 'express';

/**
 * Refuses a form that another site sends. Browsers name the sender's origin at every POST, and a page cannot
 * forge it. A request without one does not come from a browser's page, and has no cookies to abuse.
 */
export const sameOrigin: RequestHandler = function sameOrigin(req, res, next) {
  const origin = req.get('origin');
  if (origin === undefined || origin === `${req.protocol}://${req.get('host')}`) return next();
  res.status(403).type('text').send('This form was sent from another site.\n');
};
