import { withSuggestion, type NestedProblem, type Problem } from './faults';

/** The problems of a list of domains whose addresses are trusted, by domain. */
export function emailDomainListProblems(list: unknown): Problem | NestedProblem[] {
  if (!Array.isArray(list))
    return { code: 'invalid_type', message: "must be a list of domains such as ['example.com']" };
  return list.flatMap((domain: unknown, i) => {
    const problem = emailDomainProblem(domain);
    return problem === undefined ? [] : [{ ...problem, at: [i] }];
  });
}

/** A domain is compared as a whole, so in any other form it would silently match no address. */
function emailDomainProblem(value: unknown): Problem | undefined {
  if (typeof value !== 'string') return { code: 'invalid_type', message: 'must be text' };
  const domain = value.trim().toLowerCase();
  const risk = riskOf(domain);
  if (risk !== undefined) return { code: 'invalid_value', message: risk };
  if (isDomain(domain)) return undefined;
  const candidate = toDomain(domain);
  const isUsable = isDomain(candidate) && riskOf(candidate) === undefined;
  return withSuggestion(
    'invalid_value',
    'must be one whole domain such as "example.com", without "@", "*" or "https://"',
    isUsable ? candidate : undefined,
  );
}

/** The reason why the addresses of a domain do not belong to one organization. */
function riskOf(domain: string): string | undefined {
  if (FREE_MAIL_DOMAINS.has(domain))
    return 'is a free-mail domain: its addresses belong to the public, so it must not be trusted';
  if (PUBLIC_SUFFIXES.has(domain) || /^[^.@*/:\s]+$/.test(domain))
    return 'is a public suffix or has only one label: it must be the domain of one organization';
  return undefined;
}

/** At least two labels, none of them empty, of characters that an unquoted address may have after its `@`. */
function isDomain(text: string): boolean {
  return /^[^\s\p{Cc}@"<>,;:\\()[\]*/?#.]+(\.[^\s\p{Cc}@"<>,;:\\()[\]*/?#.]+)+$/u.test(text);
}

/** The domain in `@example.com`, `ada@example.com`, `*.example.com`, `example.com.` or `https://example.com/path`. */
function toDomain(text: string): string {
  return text
    .replace(/^[a-z][a-z0-9+.-]*:(\/\/)?/, '')
    .replace(/[/?#].*$/s, '')
    .replace(/^.*@/s, '')
    .replace(/:\d+$/, '')
    .replace(/^(\*?\.)+/, '')
    .replace(/\.$/, '');
}

const words = (text: string) => new Set(text.trim().split(/\s+/));

/** The largest free-mail providers. The list is a reminder and not complete. */
const FREE_MAIL_DOMAINS = words(`
  gmail.com googlemail.com
  outlook.com outlook.de outlook.fr hotmail.com hotmail.co.uk hotmail.de hotmail.fr hotmail.it hotmail.es
  live.com live.co.uk live.de live.fr live.nl msn.com
  yahoo.com yahoo.co.uk yahoo.co.in yahoo.co.jp yahoo.com.br yahoo.de yahoo.fr yahoo.it yahoo.es ymail.com rocketmail.com
  icloud.com me.com mac.com aol.com
  gmx.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.de posteo.de mailbox.org
  proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.com tuta.io
  mail.com email.com fastmail.com fastmail.fm hey.com hushmail.com zohomail.com inbox.com
  mail.ru inbox.ru list.ru bk.ru yandex.ru yandex.com ya.ru rambler.ru ukr.net
  qq.com foxmail.com 163.com 126.com yeah.net sina.com sohu.com aliyun.com naver.com hanmail.net daum.net
  rediffmail.com uol.com.br bol.com.br terra.com.br
  orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it
  wp.pl o2.pl onet.pl interia.pl seznam.cz bluewin.ch btinternet.com comcast.net verizon.net att.net sbcglobal.net
`);

/** Suffixes of two labels under which the public can register domains. Suffixes of one label need no list. */
const PUBLIC_SUFFIXES = words(`
  co.uk org.uk me.uk ltd.uk plc.uk net.uk ac.uk gov.uk
  com.au net.au org.au edu.au gov.au co.nz org.nz net.nz ac.nz govt.nz
  co.jp ne.jp or.jp ac.jp go.jp co.kr or.kr co.in net.in org.in ac.in gov.in
  com.br net.br org.br gov.br com.ar com.mx org.mx com.co com.pe com.ve com.uy com.ec
  com.cn net.cn org.cn gov.cn com.hk com.tw com.sg edu.sg com.my com.ph com.vn com.pk com.bd co.id co.th
  com.tr org.tr co.il org.il ac.il com.sa com.eg co.za org.za ac.za co.ke com.ng com.gh
  co.at or.at ac.at com.pl net.pl org.pl com.pt com.gr com.ua com.ru com.es com.ro co.hu
  github.io gitlab.io herokuapp.com vercel.app netlify.app pages.dev workers.dev web.app appspot.com
  azurewebsites.net cloudfront.net blogspot.com
`);
