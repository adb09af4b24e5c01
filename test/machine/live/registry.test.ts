import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeConsole } from '../../../src/machine/live/registry/decode-console.js';
import { bytesOf, numberOf, parseQuery, textOf } from '../../../src/machine/live/registry/parse-query.js';
import type { RegResult } from '../../../src/machine/live/registry/reg-exe.js';
import { regExe } from '../../../src/machine/live/registry/reg-exe.js';
import { Registry } from '../../../src/machine/live/registry/registry.js';

/** As Windows prints it: line ends CR LF, the key's full name, four spaces between columns, subkeys last. */
const currentVersion = [
  '',
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion',
  '    SystemRoot    REG_SZ    C:\\Windows',
  '    CurrentBuildNumber    REG_SZ    19045',
  '    UBR    REG_DWORD    0x1193',
  '    InstallDate    REG_DWORD    0x5fbd3c02',
  '    DigitalProductId    REG_BINARY    A4000000030000003030333330',
  '    Empty    REG_SZ    ',
  '    (Standard)    REG_SZ    (Wert nicht gesetzt)',
  '    Name with    four spaces    REG_SZ    value with    four spaces',
  '    PathName    REG_EXPAND_SZ    %SystemRoot%\\x',
  '    Multi    REG_MULTI_SZ    one\\0two',
  '',
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Accessibility',
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\AeDebug',
  '',
].join('\r\n');

describe('what reg query prints', () => {
  const { values, subkeys } = parseQuery(currentVersion);

  it('is read into values by type, whatever language Windows speaks', () => {
    expect(values.get('currentbuildnumber')).toEqual({ type: 'REG_SZ', data: '19045' });
    expect(numberOf(values.get('ubr')!)).toBe(0x1193);
    expect(numberOf(values.get('currentbuildnumber')!)).toBe(19045);
    expect(bytesOf(values.get('digitalproductid')!)).toBe('a4000000030000003030333330');
    expect(textOf(values.get('empty')!)).toBe('');
    expect(textOf(values.get('pathname')!)).toBe('%SystemRoot%\\x');
    expect(values.get('name with    four spaces')).toEqual({ type: 'REG_SZ', data: 'value with    four spaces' });
  });

  it('is read into subkeys by their full names', () => {
    expect(subkeys.map((key) => key.split('\\').at(-1))).toEqual(['CurrentVersion', 'Accessibility', 'AeDebug']);
  });

  it('a value of another type than asked for is not taken for one', () => {
    expect(numberOf(values.get('systemroot')!)).toBeUndefined();
    expect(textOf(values.get('ubr')!)).toBeUndefined();
    expect(textOf(values.get('multi')!)).toBeUndefined();
    expect(bytesOf(values.get('ubr')!)).toBeUndefined();
  });

  it('may be anything at all without harm', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('    a    REG_SZ    b', '    REG_SZ', 'HKEY_X', '    a    REG_DWORD', '\r\n', '        '),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { values, subkeys } = parseQuery(lines.join('\n'));
        for (const { type } of values.values()) expect(type).toMatch(/^REG_/u);
        for (const key of subkeys) expect(key).toMatch(/^HKEY_/u);
      }),
    );
  });
});

describe('text from a console', () => {
  it.each([
    ['plain ASCII', Buffer.from('RemoteSigned'), undefined, 'RemoteSigned'],
    ['code page 850, Western Europe', Buffer.from([0x4a, 0x81, 0x72, 0x67, 0x65, 0x6e]), '850', 'Jürgen'],
    ['code page 437, United States', Buffer.from([0x4a, 0x81, 0x72, 0x67, 0x65, 0x6e]), '437', 'Jürgen'],
    ['code page 866, Cyrillic', Buffer.from([0x8f, 0xe0, 0xa8, 0xa2, 0xa5, 0xe2]), '866', 'Привет'],
    ['code page 932, Japanese', Buffer.from([0x93, 0xfa, 0x96, 0x7b]), '932', '日本'],
    ['UTF-8 after chcp 65001', Buffer.from('Jürgen'), '850', 'Jürgen'],
  ])('%s', async (_what, bytes, codePage, expected) => {
    expect(await decodeConsole(bytes, codePage)).toBe(expected);
  });

  it('that can not be decoded is undefined, never a guess', async () => {
    expect(await decodeConsole(Buffer.from([0x81, 0xff]), undefined)).toBeUndefined();
    expect(await decodeConsole(Buffer.from([0x81, 0xff, 0xff]), '932')).toBeUndefined();
    expect(await decodeConsole(Buffer.from([0x81]), 'nonsense')).toBeUndefined();
    expect(await decodeConsole(Buffer.from([0x81]), '31337')).toBeUndefined();
  });
});

/** A registry as reg.exe shows it: keys that print, and keys that refuse. */
const registryOf = (keys: Readonly<Record<string, RegResult | string>>) => {
  const asked: string[] = [];
  const registry = new Registry((key) => {
    asked.push(key);
    const found = keys[key] ?? { state: 'refused' as const };
    return Promise.resolve(
      typeof found === 'string' ? { state: 'printed', stdout: Buffer.from(found, 'latin1') } : found,
    );
  });
  return { registry, asked };
};

describe('a key that refuses', () => {
  const above = '\r\nHKEY_LOCAL_MACHINE\\A\\B\\There\r\nHKEY_LOCAL_MACHINE\\A\\B\\Other\r\n';

  it('and is not listed above is absent', async () => {
    const { registry } = registryOf({ 'HKLM\\A\\B': above });
    expect(await registry.key('HKLM\\A\\B\\Missing')).toEqual({ state: 'absent' });
  });

  it('and is listed above may not be read', async () => {
    const { registry } = registryOf({ 'HKLM\\A\\B': above });
    expect(await registry.key('HKLM\\A\\B\\there')).toMatchObject({
      state: 'unreadable',
      why: { id: 'unreadable.denied' },
    });
  });

  it('below an absent one is absent, below an unreadable one unreadable', async () => {
    const { registry } = registryOf({ 'HKLM\\A\\B': above });
    expect(await registry.key('HKLM\\A\\B\\Missing\\Deeper\\Still')).toEqual({ state: 'absent' });
    expect(await registry.key('HKLM\\A\\B\\There\\Deeper')).toMatchObject({ state: 'unreadable' });
  });

  it('with everything above it refusing too is unreadable: reg.exe itself may be forbidden', async () => {
    const { registry } = registryOf({});
    expect(await registry.key('HKLM\\A\\B\\C')).toMatchObject({ state: 'unreadable' });
  });
});

describe('a registry', () => {
  it('asks for each key once, however many ask', async () => {
    const { registry, asked } = registryOf({ 'HKLM\\A': currentVersion });
    await Promise.all([registry.key('HKLM\\A'), registry.key('hklm\\a'), registry.key('HKLM\\A')]);
    expect(asked).toEqual(['HKLM\\A']);
  });

  it.each([
    [{ state: 'timed-out' }, 'unreadable.timed-out'],
    [{ state: 'failed', code: 'ENOENT' }, 'unreadable.program'],
  ] as const)('tells why reg.exe gave nothing: %j', async (result, why) => {
    const { registry } = registryOf({ 'HKLM\\A': result });
    expect(await registry.key('HKLM\\A')).toMatchObject({ state: 'unreadable', why: { id: why } });
  });

  it('decodes by the code page the registry itself names, and only then asks for it', async () => {
    const codePage =
      '\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage\r\n    OEMCP    REG_SZ    850\r\n';
    const { registry, asked } = registryOf({
      'HKLM\\U': '    Name    REG_SZ    J\x81rgen\r\n',
      'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage': codePage,
      'HKLM\\Plain': '    a    REG_SZ    b\r\n',
    });
    await registry.key('HKLM\\Plain');
    expect(asked).toEqual(['HKLM\\Plain']);
    const key = await registry.key('HKLM\\U');
    expect(key.state === 'value' && key.value.values.get('name')?.data).toBe('Jürgen');
  });
});

it('a start that the system refuses by an exception is a reading that failed, and no bug', async () => {
  // What Node.js throws for at once, as it does for "spawn UNKNOWN" on Windows.
  expect(await regExe({ systemRoot: '/nowhere\0', timeoutMs: 1_000 })('HKLM', 64)).toEqual({
    state: 'failed',
    code: 'ERR_INVALID_ARG_VALUE',
  });
});
