import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readClixmlFile } from '../../src/session/read-clixml.js';
import { factIds, factTable } from '../../src/machine/fact-table.js';
import type { FactId } from '../../src/machine/fact-table.js';
import type { MachineFile } from '../../src/machine/recording/machine-file.js';
import { readMachineFile } from '../../src/machine/recording/machine-file.js';
import { decodeClixmlBytes } from '../../src/remoting/clixml/index.js';
import { realPowerShell } from '../support/real-powershell.js';
import { runMs, runPowerShell } from '../support/run-powershell.js';

const script = join(import.meta.dirname, '../../src/machine/recording/collect.ps1');
const password = 'Pa55wordOfTheProxy';
const environment = {
  HTTPS_PROXY: `http://tech:${password}@proxy.contoso.example:8080`,
  ALL_PROXY: `tech:${password}@socks.contoso.example:1080`,
  NO_PROXY: 'localhost,.contoso.example',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'collect-ps1-'));
  copyFileSync(script, join(folder, 'collect.ps1'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

/** The two ways of the documentation that need no option of PowerShell's own. */
const asText = [
  '-NoProfile',
  '-NonInteractive',
  '-Command',
  'Get-Content ./collect.ps1 | Out-String | Invoke-Expression',
];
const asFile = ['-NoProfile', '-NonInteractive', '-File', 'collect.ps1', '-Output', 'x.clixml'];

/** Runs the collector and opens the one file it wrote by the reader the tool itself has. */
async function collect(args: readonly string[]) {
  const { code, stdout, stderr } = await runPowerShell(args, { folder, environment });
  const said = `${stdout}\n${stderr}`;
  expect(code, said).toBe(0);
  const files = readdirSync(folder).filter((name) => name.endsWith('.clixml'));
  expect(files, said).toHaveLength(1);
  const bytes = readFileSync(join(folder, files[0]!));
  const answer = readClixmlFile(bytes);
  const file = await readMachineFile(join(folder, files[0]!), {
    readClixml: (given) => Promise.resolve(readClixmlFile(given)),
  });
  return {
    said,
    name: files[0]!,
    text: decodeClixmlBytes(bytes),
    document:
      answer.state === 'read' ? (answer.value as { readonly facts: readonly { readonly id: string }[] }) : undefined,
    file,
  };
}

const isOfWindows = (id: FactId): boolean => {
  const { from } = factTable[id];
  return (
    'registry' in from ||
    'powershell' in from ||
    'settings' in from ||
    'module' in from ||
    id === 'powershell.7' ||
    id === 'user.elevated'
  );
};
const readingOf = ({ recording }: MachineFile, id: FactId) => recording.get(id)?.reading;

describe.skipIf(realPowerShell === undefined)('the collector in a real PowerShell 7', () => {
  // Whether a script file may run is up to the PC's own policy on Windows.
  const ways = [
    ['as text', asText, /^exo-preflight-collected-[\w-]+-\d{8}-\d{6}\.clixml$/u],
    ...(process.platform === 'win32' ? [] : [['as a file', asFile, /^x\.clixml$/u] as const]),
  ] as const;

  it.each(ways)(
    '%s: writes one file with every fact once, each row of which is taken, and no password',
    async (_how, args, name) => {
      const collected = await collect(args);
      expect(collected.name).toMatch(name);
      expect(collected.document?.facts.map(({ id }) => id).sort()).toEqual([...factIds].sort());
      expect([...collected.file.recording.keys()].sort()).toEqual([...factIds].sort());
      expect(collected.file.unknownFacts).toEqual([]);

      expect(collected.text).not.toContain(password);
      expect(collected.said).not.toContain(password);
      expect(readingOf(collected.file, 'proxy.environment.https')).toEqual({
        state: 'value',
        value: 'http://proxy.contoso.example:8080',
      });
      expect(readingOf(collected.file, 'proxy.environment.all')).toEqual({
        state: 'value',
        value: 'socks.contoso.example:1080',
      });
      expect(readingOf(collected.file, 'proxy.environment.none')).toEqual({
        state: 'value',
        value: environment.NO_PROXY,
      });
      expect(readingOf(collected.file, 'proxy.environment.http')).toEqual({ state: 'absent' });

      expect(collected.file.collection?.powershell).toMatch(/^\d+\.\d+/u);
      expect(collected.file.collection?.probes).toEqual([]);
      expect(readingOf(collected.file, 'host.platform')).toEqual({ state: 'value', value: process.platform });
    },
    runMs + 10_000,
  );

  it.skipIf(process.platform === 'win32').each(ways)(
    '%s: off Windows says so, and holds nothing that only Windows has',
    async (_how, args) => {
      const { file, said } = await collect(args);
      expect(file.collection?.partial).toEqual(['not-windows']);
      expect(said).toContain('PARTIAL (not-windows)');
      for (const id of factIds.filter(isOfWindows))
        expect(readingOf(file, id), id).toEqual({ state: 'unreadable', why: { id: 'unreadable.not-windows' } });
    },
    runMs + 10_000,
  );

  it.skipIf(process.platform !== 'win32')(
    'on Windows says that Windows PowerShell could tell more',
    async () => {
      expect((await collect(asText)).file.collection?.partial).toContain('powershell-7');
    },
    runMs + 10_000,
  );

  it.skipIf(process.platform === 'win32')(
    'replaces no file that is there',
    async () => {
      await collect(asFile);
      const before = readFileSync(join(folder, 'x.clixml'));
      const again = await runPowerShell(asFile, { folder, environment });
      expect(again.code).not.toBe(0);
      expect(readFileSync(join(folder, 'x.clixml')).equals(before)).toBe(true);
    },
    2 * runMs + 10_000,
  );
});
