import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startLab } from '../../src/lab/index.js';
import type { Lab, ScenarioId } from '../../src/lab/index.js';

/**
 * The lab against clients by other people: pypsrp, psrpcore and pywinrm. EXO_PREFLIGHT_PYTHON names a Python that has the three
 * (`pip install pypsrp psrpcore pywinrm`).
 */
const python = process.env.EXO_PREFLIGHT_PYTHON;
if (python === undefined && process.env.CI === 'true')
  throw new Error(
    'EXO_PREFLIGHT_PYTHON does not name a Python with pypsrp, psrpcore and pywinrm, and a build server must have one.',
  );

const folder = mkdtempSync(join(tmpdir(), 'lab-interop-'));
afterAll(() => rmSync(folder, { recursive: true }));

const labs: Lab[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close();
});

/** Runs one task of the script against a lab, and gives back what the client understood and what the lab counted. */
async function run(
  task: string,
  {
    scenario = 'healthy',
    endpoint = 'https',
    password,
    query = '?DelegatedOrg=fabrikam.com',
  }: { scenario?: ScenarioId; endpoint?: 'http' | 'https'; password?: string; query?: string } = {},
) {
  const lab = await startLab({ scenario });
  labs.push(lab);
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, lab.ca);
  const child = spawn(python!, [fileURLToPath(new URL('lab-client.py', import.meta.url)), task], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let heard = '';
  child.stdout.on('data', (text: Buffer) => (heard += text.toString()));
  child.stdin.end(
    JSON.stringify({ url: `${lab[endpoint]}${query}`, user: lab.user, password: password ?? lab.password, ca }),
  );
  const exitCode = await new Promise((resolve) => child.on('close', resolve));
  expect(exitCode).toBe(0);
  return { lab, seen: JSON.parse(heard) as Record<string, unknown> };
}

const [completed, failed, stopped] = [4, 5, 3];
const names = (...aliases: string[]): object =>
  aliases.map((name) => expect.objectContaining({ name, address: `${name}@fabrikam.com` }) as object);

describe.skipIf(python === undefined)('the lab understands, and is understood by', () => {
  it.each(['https', 'http'] as const)('pypsrp, over %s: everything a session is for', async (endpoint) => {
    const { lab, seen } = await run('tour', { endpoint });
    const quiet = { errors: [], warnings: 0, progress: 0 };
    expect(seen).toMatchObject({
      protocol: '2.3',
      psVersion: '2.0',
      alive: true,
      one: { state: completed, output: names('alva'), errors: [], warnings: 1, progress: 1 },
      all: { state: completed, output: names('alva', 'bram', 'zoe', 'noor', 'support'), ...quiet },
      zoe: {
        state: completed,
        output: [
          { display: 'Zoë Åkerström 🌻', notes: 'first line\r\nsecond line\tafter a tab, _x0041_ as it stands' },
        ],
        ...quiet,
      },
      nobody: {
        state: completed,
        output: [],
        errors: [
          {
            category: 0,
            message:
              "The operation couldn't be performed because object 'nobody' couldn't be found on 'dc.fabrikam.com'.",
          },
        ],
      },
      large: { state: completed, output: [], errors: [{ category: 0 }] },
      unknownCommand: { state: failed, output: [], errors: [{ id: 'CommandNotFoundException', category: 13 }] },
      unknownParameter: {
        state: failed,
        output: [],
        errors: [{ id: 'NamedParameterNotFound,Get-Mailbox', category: 5 }],
      },
      script: { state: failed, output: [], errors: [{ id: 'ScriptsNotAllowed', category: 17 }] },
      input: ['zoe', 'bram'],
      several: [3, 2, 1],
      runspaces: [2, 2, 5, 5],
      key: true,
      metadata: [['Get-Mailbox', expect.arrayContaining(['Identity', 'ResultSize', 'Verbose']) as unknown]],
    });
    expect(lab.counts()).toEqual({ shellsOpened: 1, shellsLeft: 0, signIns: 1, signInsRefused: 0 });
  });

  it('pypsrp, which receives again when nothing has come, and stops a command in the middle', async () => {
    const { lab, seen } = await run('slow', { scenario: 'slow' });
    expect(seen).toMatchObject({
      all: { state: completed, output: names('alva', 'bram', 'zoe', 'noor', 'support') },
      stopped,
      after: { state: completed, output: names('alva') },
    });
    expect(lab.counts()).toMatchObject({ shellsOpened: 1, shellsLeft: 0 });
  });

  it('psrpcore, whose pool listens while several pipelines run', async () => {
    const { lab, seen } = await run('core');
    expect(seen).toMatchObject({
      state: 'Opened',
      results: {
        'Get-Mailbox {"ResultSize": 2}': [2, 'Completed', null],
        'Get-Mailbox {"Identity": "zoe"}': [1, 'Completed', null],
        'Get-Nothing {}': [0, 'Failed', 'CommandNotFoundException'],
        metadata: [2, 'Completed', null],
      },
      display: ['Zoë Åkerström 🌻'],
      runspaces: 7,
    });
    // A Receive that waited when the shell went is called off (995); one that came just after finds no shell any more.
    expect([995, 2_150_858_843]).toContain(seen.ended);
    expect(seen.events).toEqual(
      expect.arrayContaining([
        'ApplicationPrivateDataEvent',
        'EncryptedSessionKeyEvent',
        'GetRunspaceAvailabilityEvent',
        'ProgressRecordEvent',
        'SetRunspaceAvailabilityEvent',
        'WarningRecordEvent',
      ]),
    );
    expect(lab.counts()).toMatchObject({ shellsOpened: 1, shellsLeft: 0 });
  });

  it.each<[ScenarioId, string | undefined, object, object]>([
    ['healthy', 'another', { raised: 'AuthenticationError' }, { signIns: 0, signInsRefused: 1 }],
    ['wrong-password', undefined, { raised: 'AuthenticationError' }, { signIns: 0, signInsRefused: 1 }],
    ['basic-not-offered', undefined, { raised: 'AuthenticationError' }, { signIns: 0, signInsRefused: 1 }],
    ['retired', undefined, { raised: 'AuthenticationError' }, { signIns: 0, signInsRefused: 1 }],
    [
      'remote-powershell-disabled',
      undefined,
      { raised: 'WinRMTransportError', code: 400 },
      { signIns: 1, signInsRefused: 0 },
    ],
    ['session-limit', undefined, { raised: 'WSManFaultError', code: 2150859173 }, { signIns: 1, signInsRefused: 0 }],
  ])('pypsrp, which is refused in the scenario %s with password %s', async (scenario, password, raised, counts) => {
    const { lab, seen } = await run('refused', { scenario, ...(password === undefined ? {} : { password }) });
    expect(seen).toMatchObject(raised);
    expect(lab.counts()).toEqual({ shellsOpened: 0, shellsLeft: 0, ...counts });
  });

  it('pywinrm, which asks for another kind of shell and gets a fault that there is none', async () => {
    const { lab, seen } = await run('winrm');
    expect(seen).toEqual({ raised: 'WSManFaultError', code: 2150858811 });
    expect(lab.counts()).toEqual({ shellsOpened: 0, shellsLeft: 0, signIns: 1, signInsRefused: 0 });
  });
});
