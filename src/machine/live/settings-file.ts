import { join } from 'node:path';
import type { Reading } from '../../vocabulary/index.js';
import { absent, message, pub, unreadable, value } from '../../vocabulary/index.js';
import { fileBytes, inTime, textIn } from './disk.js';
import type { Whereabouts } from './whereabouts.js';
import { documents, programFiles } from './whereabouts.js';

/** The file holds a handful of settings. */
const maxBytes = 256 * 1024;

/**
 * A string in `powershell.config.json` of PowerShell 7: the PC's beside pwsh.exe, the user's in Documents\PowerShell.
 * Keys are case-insensitive, an empty file has no settings. Source: PowerShell, PSConfiguration.cs. (That parser also
 * accepts comments; ours reports them as unreadable.)
 */
export async function setting(scope: 'machine' | 'user', key: string, where: Whereabouts): Promise<Reading<string>> {
  const folder =
    scope === 'machine' ? value(join(programFiles(where), 'PowerShell', '7')) : await besideDocuments(where);
  if (folder.state !== 'value') return folder;
  const bytes = await inTime(fileBytes(join(folder.value, 'powershell.config.json'), maxBytes), where.timeoutMs);
  return bytes.state === 'value' ? textOf(textIn(bytes.value), key) : bytes;
}

async function besideDocuments(where: Whereabouts): Promise<Reading<string>> {
  const personal = await documents(where);
  return personal.state === 'value' ? value(join(personal.value, 'PowerShell')) : personal;
}

function textOf(json: string, key: string): Reading<string> {
  if (json.trim() === '') return absent;
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    return unreadable(message('unreadable.not-json'));
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    return unreadable(message('unreadable.not-json'));
  const found: unknown = Object.entries(document).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  if (found === undefined || found === null || found === '') return absent;
  return typeof found === 'string' ? value(found) : unreadable(message('unreadable.type', { type: pub(typeof found) }));
}
