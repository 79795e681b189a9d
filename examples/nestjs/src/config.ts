const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT } = process.env;

/** Where the app is. */
export const url = new URL(`http://127.0.0.1:${PORT ?? 3000}`);

/** The connection to the company's identity provider; by default, to the one of the page "Getting started". */
export const company = {
  issuer: ISSUER ?? 'http://127.0.0.1:4000',
  clientID: CLIENT_ID ?? 'app',
  clientSecret: CLIENT_SECRET ?? 'secret',
  callbackURL: new URL('/login/callback', url).href,
};
