import { defineCheck, fact, pass, unknown, warn } from 'exo-preflight';
import { nameResolution, sessionLimit, wmf } from 'exo-preflight/checks';
import { judge } from 'exo-preflight/testing';
import { describe, expect, it } from 'vitest';
import { LiveMachine } from '../../src/machine/live/live-machine.js';
import { RecordedMachine } from '../../src/machine/recording/recorded-machine.js';
import { recordingOf } from '../../src/machine/recording/recorded-rows.js';

const place = { key: 'HKLM\\SOFTWARE\\Acme', value: 'Level' } as const;
const level = defineCheck({
  apiVersion: 1,
  id: 'acme-level',
  group: 'acme',
  texts: { en: { title: 'The level is right', right: 'It is {level}.', wrong: 'It is {level}.', dark: 'Not known.' } },
  symptoms: {
    'acme-level-low': { owner: 'network-team', cause: 'At {host} level {level} is too low.', steps: ['Ask for more.'] },
  },
  needs: ['wmf'],
  inputs: ['account'],
  async run({ machine }) {
    const found = await machine.registry({ ...place, type: 'dword' });
    const evidence = [fact(found)];
    if (found.state !== 'value') return unknown('dark', { evidence });
    const args = { level: found.value };
    return found.value > 2
      ? pass('right', { evidence, args })
      : warn('wrong', { symptom: 'acme-level-low', evidence, args });
  },
});

describe('a check judged without a PC', () => {
  it('comes to an outcome and to what a reader sees', async () => {
    expect(
      await judge(wmf, { route: 'exchange-online', facts: { 'powershell.engine3': '5.1.19041.1' } }),
    ).toMatchObject({
      outcome: { status: 'pass' },
      summary: 'Windows Management Framework 5.1 is in place; 5.1 or later is asked for.',
    });
  });

  it.each([
    [3, { outcome: { status: 'pass' }, summary: 'It is 3.' }],
    [1, { outcome: { status: 'warn' }, remedy: { owner: 'network-team', steps: ['Ask for more.'], links: [] } }],
    [null, { outcome: { status: 'unknown' }, evidence: [{ observed: 'not there' }] }],
    ['many', { outcome: { status: 'unknown' } }],
    [{ unreadable: 'denied' }, { evidence: [{ observed: 'could not be read (access denied)' }] }],
  ])('reads %j of the registry, whatever it needs and asks for', async (reads, expected) => {
    expect(await judge(level, { route: 'exchange-online', registry: [{ ...place, reads }] })).toMatchObject(expected);
  });

  it('a registry value that was not prepared was not recorded', async () => {
    const { evidence } = await judge(level, { route: 'exchange-online' });
    expect(evidence).toEqual([
      {
        what: 'HKLM\\SOFTWARE\\Acme, value Level (64-bit view)',
        observed: 'could not be read (not in this recording)',
        source: 'HKLM\\SOFTWARE\\Acme, value Level (64-bit view)',
      },
    ]);
  });

  it('fills a symptom of its own with the names of the run', async () => {
    const { remedy } = await judge(level, { route: 'exchange-server', registry: [{ ...place, reads: 1 }] });
    expect(remedy?.cause).toBe('At mail.contoso.example level 1 is too low.');
  });

  it('answers the questions to the network, and refuses one it has no answer to', async () => {
    const asked = { route: 'exchange-online', network: { resolve: { state: 'not-found', durationMs: 1 } } } as const;
    expect((await judge(nameResolution, asked)).outcome).toMatchObject({ status: 'fail', symptom: 'name-hidden' });
    await expect(judge(nameResolution, { route: 'exchange-online' })).rejects.toThrow(
      'no answer of the network for "resolve"',
    );
  });

  it('answers for the connection', async () => {
    const stage = { stage: 'shell', redirect: 0, startedMs: 0, durationMs: 1, evidence: [] } as const;
    const { outcome } = await judge(sessionLimit, {
      route: 'partner-basic',
      connection: { reached: { ...stage, state: 'broken', symptom: 'session-limit' } },
    });
    expect(outcome).toMatchObject({ status: 'fail', symptom: 'session-limit' });
  });

  it('does not apply where the check says so', async () => {
    const { outcome, summary } = await judge(wmf, { route: 'exchange-online', facts: { 'host.platform': 'linux' } });
    expect([outcome.status, summary]).toEqual(['not-applicable', 'This is not Windows.']);
  });

  it('throws what the check throws', async () => {
    const broken = { ...level, run: () => Promise.reject(new RangeError('broken')) };
    await expect(judge(broken, { route: 'exchange-online' })).rejects.toThrow('broken');
  });
});

describe('a value of the registry that no fact is about', () => {
  const at = { path: 'pc.json', option: '--machine' };
  const id = 'registry:hklm\\software\\acme\\level';

  it('is recorded like a fact, and found again however the key is spelled', async () => {
    const { recording, unknownFacts } = recordingOf([{ id, state: 'value', value: 7 }], at);
    expect(unknownFacts).toEqual([]);
    const machine = new RecordedMachine(recording);
    expect((await machine.snapshot()).at(-1)).toMatchObject({ id, state: 'value', value: 7, kind: 'server-text' });
    const question = { key: 'hklm\\Software\\ACME', value: 'level', type: 'dword' } as const;
    expect(await machine.registry(question)).toMatchObject({ id, state: 'value', value: 7, kind: 'public' });
    expect((await machine.snapshot()).filter((one) => one.id === id)).toHaveLength(1);
    expect(await machine.registry({ ...question, view: 32 })).toMatchObject({ state: 'unreadable' });
  });

  it('is asked of the PC this runs on, once, and stands in its report', async () => {
    const machine = new LiveMachine();
    const question = { ...place, type: 'text' } as const;
    const found = await machine.registry(question);
    expect(machine.registry(question)).toBe(machine.registry({ ...question }));
    expect(found).toMatchObject(
      process.platform === 'win32'
        ? { id, state: 'absent' }
        : { id, state: 'unreadable', why: { id: 'unreadable.not-windows' } },
    );
    expect((await machine.snapshot()).filter((one) => one.id === id)).toEqual([found]);
    expect((await machine.fresh().snapshot()).filter((one) => one.id === id)).toEqual([]);
  });

  it.each(['HKU\\S-1-5-19', 'HKLM', 'HKLM\\', 'HKLM\\SOFTWARE\\', 'HKLM\\A"B', 'SOFTWARE\\Acme'])(
    'is not asked for in %s',
    (key) => {
      const machine = new RecordedMachine(new Map());
      expect(() => machine.registry({ key, value: 'a', type: 'text' })).toThrow(TypeError);
    },
  );
});
