import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { policies } from '../../../src/machine/rules/execution-policy.js';
import type { CallOptions, Edition, PowerShellSession } from '../../../src/machine/live/powershell/session.js';
import { PowerShellFailure } from '../../../src/machine/live/powershell/session.js';
import type { SimulatedMachine } from '../../../src/machine/recording/simulated-machine.js';
import { apply } from '../../../src/fixes/execution-policy/apply.js';
import { MemoryJournal } from '../../../src/fixes/execution-policy/journal.js';
import { LivePolicyStore } from '../../../src/fixes/execution-policy/live-policy-store.js';
import type { Choice } from '../../../src/fixes/execution-policy/plan.js';
import { decide } from '../../../src/fixes/execution-policy/plan.js';
import {
  commandOf,
  elevatedArguments,
  elevatedPrograms,
  targets,
} from '../../../src/fixes/execution-policy/policy-commands.js';
import type { Step } from '../../../src/fixes/execution-policy/policy-commands.js';
import { readPolicySnapshot } from '../../../src/fixes/execution-policy/policy-snapshot.js';
import { value } from '../../../src/vocabulary/index.js';
import { openPowerShell } from '../../../src/machine/live/powershell/open-session.js';
import { pcWith } from '../../support/composed.js';
import { standIn as standInProgram } from '../../support/stand-in.js';
import type { Plan } from '../../support/stand-in.js';

interface Called {
  readonly edition: Edition;
  readonly script: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
}

/** A PowerShell that answers as it is reported; whatever it answers goes through the caller's own check, as a real session has it. */
function standIn(answer: unknown, does: () => void = () => undefined) {
  const [calls, closed]: [Called[], Edition[]] = [[], []];
  const open = ({ edition }: { readonly edition: Edition }): Promise<PowerShellSession> =>
    Promise.resolve({
      edition,
      hello: () => Promise.reject(new Error('not asked')),
      call: <T>(script: string, { arguments: given = {}, parse, timeoutMs }: CallOptions<T>): Promise<T> => {
        calls.push({ edition, script, arguments: given, timeoutMs });
        does();
        if (answer instanceof Error) return Promise.reject(answer);
        try {
          return Promise.resolve(parse(answer));
        } catch (error) {
          return Promise.reject(new PowerShellFailure('bad-output', 'something else', { cause: error }));
        }
      },
      kill: () => Promise.resolve(),
      close: () => {
        closed.push(edition);
        return Promise.resolve();
      },
    });
  return { open, calls, closed };
}

const scriptError = (fullyQualifiedErrorId: string): PowerShellFailure =>
  new PowerShellFailure('script-error', 'failed', {
    error: { fullyQualifiedErrorId, category: 'PermissionDenied', text: 'Zugriff verweigert' },
  });
const override = scriptError('ExecutionPolicyOverride,Microsoft.PowerShell.Commands.SetExecutionPolicyCommand');

async function applied(
  choice: Choice,
  answer: unknown,
  does: (machine: SimulatedMachine) => void = () => undefined,
  { elevated = false } = {},
) {
  const machine = pcWith(
    { 'policy.localMachine64': 'Restricted', 'policy.localMachine32': 'Restricted', 'user.elevated': elevated },
    'windows-10',
  );
  const shell = standIn(answer, () => does(machine));
  const decision = decide(await readPolicySnapshot(machine.fresh()), choice);
  if (decision.state !== 'planned') throw new Error(decision.state);
  const done = await apply(decision.plan, {
    store: new LivePolicyStore(machine, shell.open),
    journal: new MemoryJournal(),
    signal: new AbortController().signal,
  });
  return { done, ...shell, line: [done.state, done.why?.id, done.steps.at(-1)?.result.state].join(' ') };
}

const forUser = (machine: SimulatedMachine): void => machine.change('policy.currentUser', value('RemoteSigned'));
const forAll = (machine: SimulatedMachine): void => machine.change('policy.localMachine64', value('RemoteSigned'));
const nothing = (): void => undefined;

describe('a change for the user', () => {
  it.each<[string, unknown, (machine: SimulatedMachine) => void, string]>([
    ['that works', { outcome: 'written' }, forUser, 'applied  written'],
    ['that PowerShell calls overridden, and that counts in a new window', override, forUser, 'applied  overridden'],
    [
      'that is overridden by a policy',
      override,
      (machine) => {
        forUser(machine);
        machine.change('policy.userPolicy.enableScripts', value(0));
      },
      'failed fix.failed.overridden overridden',
    ],
    [
      'that PowerShell claims and nobody finds',
      { outcome: 'written' },
      nothing,
      'failed fix.failed.not-effective written',
    ],
    [
      'that is denied',
      scriptError('System.UnauthorizedAccessException,Microsoft.PowerShell.Commands.SetExecutionPolicyCommand'),
      nothing,
      'failed fix.failed.denied denied',
    ],
    [
      'that fails otherwise',
      scriptError('CannotSetGroupPolicy,Microsoft.PowerShell.Commands.SetExecutionPolicyCommand'),
      nothing,
      'failed fix.failed.error failed',
    ],
    ['to which PowerShell says nothing', undefined, nothing, 'failed fix.failed.no-answer failed'],
    ['to which PowerShell says nothing, though it made it', null, forUser, 'failed fix.failed.no-answer failed'],
    [
      'to which PowerShell says something else',
      { outcome: 'ended', exitCode: 0 },
      forUser,
      'failed fix.failed.no-answer failed',
    ],
    [
      'under which PowerShell crashes',
      new PowerShellFailure('crashed', 'gone'),
      nothing,
      'failed fix.failed.no-answer failed',
    ],
    [
      'that a policy forbids',
      new PowerShellFailure('blocked-by-policy', 'AppLocker'),
      nothing,
      'failed fix.failed.blocked failed',
    ],
    [
      'without a PowerShell',
      new PowerShellFailure('not-found', 'none'),
      nothing,
      'failed fix.failed.no-powershell failed',
    ],
    ['that is called off', new PowerShellFailure('cancelled', 'Ctrl-C'), nothing, 'failed fix.interrupted interrupted'],
  ])('%s', async (_what, answer, does, expected) => {
    const { line, calls, closed } = await applied({}, answer, does);
    expect(line).toBe(expected);
    expect(calls).toMatchObject([
      { edition: 'windows-64', arguments: { scope: 'CurrentUser', policy: 'RemoteSigned' } },
    ]);
    expect(closed).toEqual(['windows-64']);
  });
});

describe('a change for the whole PC', () => {
  it.each<[string, unknown, (machine: SimulatedMachine) => void, string]>([
    ['that works', { outcome: 'ended', exitCode: 0 }, forAll, 'applied  written'],
    [
      'that is overridden where it was written, and counts here',
      { outcome: 'ended', exitCode: 10 },
      forAll,
      'applied  overridden',
    ],
    [
      'whose exit code claims it and nobody finds it',
      { outcome: 'ended', exitCode: 0 },
      nothing,
      'failed fix.failed.not-effective written',
    ],
    ['that fails', { outcome: 'ended', exitCode: 11 }, nothing, 'failed fix.failed.exit-code failed'],
    ['that ends oddly', { outcome: 'ended', exitCode: -196608 }, nothing, 'failed fix.failed.exit-code failed'],
    ['that is declined', { outcome: 'not-started', code: 1223 }, nothing, 'declined fix.declined.prompt declined'],
    ['that can not be started', { outcome: 'not-started', code: 740 }, nothing, 'failed fix.failed.not-started failed'],
    ['without an exit code', { outcome: 'ended', exitCode: null }, forAll, 'failed fix.failed.no-answer failed'],
    ['to which PowerShell says nothing', undefined, nothing, 'failed fix.failed.no-answer failed'],
  ])('%s', async (_what, answer, does, expected) => {
    const { line, calls, closed } = await applied({ scope: 'machine' }, answer, does);
    expect(line).toBe(expected);
    expect(calls).toMatchObject([
      { edition: 'windows-64', arguments: { program: 'LocalMachine64', commandLine: elevatedArguments.RemoteSigned } },
    ]);
    // A person may take their time.
    expect(calls[0]!.timeoutMs).toBeGreaterThan(60 * 60 * 1000);
    expect(closed).toEqual(['windows-64']);
  });

  it('is made in place by the PowerShell it belongs to where the rights are there', async () => {
    const { calls } = await applied({ scope: 'machine', also32Bit: true }, { outcome: 'written' }, forAll, {
      elevated: true,
    });
    expect(calls.map(({ edition, arguments: given }) => [edition, given])).toEqual([
      ['windows-64', { scope: 'LocalMachine', policy: 'RemoteSigned' }],
      ['windows-32', { scope: 'LocalMachine', policy: 'RemoteSigned' }],
    ]);
  });
});

describe('through a real session to a stand-in for PowerShell', () => {
  async function through(
    calls: Plan['calls'],
    target: Step['target'],
    signal: AbortSignal = new AbortController().signal,
  ) {
    const program = standInProgram(calls ? { calls } : {});
    try {
      const store = new LivePolicyStore(pcWith({}, 'windows-10'), ({ edition }) =>
        openPowerShell({ edition, programs: [program.program] }),
      );
      const result = await store.set(
        { target, after: 'RemoteSigned', elevation: target === 'CurrentUser' ? 'none' : 'prompt' },
        signal,
      );
      return { result, asked: program.log().flatMap(({ call, args }) => (call === undefined ? [] : [{ call, args }])) };
    } finally {
      program.remove();
    }
  }

  it('one script is asked for one thing', async () => {
    expect(await through({ 'set-policy': { value: { outcome: 'written' } } }, 'CurrentUser')).toEqual({
      result: { state: 'written' },
      asked: [{ call: 'set-policy', args: { scope: 'CurrentUser', policy: 'RemoteSigned' } }],
    });
    expect(await through({ elevate: { value: { outcome: 'ended', exitCode: 0 } } }, 'LocalMachine32')).toEqual({
      result: { state: 'written' },
      asked: [{ call: 'elevate', args: { program: 'LocalMachine32', commandLine: elevatedArguments.RemoteSigned } }],
    });
  });

  it.each<[string, NonNullable<Plan['calls']>[string], Step['target'], string]>([
    [
      'overridden, by its identifier',
      {
        error: {
          fullyQualifiedErrorId: 'ExecutionPolicyOverride,Microsoft.PowerShell.Commands.SetExecutionPolicyCommand',
        },
      },
      'CurrentUser',
      'overridden',
    ],
    ['declined, by its number', { value: { outcome: 'not-started', code: 1223 } }, 'LocalMachine64', 'declined'],
    ['an end without an answer', { does: 'exit' }, 'CurrentUser', 'failed'],
    ['half an answer', { does: 'half' }, 'LocalMachine64', 'failed'],
    ['a crash', { does: 'crash' }, 'LocalMachine64', 'failed'],
    ['nothing at all', { value: null }, 'CurrentUser', 'failed'],
  ])('%s', async (_what, step, target, state) =>
    expect((await through({ 'set-policy': step, elevate: step }, target)).result.state).toBe(state),
  );

  it('Ctrl-C ends the waiting for a person', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 400);
    expect((await through({ elevate: { does: 'hang' } }, 'LocalMachine64', controller.signal)).result).toEqual({
      state: 'interrupted',
    });
  });
});

describe('a PowerShell that takes long to start', () => {
  it('is given the signal, so that Ctrl-C ends it too', async () => {
    const controller = new AbortController();
    const store = new LivePolicyStore(
      pcWith({}, 'windows-10'),
      ({ signal }) =>
        new Promise((_resolve, reject) =>
          signal?.addEventListener('abort', () => reject(new PowerShellFailure('cancelled', 'Ctrl-C')), { once: true }),
        ),
    );
    const made = store.set({ target: 'CurrentUser', after: 'RemoteSigned', elevation: 'none' }, controller.signal);
    controller.abort();
    expect(await made).toEqual({ state: 'interrupted' });
  });
});

describe('what is started with administrator rights', () => {
  const steps = targets.flatMap((target) =>
    policies.flatMap((after) =>
      (['none', 'in-place', 'prompt'] as const).map((elevation): Pick<Step, 'target' | 'after' | 'elevation'> => ({
        target,
        after,
        elevation,
      })),
    ),
  );

  it("is one of twelve command lines, and never for the user's own value", () => {
    const elevated = steps
      .filter(({ elevation }) => elevation === 'prompt')
      .map((step) => ({ ...step, command: commandOf(step) }))
      .filter(({ command }) => command.includes('powershell.exe'));
    expect(elevated).toHaveLength(12);
    expect(elevated.filter(({ target }) => target === 'CurrentUser')).toEqual([]);
    for (const { target, after, command } of elevated) {
      expect(command).toBe(
        `%SystemRoot%\\${target === 'LocalMachine64' ? 'System32' : 'SysWOW64'}\\WindowsPowerShell\\v1.0\\powershell.exe -NoProfile -NonInteractive -Command "try { Set-ExecutionPolicy ${after} -Scope LocalMachine -Force -ErrorAction Stop; exit 0 } catch { if ($_.FullyQualifiedErrorId -like 'ExecutionPolicyOverride*') { exit 10 } exit 11 }"`,
      );
      expect(command).not.toMatch(/ -ExecutionPolicy| -File| -EncodedCommand/u);
    }
  });

  it('is what is shown', async () => {
    const { calls, done } = await applied({ scope: 'machine' }, { outcome: 'ended', exitCode: 0 }, forAll);
    expect(commandOf(done.steps[0]!.step)).toBe(
      `${elevatedPrograms.LocalMachine64} ${String(calls[0]!.arguments['commandLine'])}`,
    );
  });
});

describe('the scripts', () => {
  const folder = join(import.meta.dirname, '../../../src/fixes/execution-policy');
  const scripts = readdirSync(folder)
    .filter((name) => name.endsWith('.ps1'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);

  it.each(scripts)(
    '%s: plain ASCII, no policy given on the way, nothing newer than Windows PowerShell 3.0',
    (_name, text) => {
      expect(text).toMatch(/^[\t\n\x20-\x7e]*$/u);
      expect(text).not.toMatch(
        / -ExecutionPolicy (?!\$Given)|-EncodedCommand|Invoke-Expression|&&|\|\||\?\?|::new\(|^using /mu,
      );
    },
  );
});
