import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  effectivePolicy,
  parsePolicy,
  policies,
  runsUnsignedLocalScripts,
} from '../../../src/machine/rules/execution-policy.js';
import type { FactId } from '../../../src/machine/index.js';
import { RecordedMachine } from '../../../src/machine/recording/recorded-machine.js';
import type { Changes } from '../../machines/compose.js';
import { pcWith } from '../../support/composed.js';

const ids = [
  'policy.machinePolicy.enableScripts',
  'policy.machinePolicy.executionPolicy',
  'policy.userPolicy.enableScripts',
  'policy.userPolicy.executionPolicy',
  'policy.currentUser',
  'policy.localMachine64',
] as const;
type Values = Partial<Record<(typeof ids)[number], string | number>>;

const machineWith = (values: Values): RecordedMachine =>
  new RecordedMachine(
    new Map(
      ids.map((id) => [
        id as FactId,
        { reading: values[id] === undefined ? { state: 'absent' } : { state: 'value', value: values[id] } },
      ]),
    ),
  );

const winnerOf = async (values: Values) => {
  const { winner } = await effectivePolicy(machineWith(values));
  return winner.state === 'set' ? `${winner.scope} ${winner.policy}` : winner.state;
};

describe('the policy of a new window', () => {
  it.each([
    ['nothing set', {}, 'unknown'],
    ['the PC alone', { 'policy.localMachine64': 'RemoteSigned' }, 'LocalMachine RemoteSigned'],
    [
      'the user over the PC',
      { 'policy.currentUser': 'Restricted', 'policy.localMachine64': 'RemoteSigned' },
      'CurrentUser Restricted',
    ],
    [
      'an empty value for the user counts as nothing',
      { 'policy.currentUser': '', 'policy.localMachine64': 'RemoteSigned' },
      'LocalMachine RemoteSigned',
    ],
    [
      'the word Undefined is one that PowerShell does not know',
      { 'policy.currentUser': 'Undefined', 'policy.localMachine64': 'RemoteSigned' },
      'CurrentUser Restricted',
    ],
    [
      'scripts off for computers',
      {
        'policy.machinePolicy.enableScripts': 0,
        'policy.machinePolicy.executionPolicy': 'Bypass',
        'policy.currentUser': 'Bypass',
      },
      'MachinePolicy Restricted',
    ],
    [
      'scripts on for computers',
      {
        'policy.machinePolicy.enableScripts': 1,
        'policy.machinePolicy.executionPolicy': 'AllSigned',
        'policy.userPolicy.enableScripts': 0,
      },
      'MachinePolicy AllSigned',
    ],
    [
      'a policy value without its switch is not in force',
      { 'policy.machinePolicy.executionPolicy': 'AllSigned', 'policy.localMachine64': 'RemoteSigned' },
      'LocalMachine RemoteSigned',
    ],
    [
      'a switch that is on without a value says nothing',
      { 'policy.machinePolicy.enableScripts': 1, 'policy.localMachine64': 'RemoteSigned' },
      'LocalMachine RemoteSigned',
    ],
    [
      'a policy for users',
      {
        'policy.userPolicy.enableScripts': 1,
        'policy.userPolicy.executionPolicy': 'unrestricted',
        'policy.currentUser': 'Restricted',
      },
      'UserPolicy Unrestricted',
    ],
    ['a word PowerShell does not know', { 'policy.localMachine64': 'Sometimes' }, 'LocalMachine Restricted'],
  ] as const)('%s', async (_what, values, expected) => {
    expect(await winnerOf(values)).toBe(expected);
  });

  it('is the first scope that is set, strongest first, for any combination', async () => {
    const policy = fc.option(fc.constantFrom(...policies.filter((one) => one !== 'Undefined')), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(policy, policy, policy, policy, async (machinePolicy, userPolicy, currentUser, localMachine) => {
        const values: Values = {
          ...(machinePolicy === undefined
            ? {}
            : { 'policy.machinePolicy.enableScripts': 1, 'policy.machinePolicy.executionPolicy': machinePolicy }),
          ...(userPolicy === undefined
            ? {}
            : { 'policy.userPolicy.enableScripts': 1, 'policy.userPolicy.executionPolicy': userPolicy }),
          ...(currentUser === undefined ? {} : { 'policy.currentUser': currentUser }),
          ...(localMachine === undefined ? {} : { 'policy.localMachine64': localMachine }),
        };
        const order = {
          MachinePolicy: machinePolicy,
          UserPolicy: userPolicy,
          CurrentUser: currentUser,
          LocalMachine: localMachine,
        };
        const first = Object.entries(order).find(([, set]) => set !== undefined);
        expect(await winnerOf(values)).toBe(first ? first.join(' ') : 'unknown');
      }),
    );
  });

  it('lets unsigned local scripts run under three policies only', () => {
    expect(policies.filter(runsUnsignedLocalScripts)).toEqual(['Unrestricted', 'RemoteSigned', 'Bypass']);
  });

  it.each([
    ['remotesigned', 'RemoteSigned'],
    [' AllSigned ', 'AllSigned'],
    ['', 'Undefined'],
    ['Undefined', 'Restricted'],
    ['Default', 'Restricted'],
  ])('the text %j means %s', (text, expected) => expect(parsePolicy(text)).toBe(expected));
});

const word = fc.constantFrom<(string | null | { unreadable: string })[]>(
  null,
  '',
  'Sometimes',
  'remotesigned',
  { unreadable: 'denied' },
  ...policies,
);
const switched = fc.constantFrom<(number | null | { unreadable: string })[]>(null, 0, 1, 2, {
  unreadable: 'timed-out',
});
const anyFacts: fc.Arbitrary<Changes> = fc.record({
  'policy.machinePolicy.enableScripts': switched,
  'policy.machinePolicy.executionPolicy': word,
  'policy.userPolicy.enableScripts': switched,
  'policy.userPolicy.executionPolicy': word,
  'policy.process': word,
  'policy.currentUser': word,
  'policy.localMachine64': word,
});

/** What a scope holds, recognized by its switch and its word: a policy, nothing, or that it cannot be read. */
function held(word: unknown, switchedOn: unknown = 1): string {
  if (typeof switchedOn === 'object' && switchedOn) return 'unreadable';
  if (switchedOn === 0) return 'Restricted';
  if (switchedOn !== 1 || word === null || word === '') return '';
  if (typeof word !== 'string') return 'unreadable';
  if (word === 'remotesigned') return 'RemoteSigned';
  return word === 'Sometimes' || word === 'Undefined' ? 'Restricted' : word;
}

describe('the reading of all scopes', () => {
  it('has one that decides at most, the strongest that is set, with everything above it as what the answer rests on', async () => {
    await fc.assert(
      fc.asyncProperty(anyFacts, async (facts) => {
        const { winner, scopes, facts: rested } = await effectivePolicy(pcWith(facts, 'windows-10'));
        const inOrder = [
          [
            'MachinePolicy',
            held(facts['policy.machinePolicy.executionPolicy'], facts['policy.machinePolicy.enableScripts']),
          ],
          ['UserPolicy', held(facts['policy.userPolicy.executionPolicy'], facts['policy.userPolicy.enableScripts'])],
          ['CurrentUser', held(facts['policy.currentUser'])],
          ['LocalMachine', held(facts['policy.localMachine64'])],
        ] as const;
        const [scope, policy] = inOrder.find(([, holds]) => holds !== '') ?? [];
        if (scope === undefined) expect(winner).toEqual({ state: 'default', policy: 'Restricted' });
        else if (policy === 'unreadable') expect(winner).toMatchObject({ state: 'unknown', scope });
        else expect(winner).toEqual({ state: 'set', scope, policy });
        expect(scopes.filter(({ decides }) => decides).map((one) => one.scope)).toEqual(
          scope === undefined || policy === 'unreadable' ? [] : [scope],
        );
        const above = inOrder.slice(
          0,
          scope === undefined ? undefined : inOrder.findIndex(([one]) => one === scope) + 1,
        );
        const named = new Set(rested.map(({ id }) => id.split('.')[1]!.replace('64', '').toLowerCase()));
        expect([...named]).toEqual(above.map(([one]) => one.toLowerCase()));
      }),
    );
  });

  it.each([
    ['Client', undefined, 'default Restricted'],
    ['Server', 'RemoteSigned', 'default RemoteSigned'],
    ['Server Core', { unreadable: 'not-asked' }, 'unknown'],
    [{ unreadable: 'denied' }, 'RemoteSigned', 'default RemoteSigned'],
    [{ unreadable: 'denied' }, { unreadable: 'not-asked' }, 'unknown'],
  ] as const)(
    'falls to what %j starts with, where nothing is set and PowerShell says %j',
    async (type, said, expected) => {
      const nothing = { 'policy.localMachine64': null, 'policy.localMachine32': null };
      const pc = pcWith(
        { ...nothing, 'windows.installationType': type, 'policy.effective64': said ?? null },
        'windows-10',
      );
      const { winner } = await effectivePolicy(pc);
      expect(winner.state === 'default' ? `default ${winner.policy}` : winner.state).toBe(expected);
    },
  );

  it('asks PowerShell itself only where the registry leaves it open', async () => {
    const asked = async (changes: Changes): Promise<boolean> => {
      const pc = pcWith(changes, 'windows-10');
      const peek = vi.spyOn(pc, 'peek');
      await effectivePolicy(pc);
      return peek.mock.calls.some(([id]) => id === 'policy.effective64');
    };
    const nothing: Changes = { 'policy.localMachine64': null };
    expect(await asked({ 'windows.installationType': 'Server' })).toBe(false);
    expect(await asked({ ...nothing, 'windows.installationType': 'Client' })).toBe(false);
    expect(await asked({ ...nothing, 'windows.installationType': 'Server' })).toBe(true);
  });
});
