import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';

const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

let browser: Browser | undefined;

afterAll(async () => {
  await browser?.close();
  browser = undefined;
});

/** A window of its own, with cookies of its own. The browser behind it is started once a test file. */
export async function openBrowserContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  browser ??= await chromium.launch({
    executablePath: findChromium(),
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  // What a test waits for comes as late as the machine has other work.
  context.setDefaultTimeout(60_000);
  return context;
}

function findChromium(): string {
  const { CHROMIUM_PATH: chosen } = process.env;
  const found = (chosen ? [chosen] : USUAL_PATHS).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    `${chosen ? `Nothing is at CHROMIUM_PATH, "${chosen}".` : 'These tests need Chromium or Chrome.'} Install it (on ` +
      'Debian: apt-get install chromium), or say where it is with the environment variable CHROMIUM_PATH.',
  );
}
