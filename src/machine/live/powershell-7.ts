import { join } from 'node:path';
import gt from 'semver/functions/gt.js';
import valid from 'semver/functions/valid.js';
import type { Reading } from '../../vocabulary/index.js';
import { absent, message, unreadable, value } from '../../vocabulary/index.js';
import { fileIsThere, inTime } from './disk.js';
import { textOf } from './registry/parse-query.js';
import type { Whereabouts } from './whereabouts.js';
import { programFiles } from './whereabouts.js';

const installed = 'HKLM\\SOFTWARE\\Microsoft\\PowerShellCore\\InstalledVersions';

/**
 * The newest PowerShell 7 (or 6) that its installer registered. Microsoft does not document the key; it is what
 * installers are seen to write, so a pwsh.exe without a key is unreadable, not absent. One from the Store or unpacked
 * elsewhere is not found.
 */
export async function newestPowerShell7(where: Whereabouts): Promise<Reading<string>> {
  const key = await where.registry.key(installed);
  if (key.state === 'unreadable') return key;
  const names =
    key.state === 'value'
      ? key.value.subkeys.flatMap((name) => /\\InstalledVersions\\([^\\]+)$/iu.exec(name)?.[1] ?? [])
      : [];
  const versions = await Promise.all(names.map((name) => versionAt(`${installed}\\${name}`, where)));
  const reported = versions.flatMap((reading) => (reading.state === 'value' ? [reading.value] : []));
  if (reported.length > 0) return value(reported.reduce((newest, one) => (gt(one, newest) ? one : newest)));
  const undetermined = versions.find(({ state }) => state === 'unreadable');
  if (undetermined) return undetermined;
  const program = await inTime(fileIsThere(join(programFiles(where), 'PowerShell', '7', 'pwsh.exe')), where.timeoutMs);
  return program.state === 'value' ? unreadable(message('unreadable.no-version')) : program;
}

async function versionAt(path: string, { registry }: Whereabouts): Promise<Reading<string>> {
  const key = await registry.key(path);
  if (key.state !== 'value') return key;
  const raw = key.value.values.get('semanticversion');
  if (!raw) return absent;
  const version = valid(textOf(raw) ?? '');
  return version === null ? unreadable(message('unreadable.no-version')) : value(version);
}
