import { closeAfterTest } from '../support/http/listen';
import { openBrowserContext } from '../support/browser/chromium';
import { startCookieApp } from '../support/apps/cookie-app';
import { signIn } from '../support/browser/sign-in';

/*
 * A SAML answer comes by POST from the identity provider's site, an OpenID answer by GET. What a browser makes of the
 * session cookie on the way is in no HTTP client.
 */
const KEPT = { signedIn: true, before: 'kept' };
const EMPTIED = { signedIn: true, before: 'gone' };
const NOTHING = { signedIn: false, before: 'gone' };
const REFUSED = { signedIn: false, before: 'kept' };

test.each([
  ['lax', 'acme', EMPTIED, EMPTIED],
  ['none', 'acme', KEPT, KEPT],
  // The redirect after the sign-in counts as the other site's too, and so the page does not know who came.
  ['strict', 'acme', NOTHING, EMPTIED],
  ['lax', 'globex', KEPT, KEPT],
  ['none', 'globex', KEPT, KEPT],
  // Without its cookie, the answer has no state to be compared with.
  ['strict', 'globex', NOTHING, REFUSED],
] as const)(
  'a cookie that is SameSite=%s, at a sign-in through %s',
  async (sameSite, provider, first, later) => {
    const app = await closeAfterTest(startCookieApp(sameSite));
    const page = await (await openBrowserContext()).newPage();
    const shown = async () => JSON.parse(await page.locator('body').innerText()) as unknown;
    await signIn(page, app.url, 'Bo', provider);
    expect(await shown()).toEqual(first);
    await page.goto(app.url);
    expect(await shown()).toEqual(later);
  },
);
