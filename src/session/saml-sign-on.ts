/**
 * How somebody signed on by SAML. A LogoutRequest names just this (SAML Core 3.7.1), and passport-saml looks for it on
 * the user of the session.
 */
export interface SamlSignOn {
  provider: string;
  issuer: string;
  nameID: string;
  nameIDFormat?: string;
  nameQualifier?: string;
  spNameQualifier?: string;
  sessionIndex?: string;
}

/** What passport-saml reads from the user. */
const READ = ['nameID', 'nameIDFormat', 'nameQualifier', 'spNameQualifier', 'sessionIndex'] as const;

const signOns = new WeakMap<object, SamlSignOn>();

/** Keeps it with the user's object, where neither JSON nor TypeORM sees it. A column of the app's own stays as it is. */
export function keepSignOn(user: object, signOn: SamlSignOn): void {
  signOns.set(user, signOn);
  for (const name of READ) {
    if (!(name in user)) Object.defineProperty(user, name, { value: signOn[name], configurable: true });
  }
}

export function signOnOf(user: object): SamlSignOn | undefined {
  return signOns.get(user);
}
