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

/** The page without its code: neither fenced blocks nor code spans. */
export function proseOf(markdown: string): string {
  return markdown
    .replace(/^```.*?^```$/gms, '')
    .replace(/<!--.*?-->/gs, '')
    .replace(/(`+)(?!`).*?[^`]\1(?!`)/gs, '');
}
