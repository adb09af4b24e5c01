import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policies } from '../../../src/machine/rules/execution-policy.js';
import type { SimulatedMachine } from '../../../src/machine/recording/simulated-machine.js';
import { apply } from '../../../src/fixes/execution-policy/apply.js';
import type { Entry, Journal } from '../../../src/fixes/execution-policy/journal.js';
import { MemoryJournal } from '../../../src/fixes/execution-policy/journal.js';
import type { Choice, Plan } from '../../../src/fixes/execution-policy/plan.js';
import { decide } from '../../../src/fixes/execution-policy/plan.js';
import type { PolicyStore, SetResult } from '../../../src/fixes/execution-policy/policy-store.js';
import { SimulatedPolicyStore } from '../../../src/fixes/execution-policy/simulated-policy-store.js';
import { decideUndo, undo } from '../../../src/fixes/execution-policy/undo.js';
import { readPolicySnapshot } from '../../../src/fixes/execution-policy/policy-snapshot.js';
import type { Changes } from '../../machines/compose.js';
import { pcWith } from '../../support/composed.js';

const { signal } = new AbortController();
const client: Changes = {
  'host.platform': 'win32',
  'windows.installationType': 'Client',
  'windows.architecture': 'AMD64',
  'user.name': 'CONTOSO\\tech',
  'user.elevated': false,
};

async function planFor(machine: SimulatedMachine, choice: Choice = {}): Promise<Plan> {
  const decision = decide(await readPolicySnapshot(machine.fresh()), choice);
  if (decision.state !== 'planned') throw new Error(`no plan: ${decision.state}`);
  return decision.plan;
}

async function undoing(
  machine: SimulatedMachine,
  journal: Journal,
  { force = false, origin = 'simulated' }: { readonly force?: boolean; readonly origin?: 'live' | 'simulated' } = {},
) {
  return decideUndo(await readPolicySnapshot(machine.fresh()), await journal.entries(), { force, origin });
}

describe('there and back', () => {
  const place = fc.constantFrom(null, ...policies.filter((one) => one !== 'Undefined'));
  const facts = fc.record({
    'policy.currentUser': place,
    'policy.localMachine64': place,
    'policy.localMachine32': place,
    'policy.currentUser7': place,
    'policy.process': place,
    'user.elevated': fc.boolean(),
    'windows.installationType': fc.constantFrom('Client', 'Server'),
    'policy.effective64': fc.constantFrom<(string | { unreadable: string })[]>('Restricted', 'RemoteSigned', {
      unreadable: 'not-asked',
    }),
  });
  const choice = fc.record(
    { scope: fc.constantFrom('user' as const, 'machine' as const), also32Bit: fc.boolean() },
    { requiredKeys: [] },
  );

  it('undo after apply restores the facts exactly, whatever scope held what', async () => {
    let planned = 0;
    await fc.assert(
      fc.asyncProperty(facts, choice, async (given, asked) => {
        const machine = pcWith({ ...client, ...given });
        const decision = decide(await readPolicySnapshot(machine.fresh()), asked);
        if (decision.state !== 'planned') return;
        planned++;
        const [store, journal] = [new SimulatedPolicyStore(machine), new MemoryJournal()];
        const before = await machine.fresh().snapshot();
        expect((await apply(decision.plan, { store, journal, signal })).state).toBe('applied');
        expect(await machine.fresh().snapshot()).not.toEqual(before);
        const back = await undoing(machine, journal);
        if (back.state !== 'planned') throw new Error(`no way back: ${back.state}`);
        expect((await undo(back.plan, { store, journal, signal })).state).toBe('undone');
        expect(await machine.fresh().snapshot()).toEqual(before);
        expect((await undoing(machine, journal)).state).toBe('nothing-to-undo');
      }),
      { numRuns: 500 },
    );
    expect(planned).toBeGreaterThan(100);
  });

  it('goes back change by change, the last first', async () => {
    const machine = pcWith({ ...client, 'policy.localMachine64': 'Restricted' });
    const [store, journal] = [new SimulatedPolicyStore(machine), new MemoryJournal()];
    await apply(await planFor(machine), { store, journal, signal });
    machine.change('policy.currentUser', { state: 'value', value: 'AllSigned' });
    await apply(await planFor(machine), { store, journal, signal });
    for (const present of ['AllSigned', undefined]) {
      const back = await undoing(machine, journal, { force: true });
      if (back.state !== 'planned') throw new Error('no way back');
      await undo(back.plan, { store, journal, signal });
      expect(await machine.fresh().read('policy.currentUser')).toMatchObject(
        present === undefined ? { state: 'absent' } : { value: present },
      );
    }
  });

  it('puts back as Restricted a word that PowerShell does not know and takes for it', async () => {
    const machine = pcWith({ ...client, 'policy.localMachine64': 'Sometimes' });
    const [store, journal] = [new SimulatedPolicyStore(machine), new MemoryJournal()];
    await apply(await planFor(machine, { scope: 'machine' }), { store, journal, signal });
    const back = await undoing(machine, journal);
    if (back.state !== 'planned') throw new Error('no way back');
    await undo(back.plan, { store, journal, signal });
    expect(await machine.fresh().read('policy.localMachine64')).toMatchObject({ value: 'Restricted' });
  });
});

/** A PC that answers as it is reported and does what it is reported, which may be two things. */
class StubbornStore implements PolicyStore {
  readonly origin = 'simulated';
  readonly #machine: SimulatedMachine;
  readonly #answer: SetResult;
  readonly #does: (machine: SimulatedMachine) => void;

  constructor(
    machine: SimulatedMachine,
    answer: SetResult,
    does: (machine: SimulatedMachine) => void = () => undefined,
  ) {
    this.#machine = machine;
    this.#answer = answer;
    this.#does = does;
  }

  fresh(): SimulatedMachine {
    return this.#machine.fresh();
  }

  set(): Promise<SetResult> {
    this.#does(this.#machine);
    return Promise.resolve(this.#answer);
  }
}

describe('what is reported afterwards is what is so', () => {
  const written = (machine: SimulatedMachine): void =>
    machine.change('policy.currentUser', { state: 'value', value: 'RemoteSigned' });
  const noAnswer: SetResult = { state: 'failed', why: { id: 'fix.failed.no-answer' }, written: 'perhaps' };

  it.each<[string, SetResult, (machine: SimulatedMachine) => void, string, string | undefined, string | undefined]>([
    ['written and in force', { state: 'written' }, written, 'applied', undefined, 'done'],
    [
      'said to be overridden, but in force in a new window',
      { state: 'overridden' },
      written,
      'applied',
      undefined,
      'done',
    ],
    [
      'said to be written, and nothing changed',
      { state: 'written' },
      () => undefined,
      'failed',
      'fix.failed.not-effective',
      'done',
    ],
    [
      'overridden by a policy that came meanwhile',
      { state: 'overridden' },
      (machine) => {
        written(machine);
        machine.change('policy.machinePolicy.enableScripts', { state: 'value', value: 0 });
      },
      'failed',
      'fix.failed.overridden',
      'done',
    ],
    [
      'written, but PowerShell says otherwise',
      { state: 'written' },
      (machine) => {
        written(machine);
        machine.change('policy.effective64', { state: 'value', value: 'Restricted' });
      },
      'failed',
      'fix.failed.said',
      'done',
    ],
    [
      'written, but nobody can read it',
      { state: 'written' },
      (machine) =>
        machine.change('policy.userPolicy.enableScripts', { state: 'unreadable', why: { id: 'unreadable.denied' } }),
      'cannot-tell',
      'fix.cannot-tell.after',
      'done',
    ],
    ['no answer', noAnswer, () => undefined, 'failed', 'fix.failed.no-answer', 'begun'],
    ['no answer, though it was written: never a success', noAnswer, written, 'failed', 'fix.failed.no-answer', 'begun'],
    [
      'not even begun',
      { state: 'failed', why: { id: 'fix.failed.blocked' }, written: 'no' },
      () => undefined,
      'failed',
      'fix.failed.blocked',
      undefined,
    ],
    ['declined', { state: 'declined' }, () => undefined, 'declined', 'fix.declined.prompt', undefined],
    ['denied', { state: 'denied' }, () => undefined, 'failed', 'fix.failed.denied', undefined],
  ])('%s', async (_what, answer, does, state, why, noted) => {
    const machine = pcWith({ ...client, 'policy.localMachine64': 'Restricted' });
    const journal = new MemoryJournal();
    const done = await apply(await planFor(machine), {
      store: new StubbornStore(machine, answer, does),
      journal,
      signal,
    });
    expect([done.state, done.why?.id]).toEqual([state, why]);
    expect((await journal.entries())[0]?.changes[0]?.state).toBe(noted);
  });

  it('an interruption leaves what was begun in the journal', async () => {
    const machine = pcWith({ ...client, 'policy.localMachine64': 'Restricted' });
    const [journal, controller] = [new MemoryJournal(), new AbortController()];
    const done = await apply(await planFor(machine), {
      store: new StubbornStore(machine, { state: 'interrupted' }, () => controller.abort()),
      journal,
      signal: controller.signal,
    });
    expect(done.state).toBe('interrupted');
    expect((await journal.entries())[0]?.changes).toMatchObject([
      { target: 'CurrentUser', before: 'Undefined', state: 'begun' },
    ]);
  });

  it('nothing is written where the PC is no longer what the plan was made for', async () => {
    const machine = pcWith({ ...client, 'policy.localMachine64': 'Restricted' });
    const plan = await planFor(machine);
    machine.change('policy.currentUser', { state: 'value', value: 'AllSigned' });
    const journal = new MemoryJournal();
    const done = await apply(plan, { store: new SimulatedPolicyStore(machine), journal, signal });
    expect([done.state, done.why?.id, done.steps]).toEqual(['failed', 'fix.failed.changed-meanwhile', []]);
    expect(await journal.entries()).toEqual([]);
  });

  it('a journal that fails between two changes ends it there, and what was made is reported', async () => {
    const machine = pcWith({ 'policy.localMachine64': 'Restricted', 'policy.currentUser': 'Restricted' }, 'windows-10');
    const memory = new MemoryJournal();
    const journal: Journal = {
      probe: () => memory.probe(),
      entries: () => memory.entries(),
      put: (entry) => (entry.changes.length > 1 ? Promise.reject(new Error('disk full')) : memory.put(entry)),
      drop: (id) => memory.drop(id),
    };
    const done = await apply(await planFor(machine, { scope: 'machine' }), {
      store: new SimulatedPolicyStore(machine),
      journal,
      signal,
    });
    expect([done.state, done.why?.id, done.steps.map(({ step }) => step.target)]).toEqual([
      'failed',
      'fix.failed.journal',
      ['LocalMachine64'],
    ]);
    expect((await memory.entries())[0]?.changes).toMatchObject([{ target: 'LocalMachine64', state: 'done' }]);
  });

  it('nothing is written where the journal can not be', async () => {
    const machine = pcWith({ ...client, 'policy.localMachine64': 'Restricted' });
    const journal: Journal = {
      probe: () => Promise.resolve(),
      entries: () => Promise.resolve([]),
      put: () => Promise.reject(new Error('disk full')),
      drop: () => Promise.resolve(),
    };
    await expect(
      apply(await planFor(machine), { store: new SimulatedPolicyStore(machine), journal, signal }),
    ).rejects.toThrow('disk full');
    expect(await machine.fresh().read('policy.currentUser')).toMatchObject({ state: 'absent' });
  });

  it('a 32-bit prompt that is declined takes nothing from what was done before it', async () => {
    const machine = pcWith({ ...client, 'policy.localMachine64': 'Restricted' });
    const real = new SimulatedPolicyStore(machine);
    const store: PolicyStore = {
      origin: 'simulated',
      fresh: () => machine.fresh(),
      set: (change) => (change.target === 'LocalMachine32' ? Promise.resolve({ state: 'declined' }) : real.set(change)),
    };
    const journal = new MemoryJournal();
    const done = await apply(await planFor(machine, { scope: 'machine', also32Bit: true }), { store, journal, signal });
    expect([done.state, done.steps.map(({ result }) => result.state)]).toEqual(['applied', ['written', 'declined']]);
    expect((await journal.entries())[0]?.changes.map(({ target }) => target)).toEqual(['LocalMachine64']);
  });
});

describe('the way back', () => {
  const entry = (more: Partial<Entry> = {}): Entry => ({
    id: 'one',
    fix: 'execution-policy',
    at: '2026-01-02T03:04:05.000Z',
    origin: 'live',
    user: 'CONTOSO\\tech',
    changes: [{ target: 'CurrentUser', before: 'Restricted', after: 'RemoteSigned', state: 'done' }],
    ...more,
  });
  const machineWide = (state: 'begun' | 'done' = 'done'): Partial<Entry> => ({
    changes: [{ target: 'LocalMachine64', before: 'Restricted', after: 'RemoteSigned', state }],
  });
  const after: Changes = { ...client, 'policy.currentUser': 'RemoteSigned', 'policy.localMachine64': 'RemoteSigned' };

  it.each<[string, Changes, Entry, boolean, string]>([
    ['restores what was there', after, entry(), false, 'none CurrentUser RemoteSigned>Restricted'],
    [
      'asks for the rights the change needed',
      after,
      entry(machineWide()),
      false,
      'prompt LocalMachine64 RemoteSigned>Restricted',
    ],
    [
      'uses the rights that are there',
      { ...after, 'user.elevated': true },
      entry(machineWide()),
      false,
      'in-place LocalMachine64 RemoteSigned>Restricted',
    ],
    [
      'is refused where somebody has changed it since',
      { ...after, 'policy.currentUser': 'Bypass' },
      entry(),
      false,
      'fix.undo.changed-since',
    ],
    [
      'is taken all the same when told',
      { ...after, 'policy.currentUser': 'Bypass' },
      entry(),
      true,
      'none CurrentUser Bypass>Restricted',
    ],
    ['is refused for another user', { ...after, 'user.name': 'CONTOSO\\boss' }, entry(), false, 'fix.undo.other-user'],
    [
      'is refused for another user, told or not',
      { ...after, 'user.name': 'CONTOSO\\boss' },
      entry(),
      true,
      'fix.undo.other-user',
    ],
    [
      'is refused where the user is not known',
      { ...after, 'user.name': { unreadable: 'denied' } },
      entry({ user: '' }),
      true,
      'fix.undo.other-user',
    ],
    [
      'knows a user by any case',
      { ...after, 'user.name': 'contoso\\TECH' },
      entry(),
      false,
      'none CurrentUser RemoteSigned>Restricted',
    ],
    [
      "of a user's own value is no work for an administrator's window",
      { ...after, 'user.elevated': true },
      entry(),
      false,
      'fix.refused.elevated',
    ],
    [
      'unless no window is another',
      { ...after, 'user.elevated': true, 'user.uac': 0 },
      entry(),
      false,
      'none CurrentUser RemoteSigned>Restricted',
    ],
    [
      'nor for one of which that can not be told',
      { ...after, 'user.elevated': { unreadable: 'no-hive' } },
      entry(),
      false,
      'fix.refused.elevation-unknown',
    ],
    [
      'is refused where it can not be read',
      { ...after, 'policy.localMachine64': { unreadable: 'denied' } },
      entry(machineWide()),
      true,
      'fix.undo.unreadable',
    ],
    [
      'of a change that a crash kept from being made is nothing',
      { ...after, 'policy.localMachine64': 'Restricted' },
      entry(machineWide('begun')),
      false,
      'fix.undo.as-before',
    ],
    [
      'of a change that was made before a crash is taken',
      after,
      entry(machineWide('begun')),
      false,
      'prompt LocalMachine64 RemoteSigned>Restricted',
    ],
    ['is not there for what was tried in memory', after, entry({ origin: 'simulated' }), false, 'fix.nothing-to-undo'],
  ])('%s', async (_what, facts, one, force, expected) => {
    const decision = await undoing(pcWith(facts), new MemoryJournal([one]), { force, origin: 'live' });
    const line =
      decision.state === 'planned'
        ? decision.plan.steps
            .map(({ elevation, target, before, after: then }) => `${elevation} ${target} ${before}>${then}`)
            .join(', ')
        : 'why' in decision
          ? decision.why.id
          : decision.state;
    expect(line).toBe(expected);
  });

  it('that is declined at the prompt is still there', async () => {
    const machine = pcWith(after);
    const journal = new MemoryJournal([entry(machineWide())]);
    const decision = await undoing(machine, journal);
    if (decision.state !== 'planned') throw new Error('no way back');
    expect(
      (await undo(decision.plan, { store: new SimulatedPolicyStore(machine, { consents: false }), journal, signal }))
        .state,
    ).toBe('declined');
    expect((await undoing(machine, journal)).state).toBe('planned');
  });
});
