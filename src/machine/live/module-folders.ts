import { isAbsolute, join, normalize } from 'node:path';
import type { Message, Reading } from '../../vocabulary/index.js';
import { absent, message, unreadable, value } from '../../vocabulary/index.js';
import { fileBytes, fileIsThere, folderNames, inTime, textIn } from './disk.js';
import { compareVersions, isDottedVersion } from '../rules/dotted-version.js';
import type { Whereabouts } from './whereabouts.js';
import { documents, expandedText, programFiles, systemRoot } from './whereabouts.js';

/**
 * Versions of a PowerShell module, without starting PowerShell: `Module\<version>\Module.psd1`, or `Module\Module.psd1`
 * with the version inside, in every folder of the module path of Windows PowerShell and of PowerShell 7. Source:
 * about_PSModulePath (5.1 and 7).
 */

/** At most this many entries of a folder in the module path are read. */
const maxEntries = 300;
/** Manifests are a few kilobytes; that of the Exchange Online module is about ten. */
const maxManifestBytes = 512 * 1024;
/** A recorded fact is limited to 4096 characters: of many copies the oldest are left out. */
const maxValue = 4000;

interface Installed {
  readonly version: string;
  readonly folder: string;
}

/**
 * `version folder; version folder`, newest first. Unreadable only where nothing was found and a folder could not be
 * read.
 */
export async function moduleVersions(module: string, where: Whereabouts): Promise<Reading<string>> {
  const { folders, doubts } = await modulePath(where);
  const found: Installed[] = [];
  for (const reading of await Promise.all(
    folders.map((folder) => inTime(versionsIn(join(folder, module), module), where.timeoutMs)),
  )) {
    if (reading.state === 'value') found.push(...reading.value);
    else if (reading.state === 'unreadable') doubts.push(reading.why);
  }
  if (found.length > 0) return value(written(found));
  return doubts[0] ? unreadable(doubts[0]) : absent;
}

function written(found: readonly Installed[]): string {
  const newestFirst = [...found].sort((a, b) => compareVersions(b.version, a.version));
  let text = '';
  for (const { version, folder } of newestFirst) {
    const more = `${text === '' ? '' : '; '}${version} ${folder}`;
    if (text.length + more.length > maxValue) break;
    text += more;
  }
  return text;
}

/** Every folder once, in Windows PowerShell's default order; those of PowerShell 7 last. */
async function modulePath(
  where: Whereabouts,
): Promise<{ readonly folders: readonly string[]; readonly doubts: Message[] }> {
  const [user, machine, personal] = await Promise.all([
    expandedText(where, 'HKCU\\Environment', 'PSModulePath'),
    expandedText(where, 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment', 'PSModulePath'),
    documents(where),
  ]);
  const inDocuments = (name: string): string[] =>
    personal.state === 'value' ? [join(personal.value, name, 'Modules')] : [];
  const listed = [
    ...split(user),
    ...inDocuments('WindowsPowerShell'),
    join(programFiles(where), 'WindowsPowerShell', 'Modules'),
    ...split(machine),
    join(systemRoot(where), 'System32', 'WindowsPowerShell', 'v1.0', 'Modules'),
    ...inDocuments('PowerShell'),
    join(programFiles(where), 'PowerShell', 'Modules'),
    join(programFiles(where), 'PowerShell', '7', 'Modules'),
  ];
  const byName = new Map<string, string>();
  // A relative folder would depend on the working directory.
  for (const folder of listed.filter(isAbsolute).map(tidy))
    if (!byName.has(folder.toLowerCase())) byName.set(folder.toLowerCase(), folder);
  return {
    folders: [...byName.values()],
    doubts: [user, machine, personal].flatMap((reading) => (reading.state === 'unreadable' ? [reading.why] : [])),
  };
}

const split = (path: Reading<string>): readonly string[] =>
  path.state === 'value' ? path.value.split(';').map((folder) => folder.trim().replaceAll('"', '')) : [];

const tidy = (folder: string): string => normalize(folder).replace(/[\\/]+$/u, '');

async function versionsIn(folder: string, module: string): Promise<Reading<readonly Installed[]>> {
  const names = await folderNames(folder, maxEntries);
  if (names.state !== 'value') return names;
  const manifest = `${module}.psd1`;
  const versioned = names.value
    .filter(isDottedVersion)
    .map(async (version) => besideManifest(join(folder, version), manifest, version));
  const plain = names.value
    .filter((name) => name.toLowerCase() === manifest.toLowerCase())
    .map(async (name) => inManifest(folder, name));
  const readings = await Promise.all([...versioned, ...plain]);
  const found = readings.flatMap((reading) => (reading.state === 'value' ? [reading.value] : []));
  if (found.length > 0) return value(found);
  const doubt = readings.find((reading) => reading.state === 'unreadable');
  return doubt ?? absent;
}

/** A folder without a manifest is what an interrupted installation leaves. */
async function besideManifest(folder: string, manifest: string, version: string): Promise<Reading<Installed>> {
  const there = await fileIsThere(join(folder, manifest));
  return there.state === 'value' ? value({ version, folder }) : there;
}

/** At the start of a line: a list of required modules has the same key inside a line. */
const moduleVersion = /^\s*(?:@\{\s*)?['"]?ModuleVersion['"]?\s*=\s*['"]([\d.]+)['"]/imu;

async function inManifest(folder: string, manifest: string): Promise<Reading<Installed>> {
  const bytes = await fileBytes(join(folder, manifest), maxManifestBytes);
  if (bytes.state !== 'value') return bytes;
  const version = moduleVersion.exec(textIn(bytes.value))?.[1];
  return version !== undefined && isDottedVersion(version)
    ? value({ version, folder })
    : unreadable(message('unreadable.no-version'));
}
