import { demoDirectory, type Directory } from '../../../examples/demo/idp/directory';
import { startOidcProvider } from '../../../examples/demo/idp/oidc-provider';
import { startSamlIdp } from '../../../examples/demo/idp/saml-idp';
import { Browser } from '../http/browser';
import { freePort } from '../http/free-port';
import { closeAfterTest } from '../http/listen';
import { startProgram } from '../processes/start-program';
import { nodeBinary, type NodeVersion } from '../projects/project-workspace';

export type Protocol = 'oidc' | 'saml';

/** The app of a project, running as a process of its own, and the people of its identity provider. */
export interface ProjectApp {
  url: string;
  directory: Directory;
}

/** Starts the app of a project and, for one that has a protocol, its identity provider; both end with the test. */
export async function startProjectApp(
  project: string,
  { main, node, protocol }: { main: string; node: NodeVersion; protocol?: Protocol },
): Promise<ProjectApp> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const directory = demoDirectory('acme.example');
  const env = {
    PORT: String(port),
    ...(await identityProviderEnvironment(protocol, directory, `${url}/login/callback`)),
  };
  await closeAfterTest(startProgram(main, project, { node: nodeBinary(node), env }));
  return { url, directory };
}

/** What the app has to know of its identity provider, in its environment. */
async function identityProviderEnvironment(
  protocol: Protocol | undefined,
  directory: Directory,
  callbackUrl: string,
): Promise<Record<string, string>> {
  if (protocol === 'saml') {
    const { ssoUrl, publicKey } = await closeAfterTest(startSamlIdp({ directory }));
    return { IDP_ENTRY_POINT: ssoUrl, IDP_CERT: publicKey };
  }
  if (protocol === 'oidc') {
    const client = { id: 'app', secret: 'secret', redirectUris: [callbackUrl] };
    const { url } = await closeAfterTest(startOidcProvider({ directory, clients: [client] }));
    return { ISSUER: url, CLIENT_ID: client.id, CLIENT_SECRET: client.secret };
  }
  return {};
}

/** What Ada, who owns the tenant, meets in a project's app once she has signed in as a person would. */
export async function signInAsAda({ url }: ProjectApp) {
  const browser = new Browser();
  const home = await browser.signIn(`${url}/login`, 'ada');
  if (home.status !== 200) throw new Error(`${home.status} at ${home.url}: ${home.body}`);
  const admin = await browser.get(`${url}/admin/`);
  const addMember = await browser.post(`${url}/teams/Analytics/members`);
  return { home: JSON.parse(home.body) as unknown, admin: admin.status, addMember: addMember.status };
}

/** What she is to meet: the teams and roles of her groups, the admin page, and a guard in the way. */
export const EXPECTED_FOR_ADA = {
  home: {
    firstName: 'Ada',
    tenantOwner: true,
    teams: ['Analytics: TEAM_ADMIN', 'Incident Response: VIEWER'],
  },
  admin: 200,
  addMember: 403,
};
