import { readdirSync, readFileSync } from 'node:fs';

/** Reads what other software wrote; see vectors/README.md. */
const at = (path: string): URL => new URL(`vectors/${path}`, import.meta.url);
const json = (path: string): unknown => JSON.parse(readFileSync(at(path), 'utf8'));

export interface ClixmlVector {
  readonly name: string;
  readonly expression: string;
  readonly xml: string;
}

export const clixmlVectors = json('clixml.json') as readonly ClixmlVector[];

export interface StdioPacket {
  readonly from: 'client' | 'server';
  /** Data, Command, Close, Signal, or an acknowledgement of one. */
  readonly kind: string;
  /** Undefined for the pool. */
  readonly pipeline: string | undefined;
  readonly bytes: Uint8Array;
}

/** One conversation with PowerShell over standard input and output. */
export function stdioVector(name: string): StdioPacket[] {
  return readFileSync(at(`psrp-stdio/${name}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { from, packet } = JSON.parse(line) as { from: 'client' | 'server'; packet: string };
      const [, kind = '', id = '', data = ''] = /^<(\w+)[^>]*PSGuid='([^']*)'[^>]*>([^<]*)/.exec(packet) ?? [];
      return {
        from,
        kind,
        pipeline: /^[0-]*$/.test(id) ? undefined : id,
        bytes: new Uint8Array(Buffer.from(data, 'base64')),
      };
    });
}

export const stdioNames = readdirSync(at('psrp-stdio')).map((file) => file.replace('.jsonl', ''));

export interface Exchange {
  readonly request: string;
  readonly response: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A conversation with an independent server, and what the client that had it understood. */
export function captured(name: string): {
  readonly exchanges: readonly Exchange[];
  readonly client: readonly Record<string, unknown>[];
} {
  type Side = { http: string; body: string };
  const { exchanges, client } = json(`wsman-captures/${name}.json`) as {
    exchanges: { request: Side; response: Side }[];
    client: Record<string, unknown>[];
  };
  return {
    exchanges: exchanges.map(({ request, response }) => {
      const [start = '', ...lines] = response.http.split(/\r?\n/).filter((line) => line !== '');
      const headers = Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
      );
      return { request: request.body, response: response.body, status: Number(start.split(' ')[1]), headers };
    }),
    client,
  };
}

export const capturedNames = readdirSync(at('wsman-captures')).map((file) => file.replace('.json', ''));

/** A conversation with a real Windows server. */
export function recorded(name: string): readonly Exchange[] {
  const messages = json(`wsman-recorded/${name}.json`) as {
    request: string;
    response: string;
    transport_error?: { code: number };
  }[];
  return messages.map(({ request, response, transport_error: error }) => ({
    request,
    response,
    status: error?.code ?? 200,
    headers: {},
  }));
}

export const recordedNames = readdirSync(at('wsman-recorded')).map((file) => file.replace('.json', ''));

/** Everything in a SOAP message that is base64 of fragments, in order. */
export const fragmentBlobs = (soap: string): Uint8Array[] =>
  Array.from(
    soap.matchAll(/>([A-Za-z0-9+/]{40,}={0,2})</g),
    ([, blob]) => new Uint8Array(Buffer.from(blob!, 'base64')),
  );

/** A value as PowerShell 7.6.9 wrote it, and what it read back of it. */
export interface RealClixmlVector {
  readonly name: string;
  readonly expression: string;
  readonly xml: string;
  /** `ok`, or why PowerShell itself refused it. */
  readonly reads: string;
  readonly expected: readonly unknown[];
}

export const realClixmlVectors: readonly RealClixmlVector[] = readFileSync(at('clixml-real.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as RealClixmlVector);

/** Single exchanges between two PowerShell 7.6.9; `data` is the CLIXML of the message. */
export const realMessages = (name: string): readonly { readonly type: string; readonly data: string }[] =>
  (json(`psrp-real/${name}.json`) as { messages: readonly { type: string; data: string }[] }).messages;
