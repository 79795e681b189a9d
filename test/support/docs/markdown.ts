/** A fenced block of a page. */
export interface Block {
  language: string;
  code: string;
  /** The paragraph right before it. */
  introduction: string;
}

/** The fenced blocks of a page, in their order. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(
    ({ 1: language = '', 2: code = '', index }) => ({
      language,
      code,
      introduction: markdown.slice(0, index).trimEnd().split('\n\n').at(-1)!,
    }),
  );
}

/** The page without its fenced blocks and comments. */
export function withoutBlocks(markdown: string): string {
  return markdown.replace(/^ *```.*?^ *```$/gms, '').replace(/<!--.*?-->/gs, '');
}

/** The page without any code, also without code spans. */
export function proseOf(markdown: string): string {
  return withoutBlocks(markdown).replace(/(`+)(?!`).*?[^`]\1(?!`)/gs, '');
}

/** The anchors that a page sets itself, and those that GitHub gives to its headings. */
export function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  const own = [...withoutBlocks(markdown).matchAll(/^<a id="([^"]+)"><\/a>$/gm)].map(([, id = '']) => id);
  const ofHeadings = [...withoutBlocks(markdown).matchAll(/^#{1,6} +(.+?)(?: +#+)?$/gm)].map(
    ([, heading = '']) => {
      const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
      const slug = text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
        .replaceAll(' ', '-');
      const times = seen.get(slug) ?? 0;
      seen.set(slug, times + 1);
      return times === 0 ? slug : `${slug}-${times}`;
    },
  );
  return [...own, ...ofHeadings];
}

/** Where the links and images of a page lead, as they are written. */
export function linksOf(markdown: string): string[] {
  const prose = proseOf(markdown);
  const inline = [...prose.matchAll(/\]\(\s*<?([^\s)>]*)>?(?:\s+"[^"]*")?\s*\)/g)];
  const reference = [...prose.matchAll(/^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)>?/gm)];
  const html = [...prose.matchAll(/\b(?:href|src)="([^"]*)"/g)];
  return [...inline, ...reference, ...html].map(([, target = '']) => target);
}
