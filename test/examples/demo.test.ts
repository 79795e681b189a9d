import { startDemo, type Demo } from '../../examples/demo/app';
import { Browser } from '../support/http/browser';
import { closeAfterTest } from '../support/http/listen';

let demo: Demo;

beforeEach(async () => {
  demo = await closeAfterTest(startDemo(0));
});

describe.each(['acme', 'globex'] as const)('the demo, signed in through %s', (provider) => {
  const signIn = (browser: Browser, user: string) => browser.signIn(`${demo.url}/login/${provider}`, user);

  it('shows who you are, and which group and entry gave you what', async () => {
    const { status, url, body } = await signIn(new Browser(), 'bo');
    expect([status, url]).toEqual([200, `${demo.url}/`]);
    expect(textOf(body)).toContain('Bo Berg');
    expect(textOf(body)).toContain('It made your account.');
    expect(rowsOf(body, 'grants')).toEqual([
      [
        'EDITOR in the team Incident Response',
        'Managers',
        'mappings[1] {"group_name":"Managers","team_name":"Incident Response","role_name":"EDITOR"}',
        `${provider}, settings version 1`,
      ],
      [
        'EDITOR in the case group Phishing of Incident Response',
        'Phishing',
        expect.stringContaining('mappings[3]'),
        `${provider}, settings version 1`,
      ],
    ]);
  });

  it('knows owners, permissions, and people with nothing', async () => {
    const grantsOf = async (user: string) => {
      const { body } = await signIn(new Browser(), user);
      return rowsOf(body, 'grants').map(([grant]) => grant);
    };
    expect(await grantsOf('ada')).toEqual([
      'Tenant owner',
      'TEAM_ADMIN in the team Analytics',
      'VIEWER in the team Incident Response',
    ]);
    expect(await grantsOf('di')).toEqual(['Permission AUDIT_LOG_READ']);
    expect(await grantsOf('eve')).toEqual([]);
  });

  it('follows the groups at the next sign-in', async () => {
    const browser = new Browser();
    await signIn(browser, 'bo');
    const { url: providerUrl } = demo.identityProviders[provider];
    const directory = await browser.get(`${providerUrl}/directory`);
    const saved = await browser.post(`${providerUrl}/directory/bo`, { groups: 'Everyone\r\nAuditors\r\n' });
    expect([directory.status, saved.status]).toEqual([200, 200]);
    expect(textOf(saved.body)).toContain('Bo has to sign in again');

    const { body } = await signIn(browser, 'bo');
    expect(rowsOf(body, 'grants').map(([grant, group]) => [grant, group])).toEqual([
      ['VIEWER in the team Incident Response', 'Everyone'],
      ['Permission AUDIT_LOG_READ', 'Auditors'],
    ]);
    const changes = sectionOf(body, 'sign-in');
    expect(changes).toContain('Changed: VIEWER (was EDITOR) in the team Incident Response');
    expect(changes).toContain('Removed: EDITOR in the case group Phishing of Incident Response');
    expect(changes).toContain('Added: the permission AUDIT_LOG_READ, because of the group Auditors');
    expect(rowsOf(body, 'audit-log').map(([, , what]) => what?.split(' ')[0])).toEqual([
      'changed',
      'created',
    ]);

    const again = await signIn(browser, 'bo');
    expect(sectionOf(again.body, 'sign-in')).toContain('Nothing.');
  });

  it('removes all grants of a user without groups', async () => {
    const browser = new Browser();
    await signIn(browser, 'cy');
    demo.identityProviders[provider].directory.get('cy')!.groups = [];
    const { body } = await signIn(browser, 'cy');
    expect(rowsOf(body, 'grants')).toEqual([]);
  });

  it('says what a sign-in left undone', async () => {
    const browser = new Browser();
    await signIn(browser, 'ada');
    demo.identityProviders[provider].directory.get('ada')!.groups = ['Everyone'];
    const { body } = await signIn(browser, 'ada');
    expect(sectionOf(body, 'sign-in')).toContain('Still tenant owner, because there is no other owner');
    expect(sectionOf(body, 'audit-log')).toContain('Still tenant owner, because there is no other owner');
  });

  it('refuses to change a role by the product’s own way', async () => {
    const browser = new Browser();
    const page = await signIn(browser, 'cy');
    const refused = await browser.submit(page, {}, 'role');
    expect(refused.status).toBe(403);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.parse(refused.body)).toMatchObject({ status: 403, code: 'managed_by_identity_provider' });
    expect(rowsOf((await browser.get(demo.url)).body, 'grants')).toEqual(rowsOf(page.body, 'grants'));
  });

  it('escapes the names of hostile groups, wherever they stand', async () => {
    const hostile = '"><script>alert(1)</script>';
    const browser = new Browser();
    demo.identityProviders[provider].directory.get('ada')!.groups = [hostile];
    const { url } = demo.identityProviders[provider];
    const pages = [
      await browser.get(demo.url),
      await browser.get(`${url}/directory`),
      await signIn(browser, 'ada'),
    ];
    for (const { body } of pages) {
      expect(body).not.toContain('<script>alert');
      expect(body).toContain('&lt;script&gt;alert(1)');
    }
  });

  it('signs out', async () => {
    const browser = new Browser();
    const page = await signIn(browser, 'cy');
    const { body } = await browser.submit({
      ...page,
      body: page.body.slice(0, page.body.indexOf('</form>') + 7),
    });
    expect(textOf(body)).toContain('Two companies use this application');
  });
});

it('lets the SAML provider sign a user out', async () => {
  const browser = new Browser();
  const { acme } = demo.identityProviders;
  await browser.signIn(`${demo.url}/login/acme`, 'cy');
  const last = await browser.signIn(acme.logoutUrl, 'cy');
  expect([last.status, textOf(last.body)]).toEqual([200, expect.stringContaining('You are signed out')]);
  expect(last.url.startsWith(acme.logoutUrl)).toBe(true);
  expect(textOf((await browser.get(demo.url)).body)).toContain('Two companies use this application');
});

describe('the pages of the demo', () => {
  it('have a policy that runs no script of a stranger', async () => {
    const { headers, body } = await new Browser().get(demo.url);
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(body).toContain('<html lang="en">');
  });

  it('take no form from another site', async () => {
    const browser = new Browser();
    await browser.signIn(`${demo.url}/login/acme`, 'cy');
    const elsewhere = { origin: 'https://elsewhere.example' };
    const { url } = demo.identityProviders.acme;
    for (const target of [`${demo.url}/logout`, `${demo.url}/teams/x/members/me`, `${url}/directory/cy`]) {
      expect((await browser.post(target, {}, elsewhere)).status).toBe(403);
    }
    expect(demo.identityProviders.acme.directory.get('cy')!.groups).toEqual(['Everyone']);
  });

  it('are at one host name', async () => {
    const { port } = new URL(demo.url);
    const { url } = await new Browser().get(`http://localhost:${port}/nowhere`);
    expect(url).toBe(`${demo.url}/nowhere`);
  });

  it('say so when a sign-in is refused', async () => {
    // The address of another account does not admit a user to it.
    demo.identityProviders.globex.directory.get('ada')!.email = 'ADA@acme.example';
    await new Browser().signIn(`${demo.url}/login/acme`, 'ada');
    const { status, body } = await new Browser().signIn(`${demo.url}/login/globex`, 'ada');
    expect(status).toBe(403);
    expect(textOf(body)).toContain('Code: email_conflict');
  });
});

function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text of the section that has this heading. */
function sectionOf(body: string, id: string): string {
  return textOf(sourceOf(body, id));
}

/** The text of the cells of a section's table, without its head. */
function rowsOf(body: string, id: string): string[][] {
  const [, rows = ''] = /<tbody>(.*?)<\/tbody>/s.exec(sourceOf(body, id)) ?? [];
  return [...rows.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd]\b[^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => textOf(cell)),
  );
}

function sourceOf(body: string, id: string): string {
  return body.split('<section').find((section) => section.startsWith(` aria-labelledby="${id}"`)) ?? '';
}
