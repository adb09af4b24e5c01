import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policies, runsUnsignedLocalScripts } from '../../../src/machine/rules/execution-policy.js';
import { apply } from '../../../src/fixes/execution-policy/apply.js';
import { MemoryJournal } from '../../../src/fixes/execution-policy/journal.js';
import type { Choice, Decision } from '../../../src/fixes/execution-policy/plan.js';
import { decide, predicted } from '../../../src/fixes/execution-policy/plan.js';
import { SimulatedPolicyStore } from '../../../src/fixes/execution-policy/simulated-policy-store.js';
import { readPolicySnapshot } from '../../../src/fixes/execution-policy/policy-snapshot.js';
import { say } from '../../../src/report/text/fix-words.js';
import type { Changes } from '../../machines/compose.js';
import { composedPcs } from '../../machines/compose.js';
import { pcWith } from '../../support/composed.js';

/** A decision in a line: `user`, `machine` or `machine32` for the place, what becomes what, `+` where Windows asks for rights, `*` where they are there. */
function inWords(decision: Decision): string {
  if (decision.state === 'refused')
    return `refused: ${decision.owner}${'policySide' in decision ? ` ${decision.policySide}` : ''}`;
  if (decision.state !== 'planned') return decision.state;
  const places = { CurrentUser: 'user', LocalMachine64: 'machine', LocalMachine32: 'machine32' };
  const rights = { none: '', prompt: '+', 'in-place': '*' };
  return decision.plan.steps
    .map(({ target, before, after, elevation }) => `${places[target]}${rights[elevation]} ${before}>${after}`)
    .join(', ');
}

const plan = async (changes: Changes, choice: Choice = {}, pc?: string): Promise<Decision> =>
  decide(await readPolicySnapshot(pcWith(changes, pc)), choice);

const same = (line: string): Record<string, string> =>
  Object.fromEntries(Object.keys(windows).map((window) => [window, line]));
const set = (before: string): Record<string, string> => ({
  'ordinary window': 'user Undefined>RemoteSigned',
  'ordinary window, --scope machine': `machine+ ${before}>RemoteSigned`,
  'as administrator': `machine* ${before}>RemoteSigned`,
  'as administrator, --scope user': 'refused: you',
  'rights unknown': `machine+ ${before}>RemoteSigned`,
  'as administrator, UAC off': `machine* ${before}>RemoteSigned`,
  'as administrator, UAC off, --scope user': 'user Undefined>RemoteSigned',
});

const windows: Readonly<Record<string, readonly [Changes, Choice]>> = {
  'ordinary window': [{ 'user.elevated': false }, {}],
  'ordinary window, --scope machine': [{ 'user.elevated': false }, { scope: 'machine' }],
  'as administrator': [{ 'user.elevated': true }, {}],
  'as administrator, --scope user': [{ 'user.elevated': true }, { scope: 'user' }],
  'rights unknown': [{ 'user.elevated': { unreadable: 'no-hive' } }, {}],
  'as administrator, UAC off': [{ 'user.elevated': true, 'user.uac': 0 }, {}],
  'as administrator, UAC off, --scope user': [{ 'user.elevated': true, 'user.uac': 0 }, { scope: 'user' }],
};

/** PC by PC; where nothing is said, scripts run already. */
const expected: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'windows-7-as-shipped': set('Undefined'),
  'server-2019-no-policy': same('cannot-tell'),
  'windows-10-all-signed': set('AllSigned'),
  'windows-10-current-user-restricted': {
    'ordinary window': 'user Restricted>Undefined',
    'ordinary window, --scope machine': 'user Restricted>Undefined',
    'as administrator': 'refused: you',
    'as administrator, --scope user': 'refused: you',
    'rights unknown': 'refused: you',
    'as administrator, UAC off': 'user Restricted>Undefined',
    'as administrator, UAC off, --scope user': 'user Restricted>Undefined',
  },
  'windows-10-policy-all-signed': same('refused: domain-admin user'),
  'windows-10-policy-locked': same('refused: domain-admin computer'),
  'windows-10-unreadable': same('cannot-tell'),
  'windows-11-fresh': set('Undefined'),
};

describe('the plan for every composed PC', () => {
  const cases = Object.keys(composedPcs).flatMap((pc) => Object.keys(windows).map((window) => [pc, window] as const));

  it.each(cases)('%s, %s', async (pc, window) => {
    const [changes, choice] = windows[window]!;
    expect(inWords(await plan(changes, choice, pc))).toBe((expected[pc] ?? same('already-allowed'))[window]);
  });

  // Whether the person at the PC is an administrator shows only when Windows asks: it wants a yes, or an administrator's password.
  it.each(cases)(
    '%s, %s: an administrator at the prompt gets it done, a person without one changes nothing',
    async (pc, window) => {
      const [changes, choice] = windows[window]!;
      for (const consents of [true, false]) {
        const machine = pcWith(changes, pc);
        const store = new SimulatedPolicyStore(machine, { consents });
        const decision = decide(await readPolicySnapshot(machine), choice);
        if (decision.state !== 'planned') continue;
        const facts = await machine.fresh().snapshot();
        const done = await apply(decision.plan, {
          store,
          journal: new MemoryJournal(),
          signal: new AbortController().signal,
        });
        const needsPrompt = decision.plan.steps.some(({ elevation }) => elevation === 'prompt');
        expect(done.state).toBe(needsPrompt && !consents ? 'declined' : 'applied');
        if (done.state === 'declined') expect(await machine.fresh().snapshot()).toEqual(facts);
      }
    },
  );
});

const client: Changes = {
  'host.platform': 'win32',
  'windows.installationType': 'Client',
  'windows.architecture': 'AMD64',
  'user.name': 'A\\b',
  'user.elevated': false,
};
describe('the plan', () => {
  it.each<[string, Changes, Choice, string]>([
    [
      "replaces the user's own value where the PC's would not do either",
      { 'policy.currentUser': 'AllSigned', 'policy.localMachine64': 'Restricted' },
      {},
      'user AllSigned>RemoteSigned',
    ],
    [
      "replaces it where the PC's can not be read",
      { 'policy.currentUser': 'Restricted', 'policy.localMachine64': { unreadable: 'denied' } },
      {},
      'user Restricted>RemoteSigned',
    ],
    [
      "for the whole PC also takes away the user's own value, which would hide it",
      { 'policy.currentUser': 'Restricted' },
      { scope: 'machine' },
      'machine+ Undefined>RemoteSigned, user Restricted>Undefined',
    ],
    [
      "does not touch a PC's value that could not be put back",
      { 'policy.currentUser': 'Restricted', 'policy.localMachine64': { unreadable: 'denied' } },
      { scope: 'machine' },
      'refused: you',
    ],
    [
      'changes the 32-bit value only when asked to',
      { 'policy.localMachine64': 'Restricted' },
      { scope: 'machine' },
      'machine+ Restricted>RemoteSigned',
    ],
    [
      'changes the 32-bit value too when asked to',
      { 'policy.localMachine64': 'Restricted' },
      { scope: 'machine', also32Bit: true },
      'machine+ Restricted>RemoteSigned, machine32+ Undefined>RemoteSigned',
    ],
    [
      'leaves the 32-bit value alone where the one for the user covers it',
      { 'policy.localMachine64': 'Restricted' },
      { also32Bit: true },
      'user Undefined>RemoteSigned',
    ],
    [
      'leaves a 32-bit value that will do',
      { 'policy.localMachine64': 'Restricted', 'policy.localMachine32': 'Bypass' },
      { scope: 'machine', also32Bit: true },
      'machine+ Restricted>RemoteSigned',
    ],
    [
      'is the 32-bit value alone where the other does',
      { 'policy.localMachine64': 'RemoteSigned' },
      { also32Bit: true },
      'machine32+ Undefined>RemoteSigned',
    ],
    [
      'knows no 32-bit PowerShell on a 32-bit Windows',
      { 'policy.localMachine64': 'RemoteSigned', 'windows.architecture': 'x86' },
      { also32Bit: true },
      'already-allowed',
    ],
    [
      'is nothing where a policy from outside allows scripts',
      {
        'policy.userPolicy.enableScripts': 1,
        'policy.userPolicy.executionPolicy': 'Unrestricted',
        'policy.currentUser': 'Restricted',
      },
      {},
      'already-allowed',
    ],
    [
      'takes a word PowerShell does not know for Restricted, as it does',
      { 'policy.localMachine64': 'Sometimes' },
      { scope: 'machine' },
      'machine+ Restricted>RemoteSigned',
    ],
    ['is nothing off Windows', { 'host.platform': 'linux' }, {}, 'not-applicable'],
    [
      "replaces the user's own value in an elevated window where no window is another",
      { 'policy.currentUser': 'Restricted', 'user.elevated': true, 'user.uac': 0 },
      {},
      'user Restricted>RemoteSigned',
    ],
    [
      'uses the rights of that window for the whole PC',
      { 'policy.currentUser': 'Restricted', 'user.elevated': true, 'user.uac': 0 },
      { scope: 'machine' },
      'machine* Undefined>RemoteSigned, user Restricted>Undefined',
    ],
    [
      "leaves the user's own value alone in an elevated window where UAC is on",
      { 'policy.currentUser': 'Restricted', 'user.elevated': true, 'user.uac': 1 },
      {},
      'refused: you',
    ],
    [
      'takes UAC for on where nothing is said of it',
      { 'policy.currentUser': 'Restricted', 'user.elevated': true },
      {},
      'refused: you',
    ],
    [
      'takes UAC for on where it can not be read',
      { 'policy.currentUser': 'Restricted', 'user.elevated': true, 'user.uac': { unreadable: 'denied' } },
      {},
      'refused: you',
    ],
    [
      'is not planned without knowing the rights of the window, UAC or not',
      { 'policy.currentUser': 'Restricted', 'user.elevated': { unreadable: 'no-hive' }, 'user.uac': 0 },
      {},
      'refused: you',
    ],
    [
      'goes by what PowerShell says on a server where nothing is set',
      { 'windows.installationType': 'Server', 'policy.effective64': 'Restricted' },
      {},
      'user Undefined>RemoteSigned',
    ],
  ])('%s', async (_what, changes, choice, line) =>
    expect(inWords(await plan({ ...client, ...changes }, choice))).toBe(line),
  );

  it('tells the other way beside it, and what the 32-bit window would still need', async () => {
    const forUser = await plan({ ...client, 'policy.localMachine64': 'Restricted' });
    expect(forUser).toMatchObject({
      more: { alternative: { scope: 'machine', steps: [{ target: 'LocalMachine64' }] } },
    });
    const forAll = await plan({ ...client, 'policy.localMachine64': 'Restricted' }, { scope: 'machine' });
    expect(forAll).toMatchObject({
      more: {
        alternative: { scope: 'user', steps: [{ target: 'CurrentUser' }] },
        also32Bit: { target: 'LocalMachine32', before: 'Undefined', after: 'RemoteSigned' },
      },
    });
  });

  it.each<[string, Changes, Choice, string]>([
    ['replacing', {}, {}, 'RemoteSigned'],
    ['taking away', { 'policy.localMachine64': 'RemoteSigned' }, {}, 'Undefined'],
    ['taking away what would hide the value of the PC', {}, { scope: 'machine' }, 'Undefined'],
  ])('tells the command to type where there is no ordinary window: %s', async (_what, more, choice, policy) => {
    for (const elevated of [true, { unreadable: 'no-hive' }] as const) {
      const decision = await plan(
        { ...client, 'policy.currentUser': 'Restricted', 'user.elevated': elevated, 'user.uac': 1, ...more },
        choice,
      );
      if (decision.state !== 'refused') throw new Error(decision.state);
      expect(say(decision.why)).toContain(`: Set-ExecutionPolicy -ExecutionPolicy ${policy} -Scope CurrentUser -Force`);
    }
  });

  it('tells what holds in this window alone', async () => {
    const decision = await plan({ ...client, 'policy.process': 'Bypass' });
    expect(decision.state === 'planned' && decision.more.notes.map(({ id }) => id)).toContain('fix.note.process');
  });

  const place = fc.constantFrom<(string | null | { unreadable: string })[]>(
    null,
    { unreadable: 'denied' },
    'Sometimes',
    ...policies,
  );
  const policySide = fc.constantFrom<Changes>(
    {},
    { 'policy.machinePolicy.enableScripts': 0 },
    { 'policy.userPolicy.enableScripts': 1, 'policy.userPolicy.executionPolicy': 'AllSigned' },
  );
  const pc = fc.record({
    'policy.currentUser': place,
    'policy.localMachine64': place,
    'policy.localMachine32': place,
    'user.elevated': fc.constantFrom<(boolean | { unreadable: string })[]>(true, false, { unreadable: 'no-hive' }),
    'user.uac': fc.constantFrom<(number | null | { unreadable: string })[]>(0, 1, null, { unreadable: 'denied' }),
    'windows.installationType': fc.constantFrom('Client', 'Server'),
  });
  const choice = fc.record(
    { scope: fc.constantFrom('user' as const, 'machine' as const), also32Bit: fc.boolean() },
    { requiredKeys: [] },
  );

  it("whatever holds what: lets scripts run, and writes the user's own value only in an ordinary window, or where there is no other, the PC's only with rights", async () => {
    await fc.assert(
      fc.asyncProperty(pc, policySide, choice, async (places, outside, asked) => {
        const snapshot = await readPolicySnapshot(pcWith({ ...client, ...places, ...outside }));
        const decision = decide(snapshot, asked);
        if (decision.state !== 'planned') return;
        const { steps, goal } = decision.plan;
        const after = predicted(snapshot, goal as 'windows-64' | 'windows-32', steps);
        expect(after !== undefined && runsUnsignedLocalScripts(after)).toBe(true);
        for (const { target, elevation, before, after: then } of steps) {
          expect(then).not.toBe(before);
          if (target === 'CurrentUser')
            expect([
              elevation,
              snapshot.elevated === false || (snapshot.elevated === true && places['user.uac'] === 0),
            ]).toEqual(['none', true]);
          else expect(elevation).not.toBe('none');
        }
        // Least rights: none are asked for where the user's own value would do and nobody asked for more.
        if (asked.scope === undefined && asked.also32Bit !== true && snapshot.elevated === false)
          expect(steps.every(({ elevation }) => elevation === 'none')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
