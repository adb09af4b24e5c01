import { X509Certificate } from 'node:crypto';
import { readInputFile } from '../files/input-file.js';
import { UserError } from '../vocabulary/index.js';

const maxBytes = 1024 * 1024;

/** The certificates of a file given with `--ca`, as PEM. Throws a UserError for anything else. */
export async function readAuthority(path: string): Promise<string> {
  const text = await readInputFile(path, '--ca', maxBytes);
  const blocks =
    Buffer.from(text)
      .toString('latin1')
      .match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/gu) ?? [];
  if (blocks.length === 0)
    throw new UserError(`--ca: ${path} holds no certificate in PEM.`, 'Export it as "Base-64 encoded X.509".');
  try {
    return blocks.map((block) => new X509Certificate(block).toString()).join('\n');
  } catch (error) {
    throw new UserError(`--ca: a certificate in ${path} is damaged.`, 'Export it again as "Base-64 encoded X.509".', {
      cause: error,
    });
  }
}
