import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLab } from '../../src/lab/index.js';
import type { Lab } from '../../src/lab/index.js';

// The main job against a lab that stands beside it, as a command line reaches it.

/** Runs what needs a lab, and closes it however that ends. */
export async function withLab<T>(options: Parameters<typeof startLab>[0], use: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = await startLab(options);
  try {
    return await use(lab);
  } finally {
    await lab.close();
  }
}

/** Writes the authority to trust into a file of its own, and returns its path. */
export function caFile(folder: string, { ca }: Pick<Lab, 'ca'>): string {
  const path = join(folder, `${randomUUID()}.pem`);
  writeFileSync(path, ca);
  return path;
}

/** The article's way to a lab; without `--user` where nobody is named, and without `--ca` where no file is. */
export function labArgs(
  { https, tenant, user }: Pick<Lab, 'https' | 'tenant'> & Partial<Pick<Lab, 'user'>>,
  { ca, endpoint = https }: { readonly ca?: string; readonly endpoint?: string } = {},
): readonly string[] {
  return [
    ...['--route', 'partner-basic', '--endpoint', endpoint, '--tenant', tenant],
    ...(user === undefined ? [] : ['--user', user]),
    ...(ca === undefined ? [] : ['--ca', ca]),
  ];
}
