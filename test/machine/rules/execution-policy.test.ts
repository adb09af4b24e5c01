import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  effectivePolicy,
  parsePolicy,
  policies,
  runsUnsignedLocalScripts,
} from '../../../src/machine/rules/execution-policy.js';
import type { FactId } from '../../../src/machine/index.js';
import { RecordedMachine } from '../../../src/machine/recording/recorded-machine.js';

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
  return winner.state === 'value' ? `${winner.scope} ${winner.policy}` : winner.state;
};

describe('the policy of a new window', () => {
  it.each([
    ['nothing set', {}, 'undefined'],
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
        expect(await winnerOf(values)).toBe(first ? first.join(' ') : 'undefined');
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
