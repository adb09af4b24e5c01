import { unescapeString } from '../../../remoting/clixml/index.js';
import type { Answerer } from './exchange.js';

export interface Trap {
  readonly answer: Answerer;
  /** How many requests arrived, and how many carried a credential. */
  counts(): { readonly requests: number; readonly credentials: number };
}

/**
 * A server that only counts requests that give away a credential: an Authorization or Cookie header, or the account's
 * password in any form anywhere in the request. It also asks for one. Nothing it receives is kept.
 */
export function makeTrap(password: string): Trap {
  const counted = { requests: 0, credentials: 0 };
  return {
    counts: () => ({ ...counted }),
    answer: ({ target, headers, body }) => {
      counted.requests++;
      const parts = [Buffer.from([target, ...Object.values(headers).flat()].join('\n')), Buffer.from(body)];
      const isReported = parts.some((part) => readings(part).some((text) => text.includes(password)));
      if (isReported || headers.authorization !== undefined || headers.cookie !== undefined) counted.credentials++;
      return { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="elsewhere"' } };
    },
  };
}

/** The deepest real nesting is base64 of CLIXML fragments in XML. */
const maxDepth = 2;

/** Every text these bytes can be decoded to. */
function readings(bytes: Buffer, depth = 0): readonly string[] {
  const texts = [
    ...new Set([
      bytes.toString('utf8'),
      bytes.toString('latin1'),
      bytes.toString('utf16le'),
      bytes.subarray(1).toString('utf16le'),
    ]),
  ];
  const plain = texts.flatMap((text) => [
    text,
    withoutEntities(text),
    withoutPercents(text),
    withoutBackslashes(text),
    unescapeString(text),
  ]);
  if (depth === maxDepth) return plain;
  const inside = texts.flatMap((text) => [
    ...runs(text, /[A-Za-z0-9+/_-]{12,}/g, 'base64'),
    ...runs(text, /(?:[0-9A-Fa-f]{2}){8,}/g, 'hex'),
  ]);
  return [...plain, ...inside.flatMap((run) => readings(run, depth + 1))];
}

/** Decodes the runs of a notation in a text; as the start of the encoded data is unknown, every alignment is tried. */
function runs(text: string, form: RegExp, encoding: 'base64' | 'hex'): readonly Buffer[] {
  return Array.from(text.matchAll(form), ([run]) => run).flatMap((run) =>
    [0, 1, 2, 3].map((skipped) => Buffer.from(run.slice(skipped), encoding)),
  );
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const withoutEntities = (text: string): string =>
  text.replace(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name.toLowerCase()]!;
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );

const withoutPercents = (text: string): string =>
  text.replace(/(?:%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));

const withoutBackslashes = (text: string): string =>
  text.replace(/\\(?:u([\da-f]{4})|(.))/gi, (_, hex?: string, character = '') =>
    hex === undefined ? String(character) : String.fromCharCode(parseInt(hex, 16)),
  );
