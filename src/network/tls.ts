import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { PeerCertificate, SecureContext, TLSSocket } from 'node:tls';
import type { CertificateFault, CertificateSeen, Handshake } from './probe.js';
import { codeOf } from './resolve.js';

/** Certificates trusted in addition to Node's own list. */
export interface Trust {
  /** PEM texts given with `--ca`. */
  readonly added: readonly string[];
  /** PEM texts of the roots Windows trusts; empty elsewhere. Read only when they are needed. */
  readonly windowsRoots: () => Promise<readonly string[]>;
}

export const trustNothingMore: Trust = { added: [], windowsRoots: () => Promise.resolve([]) };

const faults: Readonly<Record<string, CertificateFault>> = {
  CERT_NOT_YET_VALID: 'dates',
  CERT_HAS_EXPIRED: 'dates',
  ERR_TLS_CERT_ALTNAME_INVALID: 'name',
  HOSTNAME_MISMATCH: 'name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  CERT_UNTRUSTED: 'untrusted',
};

export interface Secured {
  readonly handshake: Handshake;
  /** Present only if the chain is trusted. */
  readonly socket?: TLSSocket;
}

/**
 * A TLS handshake over an open connection, at least TLS 1.2. Node's verdict on the chain and the name is evaluated here
 * instead of being thrown, so that the issuer can be named; a socket is returned only if the chain is trusted. `added`
 * are PEM texts trusted in addition to Node's own list.
 */
export function startTls(
  socket: Socket,
  host: string,
  added: readonly string[],
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Secured> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const durationMs = (): number => Math.round(performance.now() - startedAt);
    const secured = tls.connect({
      socket,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      host,
      secureContext: trusting(added),
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: false,
    });
    const end = (result: Secured): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      secured.removeListener('error', onError).removeListener('close', onClose);
      if (!result.socket) secured.on('error', () => undefined).destroy();
      resolve(result);
    };
    const onAbort = (): void => end({ handshake: { state: 'failed', code: 'ABORT_ERR', durationMs: durationMs() } });
    const onClose = (): void => end({ handshake: { state: 'reset', durationMs: durationMs() } });
    const onError = (error: Error): void => {
      const code = codeOf(error);
      if (code === 'ECONNRESET' || code === 'EPIPE') return onClose();
      end({ handshake: { state: 'failed', code, durationMs: durationMs() } });
    };
    const timer = setTimeout(() => end({ handshake: { state: 'timed-out', durationMs: durationMs() } }), timeoutMs);
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    secured.on('error', onError).on('close', onClose);
    secured.once('secureConnect', () => {
      const certificate = seen(secured.getPeerCertificate());
      if (secured.authorized) {
        const protocol = secured.getProtocol() ?? 'unknown';
        return end({
          handshake: { state: 'trusted', protocol, trustedBy: 'node', certificate, durationMs: durationMs() },
          socket: secured,
        });
      }
      // Typed as an error, but the code itself on Node 20; an error with that code later.
      const reason: unknown = secured.authorizationError;
      const code = typeof reason === 'string' ? reason : codeOf(reason);
      end({
        handshake: {
          state: 'distrusted',
          fault: faults[code] ?? 'invalid',
          code,
          certificate,
          durationMs: durationMs(),
        },
      });
    });
  });
}

/**
 * Reading the more than one hundred roots takes some 40 ms on the main thread, and a run needs the same ones several
 * times.
 */
const contexts = new Map<string, SecureContext>();
const keptContexts = 4;

/** The OpenSSL context inside what `tls.createSecureContext` returns; Node itself adds its roots this way. */
interface NativeContext {
  addCACert(pem: string): void;
}

/**
 * Trusts what Node trusts by default (NODE_EXTRA_CA_CERTS included) and the added certificates. The option `ca` would
 * replace Node's own list, and passing that list as well would read every root a second time.
 */
function trusting(added: readonly string[]): SecureContext {
  const key = added.join('\n');
  const kept = contexts.get(key);
  if (kept) return kept;
  const made = tls.createSecureContext({ minVersion: 'TLSv1.2' });
  for (const pem of added.length === 0 ? [] : [...added, ...extraRoots()])
    (made.context as NativeContext).addCACert(pem);
  const [oldest] = contexts.keys();
  if (contexts.size >= keptContexts && oldest !== undefined) contexts.delete(oldest);
  contexts.set(key, made);
  return made;
}

/**
 * Node.js 20 drops the NODE_EXTRA_CA_CERTS certificates as soon as another is added. Node itself has already warned of
 * a file it cannot read.
 */
function extraRoots(): readonly string[] {
  const path = process.env['NODE_EXTRA_CA_CERTS'];
  try {
    return path === undefined || path === '' ? [] : [readFileSync(path, 'utf8')];
  } catch {
    return [];
  }
}

function seen(certificate: PeerCertificate): CertificateSeen {
  return {
    subject: namesIn(certificate.subjectaltname) ?? nameIn(certificate.subject),
    issuer: nameIn(certificate.issuer),
    validFrom: iso(certificate.valid_from),
    validTo: iso(certificate.valid_to),
  };
}

/** The names that count (RFC 9110, section 4.3.4): if there are any, the common name is ignored. */
function namesIn(alternative: string | undefined): string | undefined {
  const names = (alternative ?? '').split(', ').flatMap((one) => /^(?:DNS|IP Address):(.+)$/u.exec(one)?.[1] ?? []);
  return names.length > 0 ? names.join(', ') : undefined;
}

type DistinguishedName = PeerCertificate['subject'] | undefined;
const nameIn = (name: DistinguishedName): string => {
  const found: unknown = name?.CN ?? name?.O ?? '';
  return Array.isArray(found) ? String(found[0]) : String(found);
};

const iso = (date: string): string => {
  const parsed = new Date(date);
  return Number.isNaN(parsed.getTime()) ? 'unknown' : parsed.toISOString().replace(/\.\d+Z$/u, 'Z');
};
