import pLimit from 'p-limit';
import type { Reading } from '../../../vocabulary/index.js';
import { absent, message, pub, unreadable, value } from '../../../vocabulary/index.js';
import { decodeConsole } from './decode-console.js';
import type { KeyListing } from './parse-query.js';
import { parseQuery } from './parse-query.js';
import type { RunReg } from './reg-exe.js';

const hives: Readonly<Record<string, string>> = {
  HKLM: 'HKEY_LOCAL_MACHINE',
  HKCU: 'HKEY_CURRENT_USER',
  HKU: 'HKEY_USERS',
};
const codePageKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage';

/** Reads registry keys, each once, a few at a time. */
export class Registry {
  readonly #run: RunReg;
  readonly #limit = pLimit(8);
  readonly #keys = new Map<string, Promise<Reading<KeyListing>>>();
  #codePage: Promise<string | undefined> | undefined;

  constructor(run: RunReg) {
    this.#run = run;
  }

  /**
   * The values and subkeys of a key, for example `HKLM\SOFTWARE\Microsoft\PowerShell\3\PowerShellEngine`. Absent only
   * where its parent key could be read and does not list it; a key that is listed but cannot be read is unreadable.
   */
  key(path: string, view: 64 | 32 = 64): Promise<Reading<KeyListing>> {
    const id = `${view}:${path.toLowerCase()}`;
    let listing = this.#keys.get(id);
    if (!listing) this.#keys.set(id, (listing = this.#read(path, view)));
    return listing;
  }

  async #read(path: string, view: 64 | 32): Promise<Reading<KeyListing>> {
    const result = await this.#limit(() => this.#run(path, view));
    switch (result.state) {
      case 'timed-out':
        return unreadable(message('unreadable.timed-out'));
      case 'failed':
        return unreadable(message('unreadable.program', { program: pub('reg.exe'), code: pub(result.code) }));
      case 'refused':
        return this.#absentOrDenied(path, view);
      case 'printed': {
        const text = await decodeConsole(result.stdout, await this.#oemCodePage(path, result.stdout));
        return text === undefined ? unreadable(message('unreadable.undecodable')) : value(parseQuery(text));
      }
    }
  }

  async #absentOrDenied(path: string, view: 64 | 32): Promise<Reading<KeyListing>> {
    const cut = path.lastIndexOf('\\');
    if (cut < 0) return unreadable(message('unreadable.denied'));
    const above = await this.key(path.slice(0, cut), view);
    if (above.state !== 'value') return above;
    const fullName = fullNameOf(path).toLowerCase();
    const listed = above.value.subkeys.some((subkey) => subkey.toLowerCase() === fullName);
    return listed ? unreadable(message('unreadable.denied')) : absent;
  }

  /** Read only when there is non-ASCII output to decode. The key that holds it is plain ASCII. */
  #oemCodePage(path: string, bytes: Uint8Array): Promise<string | undefined> {
    if (path === codePageKey || bytes.every((byte) => byte < 0x80)) return Promise.resolve(undefined);
    this.#codePage ??= this.key(codePageKey).then((key) =>
      key.state === 'value' ? key.value.values.get('oemcp')?.data : undefined,
    );
    return this.#codePage;
  }
}

function fullNameOf(path: string): string {
  const [hive = '', ...rest] = path.split('\\');
  return [hives[hive] ?? hive, ...rest].join('\\');
}
