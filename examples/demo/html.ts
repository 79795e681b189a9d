/** A piece of HTML. Only {@link html} makes one, so whatever else meets a page is text and gets escaped. */
export class Html {
  constructor(readonly source: string) {}

  toString(): string {
    return this.source;
  }
}

type HtmlValue = Html | string | number | false | null | undefined | readonly HtmlValue[];

/** A template tag: everything put into it is escaped, apart from other pieces of HTML. */
export function html(strings: TemplateStringsArray, ...parts: HtmlValue[]): Html {
  return new Html(strings.reduce((text, next, index) => text + render(parts[index - 1]) + next));
}

/** The same for XML, under a name whose white space prettier leaves alone. */
export const xml = html;

function render(part: HtmlValue): string {
  if (part === false || part === null || part === undefined) return '';
  if (part instanceof Html) return part.source;
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part));
  return part.map(render).join('');
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
