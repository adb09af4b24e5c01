import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import { join } from 'node:path';
import { execFile } from 'node:child_process';

/**
 * The root certificates Windows trusts, as PEM. Newer versions of Node.js can list them; for older ones they are read
 * from the registry: one key per certificate, with its serialised properties in the value `Blob` (wincrypt.h,
 * CERT_CERT_PROP_ID = 32 is the certificate itself). Certificates that Windows distrusts are left out.
 */
export async function windowsRoots(): Promise<readonly string[]> {
  if (process.platform !== 'win32') return [];
  const { getCACertificates } = tls as { getCACertificates?: (type: 'system') => readonly string[] };
  if (typeof getCACertificates === 'function') return getCACertificates('system');
  return rootsBy(queryStore);
}

/**
 * `query` resolves to `undefined` for a store that could not be read: a trusted store is then skipped, but without the
 * distrusted one nothing is trusted.
 */
export async function rootsBy(query: (key: string) => Promise<string | undefined>): Promise<readonly string[]> {
  const [trusted, distrusted] = await Promise.all([
    Promise.all(trustedStores.map(query)),
    Promise.all(distrustedStores.map(query)),
  ]);
  const isReported = (printed: string | undefined): printed is string => printed !== undefined;
  return distrusted.every(isReported) ? rootsIn(trusted.filter(isReported).join('\n'), distrusted.join('\n')) : [];
}

const certificates = 'Microsoft\\SystemCertificates';
const trustedStores = [
  `HKLM\\SOFTWARE\\${certificates}\\ROOT\\Certificates`,
  `HKLM\\SOFTWARE\\${certificates}\\AuthRoot\\Certificates`,
  `HKLM\\SOFTWARE\\Policies\\${certificates}\\Root\\Certificates`,
  `HKLM\\SOFTWARE\\Microsoft\\EnterpriseCertificates\\Root\\Certificates`,
  `HKCU\\SOFTWARE\\${certificates}\\Root\\Certificates`,
];
const distrustedStores = [
  `HKLM\\SOFTWARE\\${certificates}\\Disallowed\\Certificates`,
  `HKCU\\SOFTWARE\\${certificates}\\Disallowed\\Certificates`,
];

/**
 * The output of `reg query KEY /s`, which is ASCII; empty for a store that does not exist, `undefined` for one that
 * could not be queried.
 */
function queryStore(key: string): Promise<string | undefined> {
  const systemRoot = process.env['SystemRoot'] ?? 'C:\\Windows';
  const program = join(systemRoot, 'System32', 'reg.exe');
  const options = {
    windowsHide: true,
    timeout: 5_000,
    maxBuffer: 16 * 1024 * 1024,
    env: { SystemRoot: systemRoot },
    encoding: 'latin1',
  } as const;
  return new Promise((resolve) => {
    try {
      execFile(program, ['query', key, '/s', '/reg:64'], options, (error, stdout) =>
        resolve(error ? (typeof error.code === 'number' ? '' : undefined) : stdout),
      ).stdin?.end();
    } catch {
      // Some failures to start are thrown, not passed to the callback.
      resolve(undefined);
    }
  });
}

/** Parses the output for the stores. A blob that is not a certificate is skipped. */
export function rootsIn(trusted: string, distrusted: string): readonly string[] {
  const refused = new Set(entriesIn(distrusted).map(({ thumbprint }) => thumbprint));
  const roots = entriesIn(trusted)
    .filter(({ thumbprint }) => !refused.has(thumbprint))
    .flatMap(({ blob }) => certificateIn(blob) ?? []);
  return [...new Set(roots)];
}

function entriesIn(printed: string): { readonly thumbprint: string; readonly blob: Buffer }[] {
  const entries: { thumbprint: string; blob: Buffer }[] = [];
  let thumbprint = '';
  for (const line of printed.split(/\r?\n/u)) {
    thumbprint = /^HKEY_.*\\([0-9A-Fa-f]{40})\s*$/u.exec(line)?.[1]?.toUpperCase() ?? thumbprint;
    const blob = /^ {4}Blob {4}REG_BINARY {4}([0-9A-Fa-f]+)$/u.exec(line)?.[1];
    if (blob !== undefined) entries.push({ thumbprint, blob: Buffer.from(blob, 'hex') });
  }
  return entries;
}

const certificateProperty = 32;

/** A sequence of properties: id, 1, length (4 bytes each, little-endian), content. */
function certificateIn(blob: Buffer): string | undefined {
  for (let at = 0; at + 12 <= blob.length;) {
    const [property, length] = [blob.readUInt32LE(at), blob.readUInt32LE(at + 8)];
    const content = blob.subarray(at + 12, at + 12 + length);
    if (content.length < length) return undefined;
    if (property === certificateProperty) return pemOf(content);
    at += 12 + length;
  }
  return undefined;
}

function pemOf(der: Buffer): string | undefined {
  try {
    return new X509Certificate(der).toString();
  } catch {
    return undefined;
  }
}
