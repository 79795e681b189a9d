/** A form of a page, as far as a browser without scripts can send it. */
export interface HtmlForm {
  method: 'get' | 'post';
  /** Absolute. */
  action: string;
  /** The values that are in it already. */
  fields: Record<string, string>;
  /** The names of everything in it that has one, buttons too. */
  names: Set<string>;
}

/** The forms of a page. Good enough for well-formed pages; it is no parser of HTML. */
export function parseForms(url: string, body: string): HtmlForm[] {
  return [...body.matchAll(/<form\b([^>]*)>(.*?)<\/form\s*>/gis)].map(([, tag = '', content = '']) => {
    const form = parseAttributes(tag);
    const controls = parseControls(content);
    return {
      method: form.get('method')?.toLowerCase() === 'post' ? 'post' : 'get',
      action: new URL(form.get('action') ?? '', url).href,
      fields: Object.fromEntries(controls.filter(({ sent }) => sent).map(({ name, value }) => [name, value])),
      names: new Set(controls.map(({ name }) => name)),
    };
  });
}

interface Control {
  name: string;
  value: string;
  /** Buttons are only sent when they are pressed, boxes when they are checked. */
  sent: boolean;
}

function parseControls(content: string): Control[] {
  const found = content.matchAll(/<(input|button|textarea)\b([^>]*)>(?:\n?([^<]*)<\/textarea)?/gi);
  return [...found]
    .map(([, element = '', tag = '', text = '']) => {
      const attributes = parseAttributes(tag);
      const type =
        element.toLowerCase() === 'input' ? (attributes.get('type') ?? 'text') : element.toLowerCase();
      return {
        name: attributes.get('name') ?? '',
        value: type === 'textarea' ? decode(text) : (attributes.get('value') ?? ''),
        sent: ['radio', 'checkbox'].includes(type)
          ? attributes.has('checked')
          : type !== 'button' && type !== 'submit',
      };
    })
    .filter(({ name }) => name !== '');
}

function parseAttributes(tag: string): Map<string, string> {
  const found = [...tag.matchAll(/([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)];
  return new Map(
    found.map(([, name, double, single, bare]) => [
      name!.toLowerCase(),
      decode(double ?? single ?? bare ?? ''),
    ]),
  );
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#34': '"' };

function decode(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|#34);/g, (_entity, name: string) => ENTITIES[name]!);
}
