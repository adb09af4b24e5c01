import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openPowerShell } from '../../../../src/machine/live/powershell/open-session.js';
import { programsFor } from '../../../../src/machine/live/powershell/programs.js';
import type { PowerShellFailureKind, PowerShellSession } from '../../../../src/machine/live/powershell/session.js';
import { PowerShellFailure } from '../../../../src/machine/live/powershell/session.js';
import type { Plan, StandIn, Step } from '../../../support/stand-in.js';
import { standIn } from '../../../support/stand-in.js';

let powershell: StandIn | undefined;
let session: PowerShellSession | undefined;

afterEach(async () => {
  await session?.close();
  powershell?.remove();
  session = powershell = undefined;
});

async function open(
  plan: Plan = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<PowerShellSession> {
  powershell = standIn(plan);
  session = await openPowerShell({
    edition: 'powershell-7',
    programs: [powershell.program],
    environment,
    startMs: 10_000,
  });
  return session;
}

const asIs = (value: unknown): unknown => value;
const ask = (
  of: PowerShellSession,
  script = '# question',
  more: { secret?: string; signal?: AbortSignal; timeoutMs?: number } = {},
) => of.call(script, { parse: asIs, timeoutMs: 10_000, ...more });

async function failureOf(work: Promise<unknown>): Promise<PowerShellFailure> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) throw new Error(`it came back with ${JSON.stringify(outcome.value)}`);
  if (!(outcome.error instanceof PowerShellFailure)) throw outcome.error;
  return outcome.error;
}
const kindOf = async (work: Promise<unknown>): Promise<PowerShellFailureKind> => (await failureOf(work)).kind;
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`) && !/^\d+ \(.*\) Z/su.test(readStat(pid));
const readStat = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '0 (gone) Z';
  }
};
const pidOf = (): number => powershell!.log().find(({ pid }) => pid !== undefined)!.pid!;

describe('a PowerShell session', () => {
  it('greets, takes arguments, and brings back what the script returned, in any alphabet', async () => {
    const one = await open({ calls: { question: { echo: true } } });
    expect(await one.hello()).toEqual({
      languageMode: 'FullLanguage',
      version: '5.1.26100.1',
      edition: 'Desktop',
      executionPolicy: 'RemoteSigned',
    });
    const given = { text: '"å📬" $(calc) \'; exit 0 #', list: [1, 2], nested: { 'a:b': 'c,d' } };
    expect(await one.call('# question', { arguments: given, parse: asIs, timeoutMs: 10_000 })).toEqual(given);
  });

  it('runs calls one after the other', async () => {
    const one = await open({ calls: { slow: { afterMs: 150, value: 'slow' }, quick: { value: 'quick' } } });
    const order: unknown[] = [];
    await Promise.all([
      ask(one, '# slow').then((value) => order.push(value)),
      ask(one, '# quick').then((value) => order.push(value)),
    ]);
    expect(order).toEqual(['slow', 'quick']);
  });

  it('sends one complete ASCII line a call, whatever the script and its arguments hold', async () => {
    const one = await open({ calls: { question: { value: 1 } } });
    await one.call('# question\nif ($true) {\n  "ü"\n}\n', {
      arguments: { text: 'ü\n📬' },
      parse: asIs,
      timeoutMs: 10_000,
    });
    const { line } = powershell!.log().find(({ call }) => call === 'question')!;
    expect(line).toMatch(/^Invoke-ExoCall '[0-9a-f-]{36}' '[A-Za-z0-9+/=]+' '[A-Za-z0-9+/=]+'$/u);
  });

  it('closes: the program is gone', async () => {
    const one = await open();
    await one.close();
    await vi.waitFor(() => expect(isAlive(pidOf())).toBe(false));
    expect(await kindOf(ask(one))).toBe('cancelled');
  });
});

describe('the way a PowerShell is started', () => {
  it('never names an execution policy, loads no profile, and asks nobody', async () => {
    await open();
    const { started = [] } = powershell!.log()[0]!;
    expect(started).toEqual([
      '-NoLogo',
      '-NoProfile',
      '-NonInteractive',
      '-InputFormat',
      'Text',
      '-OutputFormat',
      'Text',
      '-NoExit',
      '-Command',
      '-',
    ]);
  });

  it('builds an environment of its own: nothing that was set for this process alone goes along', async () => {
    await open(
      {},
      {
        ...process.env,
        PSExecutionPolicyPreference: 'Bypass',
        NODE_POWERSHELL: '/bin/false',
        DEBUG: '*',
        PSModulePath: '/opt/pwsh/modules',
        SECRET_TOKEN: 'x',
        NODE_OPTIONS: '--inspect',
      },
    );
    const { environment = {} } = powershell!.log()[0]!;
    expect(
      Object.keys(environment).filter((name) =>
        [
          'PSExecutionPolicyPreference',
          'NODE_POWERSHELL',
          'DEBUG',
          'PSModulePath',
          'SECRET_TOKEN',
          'NODE_OPTIONS',
        ].includes(name),
      ),
    ).toEqual([]);
    expect(environment).toMatchObject({ TERM: 'dumb', NO_COLOR: '1', PATH: process.env['PATH'] });
  });

  it('starts the program it was given, whatever NODE_POWERSHELL says, and leaves that variable as it was', async () => {
    process.env['NODE_POWERSHELL'] = '/bin/false';
    try {
      expect((await (await open()).hello()).languageMode).toBe('FullLanguage');
      expect(process.env['NODE_POWERSHELL']).toBe('/bin/false');
    } finally {
      delete process.env['NODE_POWERSHELL'];
    }
  });

  it('is not found where there is none', async () => {
    expect(
      await failureOf(openPowerShell({ edition: 'windows-64', programs: ['/nowhere/powershell.exe'] })),
    ).toMatchObject({ kind: 'not-found', systemCode: 'ENOENT' });
    expect(await kindOf(openPowerShell({ edition: 'windows-64', programs: [] }))).toBe('not-found');
  });

  it('is not found where it can not be started for lack of what it names', async () => {
    powershell = standIn();
    writeFileSync(powershell.program, '#!/nowhere/at/all\n');
    chmodSync(powershell.program, 0o755);
    expect(await failureOf(openPowerShell({ edition: 'powershell-7', programs: [powershell.program] }))).toMatchObject({
      kind: 'not-found',
      systemCode: 'ENOENT',
    });
  });

  it.each(['a file that may not be run', 'a folder of that name'])('%s is no PowerShell', async (what) => {
    powershell = standIn();
    if (what === 'a folder of that name') {
      rmSync(powershell.program);
      mkdirSync(powershell.program);
    } else chmodSync(powershell.program, 0o644);
    // Root may look anywhere, and run nothing that nobody may run.
    expect(await kindOf(openPowerShell({ edition: 'powershell-7', programs: [powershell.program] }))).toBe('not-found');
  });

  it('a start that fails for another reason is not reported as a policy: the system names none', async () => {
    powershell = standIn();
    // Longer than one word of an environment may be (Linux, MAX_ARG_STRLEN).
    const environment = { ...process.env, PATH: `/${'x'.repeat(200_000)}` };
    expect(
      await failureOf(openPowerShell({ edition: 'powershell-7', programs: [powershell.program], environment })),
    ).toMatchObject({ kind: 'crashed', systemCode: 'E2BIG' });
  });

  it('a start that is called off ends what was started', async () => {
    powershell = standIn({ start: 'silent' });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    expect(
      await kindOf(
        openPowerShell({ edition: 'powershell-7', programs: [powershell.program], signal: controller.signal }),
      ),
    ).toBe('cancelled');
    await vi.waitFor(() => expect(isAlive(pidOf())).toBe(false));
  });

  it('a 32-bit Node.js on a 64-bit Windows finds the 64-bit one under Sysnative; no bare name, no folder at hand', () => {
    const windows = {
      SystemRoot: 'C:\\Windows',
      ProgramFiles: 'C:\\Program Files (x86)',
      ProgramW6432: 'C:\\Program Files',
    };
    const home = 'WindowsPowerShell\\v1.0\\powershell.exe';
    expect(programsFor('windows-64', windows, 'win32')).toEqual([`C:\\Windows\\System32\\${home}`]);
    expect(programsFor('windows-64', { ...windows, PROCESSOR_ARCHITEW6432: 'AMD64' }, 'win32')).toEqual([
      `C:\\Windows\\Sysnative\\${home}`,
    ]);
    expect(programsFor('windows-32', windows, 'win32')).toEqual([`C:\\Windows\\SysWOW64\\${home}`]);
    expect(programsFor('powershell-7', windows, 'win32')[0]).toBe('C:\\Program Files\\PowerShell\\7\\pwsh.exe');
    expect(programsFor('windows-64', { SystemRoot: '..\\evil' }, 'win32')).toEqual([`C:\\Windows\\System32\\${home}`]);
    expect(programsFor('powershell-7', { PATH: ['', '.', 'bin', '/usr/bin'].join(delimiter) }, 'linux')).toEqual([
      '/usr/bin/pwsh',
    ]);
    expect(programsFor('windows-64', windows, 'linux')).toEqual([]);
  });
});

describe('a program that is no PowerShell', () => {
  it.each([0, 1])('prints nothing and exits with %i, as a stub does: never success', async (exitCode) => {
    expect(await failureOf(open({ start: 'exit', exitCode }))).toMatchObject({ kind: 'crashed', exitCode });
  });

  it('says nothing at all: timed out, and ended', async () => {
    powershell = standIn({ start: 'silent' });
    expect(
      await kindOf(openPowerShell({ edition: 'powershell-7', programs: [powershell.program], startMs: 500 })),
    ).toBe('timeout');
    await vi.waitFor(() => expect(isAlive(pidOf())).toBe(false));
  });

  it('greets in another way: bad output', async () => {
    expect(await kindOf(open({ hello: '<<exo:hello::just|one>>\r\n' }))).toBe('bad-output');
  });
});

describe('a PowerShell in another language mode', () => {
  it('greets, and tells that a policy lets no script of ours run', async () => {
    const one = await open({ hello: '<<exo:hello::ConstrainedLanguage|5.1.26100.1|Desktop|RemoteSigned>>\r\n' });
    expect((await one.hello()).languageMode).toBe('ConstrainedLanguage');
    expect(await kindOf(ask(one))).toBe('blocked-by-policy');
    expect(powershell!.log().filter(({ call, command }) => call !== undefined || command !== undefined)).toEqual([]);
  });
});

describe('what goes wrong in a call', () => {
  const once = async (step: Step, more: Parameters<typeof ask>[2] = {}): Promise<PowerShellFailure> =>
    failureOf(ask(await open({ calls: { question: step, after: { value: 'after' } } }), '# question', more));

  it.each<[string, Step, PowerShellFailureKind]>([
    ['a script that ends the process with exit 0', { does: 'exit', exitCode: 0 }, 'crashed'],
    ['a script that ends the process with another code', { does: 'exit', exitCode: 3 }, 'crashed'],
    ['a process that is killed', { does: 'crash' }, 'crashed'],
    ['half an envelope, then the end', { does: 'half' }, 'crashed'],
    ['an envelope that holds no JSON', { does: 'garbage' }, 'bad-output'],
    [
      'an envelope whose JSON is no answer',
      { raw: `<<exo:answer:{id}:${Buffer.from('{"ok":"yes"}').toString('base64')}>>\r\n` },
      'bad-output',
    ],
    ['a line that never ends', { does: 'endless-line' }, 'bad-output'],
  ])('%s', async (_what, step, kind) => {
    expect((await once(step)).kind).toBe(kind);
  });

  it('is never answered by the answer to another call', async () => {
    expect((await once({ does: 'other-id' }, { timeoutMs: 400 })).kind).toBe('timeout');
  });

  it('an unfinished block swallows the call; the session is thrown away and not asked again', async () => {
    const one = await open({ calls: { question: { does: 'swallow' } } });
    expect(await kindOf(ask(one, '# question', { timeoutMs: 400 }))).toBe('timeout');
    await vi.waitFor(() => expect(isAlive(pidOf())).toBe(false));
    expect(await kindOf(ask(one, '# after'))).toBe('timeout');
  });

  it('a hang ends at the deadline with everything the script had started', async () => {
    expect((await once({ does: 'hang-with-child' }, { timeoutMs: 800 })).kind).toBe('timeout');
    const child = powershell!.log().find((entry) => entry.child !== undefined)!.child!;
    await vi.waitFor(() => expect([isAlive(pidOf()), isAlive(child)]).toEqual([false, false]));
  });

  it('an abort ends the call at once, and the tree', async () => {
    const one = await open({ calls: { question: { does: 'hang-with-child' } } });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 400);
    expect(await kindOf(ask(one, '# question', { signal: controller.signal }))).toBe('cancelled');
    const child = powershell!.log().find((entry) => entry.child !== undefined)!.child!;
    await vi.waitFor(() => expect([isAlive(pidOf()), isAlive(child)]).toEqual([false, false]));
  });

  it('every call that waits is settled when the process ends', async () => {
    const one = await open({ calls: { question: { does: 'exit' } } });
    expect(await Promise.all([kindOf(ask(one)), kindOf(ask(one, '# next')), kindOf(ask(one, '# last'))])).toEqual([
      'crashed',
      'crashed',
      'crashed',
    ]);
  });

  it('an error of the script comes with its identifier, and the session lives on', async () => {
    const one = await open({
      calls: {
        question: {
          error: {
            fullyQualifiedErrorId: 'ExecutionPolicyOverride,Microsoft.PowerShell.Commands.SetExecutionPolicyCommand',
            category: 'PermissionDenied',
            errorCode: 5,
            redirectTo: 'https://elsewhere.example/',
          },
        },
        after: { value: 'after' },
      },
    });
    const failure = await failureOf(ask(one));
    expect(failure).toMatchObject({
      kind: 'script-error',
      error: {
        fullyQualifiedErrorId: 'ExecutionPolicyOverride,Microsoft.PowerShell.Commands.SetExecutionPolicyCommand',
        category: 'PermissionDenied',
        errorCode: 5,
        redirectTo: 'https://elsewhere.example/',
      },
    });
    expect(await ask(one, '# after')).toBe('after');
  });

  it('an error code of 0 is no code: an exception that carries none says 0', async () => {
    const one = await open({ calls: { question: { error: { fullyQualifiedErrorId: 'Any', errorCode: 0 } } } });
    expect(await failureOf(ask(one))).not.toHaveProperty('error.errorCode');
  });

  it('an answer that is not of the shape that was asked for is bad output', async () => {
    const one = await open({ calls: { question: { value: 'text' } } });
    const wantsNumber = (value: unknown): number => {
      if (typeof value !== 'number') throw new TypeError('not a number');
      return value;
    };
    expect(await kindOf(one.call('# question', { parse: wantsNumber, timeoutMs: 10_000 }))).toBe('bad-output');
  });
});

describe('what stands beside an answer', () => {
  it.each<[string, Plan]>([
    [
      'warnings, progress on the other stream, escape sequences and bytes of another code page',
      { noise: true, calls: { question: { value: 'whole' } } },
    ],
    ['an answer cut into single signs', { calls: { question: { value: 'whole', pieces: true } } }],
    ['megabytes of output', { calls: { question: { does: 'endless-noise', value: 'whole' } } }],
    ['a flood on the other stream', { calls: { question: { does: 'flood-stderr', value: 'whole' } } }],
    ['a slow machine', { latencyMs: 300, calls: { question: { value: 'whole' } } }],
  ])('%s does not disturb it', async (_what, plan) => {
    expect(await ask(await open(plan))).toBe('whole');
  });
});

describe('a secret', () => {
  const secret = 'Gehéim 📬 "$(calc)" \'; exit #';

  it('travels as the line that is asked for and nowhere else', async () => {
    const one = await open({ calls: { question: { asks: true, value: 'signed in' } } });
    expect(await ask(one, '# question', { secret })).toBe('signed in');
    const log = powershell!.log();
    expect(log.filter((entry) => entry.secret !== undefined).map((entry) => entry.secret)).toEqual([secret]);
    const elsewhere = JSON.stringify(log.map((entry) => ({ ...entry, secret: undefined, as: undefined })));
    for (const form of [
      secret,
      Buffer.from(secret, 'utf8').toString('base64'),
      Buffer.from(secret, 'utf16le').toString('base64'),
    ])
      expect(elsewhere).not.toContain(form);
  });

  it('is not sent to a script that does not ask: as a line of its own it would be run, and logged, as a command', async () => {
    const one = await open({ calls: { question: { value: 'did not ask' }, next: { value: 'next' } } });
    await ask(one, '# question', { secret });
    await ask(one, '# next');
    expect(powershell!.log().filter((entry) => entry.command !== undefined || entry.secret !== undefined)).toEqual([]);
  });

  it('is sent once, however often it is asked for', async () => {
    const ask1 = (id: string): string => `<<exo:secret:${id}:dHJ1ZQ==>>\r\n`;
    const one = await open({ calls: { question: { raw: `${ask1('{id}')}${ask1('{id}')}` } } });
    expect(await kindOf(ask(one, '# question', { secret, timeoutMs: 600 }))).toBe('timeout');
    const lines = powershell!.log().filter((entry) => entry.command !== undefined);
    expect(lines).toHaveLength(1);
  });
});
