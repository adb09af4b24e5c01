import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliPath, machine } from '../support/cli.js';
import type { Loads } from '../support/loads.js';
import { loadsIn, packages, recordLoads } from '../support/loads.js';

const root = join(import.meta.dirname, '../..');

/** Which source files and packages ended up in what one command loads. */
function loadedBy(args: readonly string[]): Loads {
  const folder = mkdtempSync(join(tmpdir(), 'loading-'));
  const into = join(folder, 'loads');
  try {
    spawnSync(process.execPath, [...recordLoads, cliPath, ...args], {
      env: { PATH: process.env['PATH'], RECORD_LOADS_INTO: into },
      input: '',
    });
    return loadsIn(into);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('what is loaded', () => {
  it('for --version: one file, no package', () => {
    const { files, sources } = loadedBy(['--version']);
    expect(files).toEqual(['dist/cli.js']);
    expect(packages(sources)).toEqual([]);
  });

  it('for a JSON run over a recorded PC: no screen, no protocol, no sockets, nothing that starts a program', () => {
    const { sources } = loadedBy([
      '--route',
      'exchange-online',
      '--machine',
      machine('windows-10'),
      '--format',
      'json',
    ]);
    expect(packages(sources)).toEqual(['commander', 'p-limit', 'semver', 'yocto-queue', 'zod']);
    for (const room of [
      'src/ui/',
      'src/remoting/',
      'src/lab/',
      'src/exchange/native/',
      'src/network/tls.ts',
      'src/machine/live/live-machine.ts',
      'src/machine/live/registry/',
    ]) {
      expect(
        sources.filter((source) => source.startsWith(room)),
        room,
      ).toEqual([]);
    }
  });

  it('for a JSON run over what collect.ps1 wrote: the reader of CLIXML beside it, and no more of the protocol', () => {
    const { sources } = loadedBy([
      '--route',
      'exchange-online',
      '--machine',
      join(root, 'test/fixtures/collected/windows-7-composed.clixml'),
      '--format',
      'json',
    ]);
    expect(packages(sources)).toEqual(['commander', 'p-limit', 'saxes', 'semver', 'xmlchars', 'yocto-queue', 'zod']);
    expect(sources.filter((source) => /^src\/remoting\/(?:psrp|wsman)\//u.test(source))).toEqual([]);
  });

  it('for a report that is opened: what a run over a recorded PC loads, and not what runs it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'loading-'));
    try {
      const report = join(folder, 'report.json');
      spawnSync(process.execPath, [
        cliPath,
        '--route',
        'exchange-online',
        '--machine',
        machine('windows-10'),
        '--format',
        'json',
        '--output',
        report,
      ]);
      const { sources } = loadedBy(['open', report]);
      expect(packages(sources)).toContain('zod');
      for (const never of ['ink', 'react', 'saxes', 'systeminformation'])
        expect(packages(sources)).not.toContain(never);
      for (const room of [
        'src/ui/',
        'src/remoting/',
        'src/lab/',
        'src/exchange/native/',
        'src/network/tls.ts',
        'src/machine/live/live-machine.ts',
        'src/machine/live/registry/',
      ]) {
        expect(
          sources.filter((source) => source.startsWith(room)),
          room,
        ).toEqual([]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('for a run of the lab in a pipe: the protocol and the certificates, no screen, no schema library', () => {
    const { sources } = loadedBy(['lab', '--format', 'json']);
    expect(packages(sources)).toEqual(expect.arrayContaining(['saxes', '@peculiar/asn1-x509']));
    for (const never of ['ink', 'react', 'yoga-layout', 'zod', 'systeminformation', 'iconv-lite'])
      expect(packages(sources)).not.toContain(never);
  });
});
