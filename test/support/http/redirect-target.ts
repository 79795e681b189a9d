import type { Browser } from './browser';

/** Visits an address with the cookies of a browser, and tells where it leads without going there. */
export async function redirectTarget(
  browser: Browser,
  url: string,
  form?: Record<string, string>,
): Promise<string> {
  const cookie = await browser.jar.getCookieString(url);
  const response = await fetch(url, {
    headers: { cookie, origin: new URL(url).origin },
    redirect: 'manual',
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  });
  for (const set of response.headers.getSetCookie()) await browser.jar.setCookie(set, url);
  const location = response.headers.get('location');
  return location === null ? '' : new URL(location, url).href;
}

/** Follows redirects until one leads to this server, and stops before it. */
export async function followRedirectsTo(server: string, browser: Browser, url: string): Promise<string> {
  let at = url;
  for (let hops = 0; hops < 10 && at !== '' && (hops === 0 || !at.startsWith(server)); hops += 1) {
    at = await redirectTarget(browser, at);
  }
  return at;
}
