import { Registry } from '../../src/machine/live/registry/registry.js';

const hives: Readonly<Record<string, string>> = { HKLM: 'HKEY_LOCAL_MACHINE', HKCU: 'HKEY_CURRENT_USER' };
const fullName = (key: string): string => key.replace(/^HK(?:LM|CU)/u, (hive) => hives[hive]!);

/** What a test says of a key: its values as `type data`; `denied`: it is there and may not be read. */
export type FakeKeys = Readonly<Record<string, Readonly<Record<string, string>> | 'denied'>>;

/** A registry that prints as reg.exe does. Every key above one that is named exists, and lists what is named below it. */
export function fakeRegistry(keys: FakeKeys): Registry {
  const all = new Map<string, Readonly<Record<string, string>> | 'denied'>();
  for (const [key, values] of Object.entries({ 'HKLM\\SOFTWARE': {}, 'HKCU\\Software': {}, ...keys })) {
    const parts = key.split('\\');
    for (let depth = 1; depth < parts.length; depth++)
      if (!all.has(parts.slice(0, depth).join('\\').toLowerCase()))
        all.set(parts.slice(0, depth).join('\\').toLowerCase(), {});
    all.set(key.toLowerCase(), values);
  }
  const names = [
    ...new Set(
      Object.keys(keys).flatMap((key) =>
        key.split('\\').map((_part, index, parts) => parts.slice(0, index + 1).join('\\')),
      ),
    ),
  ];
  return new Registry((key) => {
    const values = all.get(key.toLowerCase());
    if (values === undefined || values === 'denied') return Promise.resolve({ state: 'refused' });
    const below = names.filter(
      (name) => name.toLowerCase().startsWith(`${key.toLowerCase()}\\`) && !name.slice(key.length + 1).includes('\\'),
    );
    const lines = [
      '',
      fullName(key),
      ...Object.entries(values).map(([name, typed]) => `    ${name}    ${typed.replace(' ', '    ')}`),
      '',
      ...below.map(fullName),
      '',
    ];
    return Promise.resolve({ state: 'printed', stdout: Buffer.from(lines.join('\r\n'), 'latin1') });
  });
}
