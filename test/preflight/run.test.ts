import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyCheck, Finding, Outcome, PreflightEvent, RunOptions, Shared } from '../../src/preflight/index.js';
import { fail, notApplicable, pass, preflight, unknown, warn } from '../../src/preflight/index.js';
import { pub, value } from '../../src/vocabulary/index.js';

const evidence = [{ what: { id: 'seen' }, observed: value(pub('yes')), source: 'test' }];
const answers = {
  pass: pass('right', { evidence }),
  warn: warn('odd', { evidence }),
  fail: fail('wrong', { evidence }),
  unknown: unknown('unseen', { evidence }),
  'not-applicable': notApplicable('elsewhere'),
} satisfies Record<string, Finding>;

type Spec = Partial<AnyCheck<unknown>> & { answer?: keyof typeof answers };
const check = (id: string, { answer = 'pass', ...rest }: Spec = {}): AnyCheck<unknown> => ({
  apiVersion: 1,
  id,
  group: 'any',
  texts: { en: { title: id } },
  run: () => Promise.resolve(answers[answer]),
  ...rest,
});

async function run(checks: readonly AnyCheck<unknown>[], options: Partial<RunOptions> = {}) {
  const events: PreflightEvent[] = [];
  for await (const event of preflight(checks, undefined, {
    signal: new AbortController().signal,
    deadlineMs: 10_000,
    ...options,
  }))
    events.push(event);
  const outcomes: Record<string, Outcome> = {};
  for (const event of events) if (event.type === 'check-finished') outcomes[event.check] = event.outcome;
  const last = events.at(-1);
  if (last?.type !== 'run-finished') throw new Error('the stream did not end with run-finished');
  return { events, outcomes, status: (id: string) => outcomes[id]?.status, ...last };
}

const never = (): Promise<Finding> => new Promise(() => undefined);

describe('needs', () => {
  it.each([
    ['pass', 'pass'],
    ['warn', 'pass'],
    ['not-applicable', 'pass'],
    ['fail', 'blocked'],
    ['unknown', 'blocked'],
  ] as const)('a needed check that says %s leaves the one that needs it %s', async (answer, expected) => {
    const { status } = await run([check('b', { needs: ['a'] }), check('a', { answer })]);
    expect(status('b')).toBe(expected);
  });

  it('blocks everything behind a failure and names the one to fix, not the one in between', async () => {
    const { outcomes, causes } = await run([
      check('c', { needs: ['b'] }),
      check('b', { needs: ['a'] }),
      check('a', { answer: 'fail' }),
    ]);
    expect(outcomes['c']).toEqual({ status: 'blocked', by: { check: 'a' } });
    expect(causes).toEqual([{ check: 'a', symptom: 'wrong', explains: ['b', 'c'] }]);
  });

  it('a check yields to one that failed, and runs when that one could not tell', async () => {
    const dependent = check('b', { blockedByFailureOf: ['a'], answer: 'fail' });
    expect((await run([dependent, check('a', { answer: 'fail' })])).status('b')).toBe('blocked');
    expect((await run([dependent, check('a', { answer: 'unknown' })])).status('b')).toBe('fail');
  });

  it('a missing input blocks by name, unless a needed check stands in the way first', async () => {
    const asking = check('b', { inputs: ['account'], needs: ['a'] });
    expect((await run([asking, check('a')])).outcomes['b']).toEqual({ status: 'blocked', by: { input: 'account' } });
    expect((await run([asking, check('a', { answer: 'fail' })])).outcomes['b']).toEqual({
      status: 'blocked',
      by: { check: 'a' },
    });
    expect((await run([asking, check('a')], { inputs: new Set(['account']) })).status('b')).toBe('pass');
  });

  it('what does not apply needs nothing and asks nothing', async () => {
    const { outcomes } = await run([
      check('b', { needs: ['a'], inputs: ['account'], appliesTo: () => ({ id: 'not-here' }) }),
      check('a', { answer: 'fail' }),
    ]);
    expect(outcomes['b']).toEqual({ status: 'not-applicable', why: { id: 'not-here' } });
  });
});

describe('time', () => {
  it('starts everything that can run before anything ends', async () => {
    const { events } = await run(
      ['a', 'b', 'c'].map((id) => check(id, { run: () => sleep(5).then(() => answers.pass) })),
    );
    const order = events
      .filter((event) => event.type === 'check-started' || event.type === 'check-finished')
      .map((event) => event.type);
    expect(order.slice(0, 3)).toEqual(['check-started', 'check-started', 'check-started']);
  });

  it('never runs more than the bound at once', async () => {
    let running = 0;
    let most = 0;
    const busy = async (): Promise<Finding> => {
      most = Math.max(most, ++running);
      await sleep(1);
      running--;
      return answers.pass;
    };
    await run(
      Array.from({ length: 20 }, (_, index) => check(`c${index}`, { run: busy })),
      { concurrency: 3 },
    );
    expect(most).toBe(3);
  });

  it('a check that overruns its own time is reported as timed out, with what it was waiting on, and hears the signal', async () => {
    let heard = false;
    const hung = check('a', {
      timeoutMs: 10,
      uses: ['connection'],
      run: (_context, signal) => new Promise(() => signal.addEventListener('abort', () => (heard = true))),
    });
    const { outcomes, exitCode } = await run([hung], { shared: [resource({ waitingOn: () => 'sign-in' })] });
    expect(outcomes['a']).toMatchObject({ status: 'timed-out', waitingOn: 'sign-in' });
    expect(heard).toBe(true);
    expect(exitCode).toBe(3);
  });

  it('waiting for a slot is not charged to the check', async () => {
    const slow = (id: string) => check(id, { timeoutMs: 400, run: () => sleep(150).then(() => answers.pass) });
    const { outcomes } = await run(['a', 'b', 'c', 'd'].map(slow), { concurrency: 1 });
    expect(Object.values(outcomes).map((outcome) => outcome.status)).toEqual(['pass', 'pass', 'pass', 'pass']);
  });

  it('the deadline of the run ends every row, those not yet started too', async () => {
    const { outcomes, exitCode } = await run(
      [check('a', { run: never }), check('b', { needs: ['a'] }), check('c', { run: never })],
      { deadlineMs: 20, concurrency: 1 },
    );
    expect(outcomes['a']?.status).toBe('timed-out');
    expect(outcomes['c']?.status).toBe('timed-out');
    expect(outcomes['b']?.status).not.toBe(undefined);
    expect(exitCode).toBe(3);
  });

  it('announces a slow check once it is slow', async () => {
    const { events } = await run([check('a', { run: () => sleep(40).then(() => answers.pass) })], { slowAfterMs: 5 });
    expect(events.map((event) => event.type)).toEqual([
      'run-started',
      'check-started',
      'check-slow',
      'check-finished',
      'run-finished',
    ]);
  });
});

describe('a crash', () => {
  it.each([
    [
      'a throw',
      () => {
        throw new RangeError('boom');
      },
      'RangeError',
    ],
    ['a rejection', () => Promise.reject(new TypeError('boom')), 'TypeError'],
    [
      'a thrown string',
      () => {
        throw 'boom'; // eslint-disable-line @typescript-eslint/only-throw-error -- plugins do
      },
      'string',
    ],
    ['no finding', () => Promise.resolve(undefined as unknown as Finding), 'TypeError'],
    [
      'a finding without evidence',
      () => Promise.resolve({ status: 'pass', summary: { id: 'x' }, evidence: [] } as unknown as Finding),
      'TypeError',
    ],
  ])('%s is that row, unknown, and nothing else', async (_what, misbehave, name) => {
    const seen: unknown[] = [];
    const { outcomes, exitCode } = await run([check('a', { run: misbehave }), check('b')], {
      onCrash: (_id, error) => seen.push(error),
    });
    expect(outcomes['a']).toEqual({ status: 'unknown', crash: { name } });
    expect(outcomes['b']?.status).toBe('pass');
    expect(seen).toHaveLength(1);
    expect(exitCode).toBe(3);
  });

  it('in appliesTo is that row as well', async () => {
    const { status } = await run([
      check('a', {
        appliesTo: () => {
          throw new Error('boom');
        },
      }),
    ]);
    expect(status('a')).toBe('unknown');
  });
});

const resource = (over: Partial<Shared> = {}): Shared => ({
  name: 'connection',
  attach: () => undefined,
  isOpen: () => true,
  close: () => Promise.resolve('clean'),
  ...over,
});

describe('shared resources', () => {
  it('are closed after the last check, whatever it said', async () => {
    const { events } = await run(
      [
        check('a', {
          run: () => {
            throw new Error('boom');
          },
        }),
      ],
      { shared: [resource()] },
    );
    expect(events.slice(-3).map((event) => event.type)).toEqual(['closing', 'closed', 'run-finished']);
  });

  it('that were never opened are not closed', async () => {
    const { events } = await run([check('a')], { shared: [resource({ isOpen: () => false })] });
    expect(events.some((event) => event.type === 'closing')).toBe(false);
  });

  it.each([
    ['hangs', never as unknown as Shared['close']],
    ['throws', () => Promise.reject(new Error('boom'))],
  ])('one whose closing %s is named as abandoned', async (_how, close) => {
    const { events } = await run([check('a')], { shared: [resource({ close })], closeMs: 5 });
    expect(events.find((event) => event.type === 'closed')).toMatchObject({
      resource: 'connection',
      result: 'abandoned',
    });
  });

  it('tell their steps into the stream', async () => {
    const shared = resource({ attach: (handle) => handle.step({ stage: 'connect' }) });
    const { events } = await run([check('a')], { shared: [shared] });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'step', of: 'connection', step: { stage: 'connect' } }),
    );
  });
});

describe('interruption', () => {
  it('is reported first, ends every row, closes what is open, and exits 130', async () => {
    const controller = new AbortController();
    const checks = [
      check('a', {
        run: () => {
          controller.abort();
          return never();
        },
      }),
      check('b', { needs: ['a'] }),
      check('c', { answer: 'fail' }),
    ];
    const { events, outcomes, exitCode } = await run(checks, { signal: controller.signal, shared: [resource()] });
    expect(outcomes['a']).toEqual({ status: 'unknown', interrupted: true });
    expect(Object.keys(outcomes)).toEqual(expect.arrayContaining(['a', 'b', 'c']));
    const types = events.map((event) => event.type);
    expect(types.indexOf('interrupting')).toBeLessThan(types.indexOf('closing'));
    expect(exitCode).toBe(130);
  });

  it('before the start runs nothing', async () => {
    let ran = false;
    const { exitCode, status } = await run(
      [
        check('a', {
          run: () => {
            ran = true;
            return never();
          },
        }),
      ],
      { signal: AbortSignal.abort() },
    );
    expect([ran, exitCode, status('a')]).toEqual([false, 130, 'unknown']);
  });

  it('a consumer that stops reading ends the run and closes what is open', async () => {
    let closed = false;
    const shared = resource({
      close: () => {
        closed = true;
        return Promise.resolve('clean' as const);
      },
    });
    for await (const event of preflight([check('a', { run: never })], undefined, {
      signal: new AbortController().signal,
      deadlineMs: 10_000,
      shared: [shared],
    })) {
      if (event.type === 'check-started') break;
    }
    expect(closed).toBe(true);
  });
});

describe('keep', () => {
  it('lets outcomes of an earlier run stand and runs only the rest', async () => {
    const ran: string[] = [];
    const noting = (id: string, spec: Spec = {}) =>
      check(id, {
        ...spec,
        run: () => {
          ran.push(id);
          return Promise.resolve(answers.pass);
        },
      });
    const { status } = await run([noting('a'), noting('b', { needs: ['a'] }), noting('c')], {
      keep: new Map<string, Outcome>([
        ['a', answers.pass],
        ['c', answers.fail],
      ]),
    });
    expect(ran).toEqual(['b']);
    expect(status('c')).toBe('fail');
  });
});

describe('any graph', () => {
  const specs = fc.array(
    fc.record({
      answer: fc.constantFrom('pass', 'warn', 'fail', 'unknown', 'not-applicable'),
      needs: fc.uniqueArray(fc.nat(7), { maxLength: 3 }),
      blockedByFailureOf: fc.uniqueArray(fc.nat(7), { maxLength: 2 }),
      input: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  );
  /** Only earlier rows are waited for, so there is no circle. */
  const build = (
    rows: readonly {
      answer: string;
      needs: readonly number[];
      blockedByFailureOf: readonly number[];
      input: boolean;
    }[],
  ): AnyCheck<unknown>[] =>
    rows.map(({ answer, needs, blockedByFailureOf, input }, index) =>
      check(`c${index}`, {
        answer: answer as keyof typeof answers,
        needs: needs.filter((other) => other < index).map((other) => `c${other}`),
        blockedByFailureOf: blockedByFailureOf.filter((other) => other < index).map((other) => `c${other}`),
        inputs: input ? ['account'] : [],
      }),
    );

  it('gives every row exactly one outcome, and the order of the checks changes no outcome and no cause', async () => {
    await fc.assert(
      fc.asyncProperty(specs, fc.infiniteStream(fc.nat()), async (rows, keys) => {
        const checks = build(rows);
        const shuffled = checks
          .map((one) => ({ one, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const [straight, mixed] = [await run(checks), await run(shuffled)];
        expect(straight.events.filter((event) => event.type === 'check-finished')).toHaveLength(checks.length);
        expect(mixed.outcomes).toEqual(straight.outcomes);
        expect(mixed.causes).toEqual(straight.causes);
        expect([mixed.verdict, mixed.exitCode]).toEqual([straight.verdict, straight.exitCode]);
      }),
    );
  });

  it('numbers its events without a gap and never goes back in time', async () => {
    await fc.assert(
      fc.asyncProperty(specs, async (rows) => {
        const { events } = await run(build(rows));
        expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index));
        expect(events.map((event) => event.atMs)).toEqual(events.map((event) => event.atMs).toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('two hundred checks that wait', () => {
  it('make no listener pile up on a signal', async () => {
    const warnings: string[] = [];
    const take = (warning: Error): void => void warnings.push(warning.name);
    process.on('warning', take);
    const open = sleep(20);
    const waiting = Array.from({ length: 200 }, (_, index) =>
      check(`c${index}`, { run: () => open.then(() => answers.pass) }),
    );
    const { outcomes } = await run(waiting, { concurrency: 200 });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', take);
    expect(Object.keys(outcomes)).toHaveLength(200);
    expect(warnings).toEqual([]);
  });
});

describe('what a plugin gets wrong', () => {
  const odd = (answer: unknown): AnyCheck<unknown> => check('a', { run: () => Promise.resolve(answer as Finding) });
  const good: Record<string, unknown> = { ...answers.fail };
  const loop: unknown[] = [];
  loop.push(loop);

  it.each<[string, unknown]>([
    ['an argument that is null', { ...good, summary: { id: 'x', args: { a: null } } }],
    ['an argument without a kind', { ...good, summary: { id: 'x', args: { a: { value: 'x' } } } }],
    ['an argument that is a bare string', { ...good, summary: { id: 'x', args: { a: 'x' } } }],
    ['an observation without a value', { ...good, evidence: [{ ...evidence[0], observed: { state: 'value' } }] }],
    ['an expectation that is text', { ...good, evidence: [{ ...evidence[0], expected: 'yes' }] }],
    ['candidates that are text', { ...good, candidates: 'a' }],
    ['data that can not be written down', { ...good, data: 10n }],
    ['data that holds a function', { ...good, data: { a: () => 1 } }],
    ['data that holds itself', { ...good, data: loop }],
    ['data that is a date', { ...good, data: { at: new Date(0) } }],
    ['data that is a boxed number', { ...good, data: { at: Object(1n) as unknown } }],
    ['a symptom that is none', { ...good, symptom: 5 }],
    ['no evidence', { ...good, evidence: [] }],
    ['nothing', undefined],
    ['a promise in a list', [good]],
  ])('%s is its own row, unknown, and nothing else', async (_what, answer) => {
    const { outcomes, exitCode } = await run([odd(answer), check('b')]);
    expect(outcomes['a']).toEqual({ status: 'unknown', crash: { name: 'TypeError' } });
    expect([outcomes['b']?.status, exitCode]).toEqual(['pass', 3]);
  });

  it('what is changed after it was answered changes nothing', async () => {
    const data: Record<string, unknown> = { a: 1 };
    const answer = { ...answers.pass, data };
    const { outcomes } = await run([
      check('a', { run: () => Promise.resolve(answer as Finding) }),
      check('b', {
        needs: ['a'],
        run: () => {
          data['self'] = data;
          return Promise.resolve(answers.pass);
        },
      }),
    ]);
    expect(outcomes['a']).toMatchObject({ data: { a: 1 } });
    expect(() => JSON.stringify(outcomes)).not.toThrow();
  });

  it('an error whose name is no text is a crash like any other', async () => {
    const { outcomes } = await run([
      check('a', { run: () => Promise.reject(Object.assign(new Error('x'), { name: {} })) }),
    ]);
    expect(outcomes['a']).toEqual({ status: 'unknown', crash: { name: 'Error' } });
  });

  it('a time beyond what timers can wait is not over at once', async () => {
    expect((await run([check('a', { timeoutMs: 3e9 })])).status('a')).toBe('pass');
  });

  it.each<[string, unknown]>([
    ['false', false],
    ['a promise', Promise.resolve(true)],
    ['nothing', undefined],
    ['a text', 'elsewhere'],
  ])('an appliesTo that answers %s is a crash, never "not applicable"', async (_what, applies) => {
    const { status, exitCode } = await run([check('a', { answer: 'fail', appliesTo: () => applies as true })]);
    expect([status('a'), exitCode]).toEqual(['unknown', 3]);
  });
});

describe('a shared resource that breaks its word', () => {
  const resource = (changes: Partial<Shared>): Shared => ({
    name: 'thing',
    attach: () => undefined,
    isOpen: () => true,
    close: () => Promise.resolve('clean'),
    ...changes,
  });
  const thrower = (): never => {
    throw new Error('broken');
  };

  it.each<[string, Partial<Shared>]>([
    ['throws when asked whether it is open', { isOpen: thrower, close: thrower }],
    ['throws while it is closed', { close: thrower }],
    ['rejects', { close: () => Promise.reject(new Error('broken')) }],
  ])('and %s is named as left, and the stream ends', async (_what, changes) => {
    const { events } = await run([check('a')], { shared: [resource(changes)] });
    expect(events.find((event) => event.type === 'closed')).toMatchObject({ resource: 'thing', result: 'abandoned' });
  });
});

describe('a goal that was reached in an earlier run', () => {
  it('does not make this one ready', async () => {
    const kept = await run([check('a')], { goal: 'a', keep: new Map<string, Outcome>([['a', answers.pass]]) });
    expect([kept.verdict, kept.exitCode]).toEqual(['unclear', 0]);
    expect((await run([check('a')], { goal: 'a' })).verdict).toBe('ready');
  });
});
