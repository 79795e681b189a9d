import type { PassportSamlConfig } from '@node-saml/passport-saml';
import type { Express, RequestHandler } from 'express';
import type { Configuration } from 'openid-client';
import type { PassportStatic } from 'passport';
import type { StrategyOptions } from 'passport-openidconnect';
import type * as library from 'passport-jit';
import type * as saml from '@node-saml/passport-saml';
import type * as openid from 'openid-client/passport';
import type * as typeorm from 'typeorm';

/** What the snippets of the docs may use without saying where it comes from. */
declare global {
  const app: Express;
  const passport: PassportStatic;
  const dataSource: typeorm.DataSource;
  const jit: library.Provisioning;
  const createProvisioning: typeof library.createProvisioning;
  const verifySaml: typeof library.verifySaml;
  const verifyOpenIDClient: typeof library.verifyOpenIDClient;
  const SamlStrategy: typeof saml.Strategy;
  const OpenIDClientStrategy: typeof openid.Strategy;
  const mapping: library.Mapping;
  const samlOptions: PassportSamlConfig;
  const oidcOptions: StrategyOptions;
  const config: Configuration;
  const callbackURL: string;
  const addMember: RequestHandler;
  const reports: RequestHandler;
  const userId: string;
  const revokeApiKeys: (userId: string) => Promise<void>;
  const groupsFromGraph: (objectId: unknown, signal: AbortSignal) => Promise<string[]>;
  const tokenOfManagedIdentity: (directory: string, scope: string) => Promise<string>;
  const googleAccessToken: () => Promise<string>;
  const isOperator: (user: unknown) => boolean;
  const operatorName: (user: unknown) => string;
  const alertOperators: (message: string) => void;
}
