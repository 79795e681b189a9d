import { generateKeyPairSync } from 'node:crypto';
import express from 'express';
import { errorPage, pageFiles } from '../page';
import { serve } from '../serve';
import { directoryPages } from './directory-pages';
import type { Directory } from './directory';
import { samlMetadata } from './saml-metadata';
import { IdpSessions } from './saml-sessions';
import { defaultSamlSettings, type SamlSettings } from './saml-settings';
import { singleLogout } from './saml-logout';
import { signOn } from './saml-sign-on';

export interface SamlIdp {
  url: string;
  /** The `entryPoint` of passport-saml. */
  ssoUrl: string;
  /** The `logoutUrl` of passport-saml; opened in a browser, it signs out everywhere. */
  logoutUrl: string;
  metadataUrl: string;
  /** The `idpCert` of passport-saml, as a PEM file: a bare key, because no authority certifies it. */
  publicKey: string;
  /** Its people. Change them as you like. */
  directory: Directory;
  /** How it answers. Change it as you like. */
  settings: SamlSettings;
  close: () => Promise<void>;
}

export interface SamlIdpOptions {
  directory: Directory;
  /** @default any that is free */
  port?: number;
  settings?: Partial<SamlSettings>;
  /** A link from the provider's own pages. */
  app?: { url: string; name: string };
}

/** A real SAML 2.0 identity provider on this machine, for any service provider on this machine. */
export async function startSamlIdp({ directory, port, settings, app }: SamlIdpOptions): Promise<SamlIdp> {
  const idp = express().disable('x-powered-by');
  const { url, close } = await serve(idp, port);
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const current = Object.assign(defaultSamlSettings(`${url}/metadata`), settings);
  const [ssoUrl, logoutUrl, metadataUrl] = [`${url}/sso`, `${url}/logout`, `${url}/metadata`];
  const signingKey = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const sessions = new IdpSessions();

  idp.use(pageFiles(), directoryPages(directory, app), singleLogout(sessions, current, signingKey));
  idp.get('/metadata', (_req, res) => {
    res.type('application/samlmetadata+xml');
    res.send(samlMetadata(current.issuer, publicKey, ssoUrl, logoutUrl));
  });
  idp.use(signOn({ directory, settings: current, sessions, signingKey }));
  idp.get('/', (_req, res) => res.redirect('/directory'));
  idp.use(errorPage);

  return {
    url,
    ssoUrl,
    logoutUrl,
    metadataUrl,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    directory,
    settings: current,
    close,
  };
}
