import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { anchorsOf, linksOf, proseOf } from '../support/docs/markdown';

const root = path.resolve(__dirname, '../..');
const docs = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' });
const ROOT_PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md'];
const pages = [...ROOT_PAGES, ...docs.filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)];

const read = (page: string) => readFileSync(path.join(root, page), 'utf8');
const isExternal = (link: string) => /^[a-z][a-z0-9+.-]*:/i.test(link) || link.startsWith('//');

describe.each(pages)('%s', (page) => {
  const links = linksOf(read(page));

  test('leads only to files and headings that are there', () => {
    const broken = links.filter((link) => !isExternal(link) && !leadsSomewhere(page, link));
    expect(broken).toEqual([]);
  });

  test('names other sites by well-formed https addresses', () => {
    const broken = links.filter((link) => isExternal(link) && !isHttps(link));
    expect(broken).toEqual([]);
  });

  test('has no insecure address but those of localhost', () => {
    const addresses = proseOf(read(page)).match(/\bhttp:\/\/[^\s<>)"']+/g) ?? [];
    expect(addresses.filter((address) => new URL(address).hostname !== '127.0.0.1')).toEqual([]);
  });
});

test('every page of the docs is reached from docs/README.md', () => {
  const reached = new Set(['docs/README.md']);
  for (const page of reached) {
    for (const link of linksOf(read(page)).filter((link) => !isExternal(link))) {
      const target = targetOf(page, link).file;
      if (pages.includes(target)) reached.add(target);
    }
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

describe('what the checks go by', () => {
  test('headings get the anchors of GitHub', () => {
    const page =
      '# A `code`, and [a link](x.md)!\n\n## Twice\n\n```sh\n# none\n```\n\n## Twice\n\n### Größe & so\n';
    expect(anchorsOf(page)).toEqual(['a-code-and-a-link', 'twice', 'twice-1', 'größe--so']);
  });

  test('links in code are none', () => {
    const page =
      '[one](a.md#b) `[two](c.md)`\n\n```md\n[three](d.md)\n```\n\n[`four`](<e.md> "title")\n\n[5]: f.md\n';
    expect(linksOf(page)).toEqual(['a.md#b', 'e.md', 'f.md']);
  });

  test.each(['missing.md', 'README.md#missing', '#missing', '../../etc/hostname'])(
    '%s leads nowhere',
    (link) => {
      expect(leadsSomewhere('docs/README.md', link)).toBe(false);
    },
  );

  test.each([
    'http://example.com',
    'https://',
    'https://localhost',
    'https://a b.com',
    'mailto:a@example.com',
  ])('%s is no address', (link) => {
    expect(isHttps(link)).toBe(false);
  });
});

function leadsSomewhere(page: string, link: string): boolean {
  const { file, anchor } = targetOf(page, link);
  const target = path.join(root, file);
  // What lies outside of the repository is not there for a reader.
  if (file.startsWith('..') || !existsSync(target)) return false;
  if (anchor === undefined) return true;
  return statSync(target).isFile() && anchorsOf(read(file)).includes(anchor);
}

/** The file that a link leads to, from the root of the repository. */
function targetOf(page: string, link: string): { file: string; anchor: string | undefined } {
  const [name = '', anchor] = link.split('#');
  const file = name === '' ? page : path.join(path.dirname(page), decodeURIComponent(name));
  return { file, anchor: anchor === undefined ? undefined : decodeURIComponent(anchor) };
}

function isHttps(link: string): boolean {
  if (!URL.canParse(link)) return false;
  const { protocol, hostname } = new URL(link);
  return protocol === 'https:' && hostname.includes('.');
}
