import type { Page } from 'playwright-core';

/** Signs in as a person of an identity provider, on the provider's own page. */
export async function signIn(
  page: Page,
  appUrl: string,
  givenName: string,
  provider: 'acme' | 'globex' = 'acme',
): Promise<void> {
  await page.goto(`${appUrl}/login/${provider}`);
  await page.getByRole('button', { name: givenName }).click();
  await page.waitForURL(`${appUrl}/`);
}
