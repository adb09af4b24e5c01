import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Masker } from '../../src/redaction/masker.js';
import { recall, remember } from '../../src/session/remembered.js';
import type { Given } from '../../src/session/start-questions.js';
import { startQuestions } from '../../src/session/start-questions.js';
import type { Answers } from '../../src/ui/prompt/question-state.js';

const folder = mkdtempSync(join(tmpdir(), 'start-questions-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The ids of the questions a person meets who answers so. */
function met(given: Given, answers: Answers, { usesAccount = true, last = {} } = {}): readonly string[] {
  const next = startQuestions(given, { usesAccount, last });
  const ids: string[] = [];
  let so: Answers = {};
  for (let question = next(so); question; question = next(so)) {
    ids.push(question.id);
    if (ids.length > 9) throw new Error(`asked without end: ${ids.join(', ')}`);
    so = { ...so, [question.id]: answers[question.id] ?? '' };
  }
  return ids;
}

describe('the questions at the start', () => {
  const full = { endpoint: 'https://mail.contoso.example/PowerShell/', tenant: 'contoso.example', user: 'a@b.example' };
  it.each<[string, Given, Answers, readonly string[]]>([
    [
      "the article's way to Microsoft is closed: nothing is asked that would go there",
      {},
      { route: 'partner-basic' },
      ['route'],
    ],
    [
      "the article's way to another server",
      { endpoint: full.endpoint },
      { route: 'partner-basic', ...full },
      ['route', 'tenant', 'user', 'password'],
    ],
    [
      'a closed way that somebody insists on',
      { tryRetired: true },
      { route: 'partner-basic', ...full },
      ['route', 'tenant', 'user', 'password'],
    ],
    ['a server of the company', {}, { route: 'exchange-server', ...full }, ['route', 'endpoint', 'user', 'password']],
    ['the module', {}, { route: 'exchange-online' }, ['route']],
    [
      'without an account there is no password',
      {},
      { route: 'exchange-server', endpoint: full.endpoint },
      ['route', 'endpoint', 'user'],
    ],
    ['what is given is not asked', { route: 'exchange-server', endpoint: full.endpoint, user: 'a' }, {}, ['password']],
    [
      'a password that is piped in',
      { route: 'exchange-server', endpoint: full.endpoint, user: 'a', passwordStdin: true },
      {},
      [],
    ],
  ])('%s', (_what, given, answers, expected) => {
    expect(met(given, answers)).toEqual(expected);
  });

  it('none is asked about an account that no chosen row uses', () => {
    expect(met({}, { route: 'exchange-server', ...full }, { usesAccount: false })).toEqual(['route', 'endpoint']);
  });

  it('each names its option, and the way in has a line of truth about each', () => {
    const next = startQuestions({}, { usesAccount: true, last: {} });
    const route = next({})!;
    expect(route.choices?.map(({ value }) => value)).toEqual(['partner-basic', 'exchange-server', 'exchange-online']);
    expect(route.choices?.find(({ value }) => value === 'partner-basic')?.truth).toContain(
      'Microsoft closed it in October 2023',
    );
    expect(next({ route: 'exchange-server' })).toMatchObject({ option: '--endpoint' });
  });

  it('an answer that the command line would refuse is refused with the same sentence', () => {
    const next = startQuestions({}, { usesAccount: true, last: {} });
    const refusal = (answers: Answers, answer: string): string | undefined => next(answers)?.refuse?.(answer);
    const server = { route: 'exchange-server' };
    expect(refusal(server, 'mail')).toMatch(/is not a URL/u);
    expect(refusal(server, '')).toMatch(/has no address of its own/u);
    expect(refusal(server, 'http://mail.contoso.example/')).toMatch(/plain http/u);
    expect(refusal(server, full.endpoint)).toBeUndefined();
    expect(refusal({ ...server, endpoint: full.endpoint }, 'a:b')).toMatch(/colon/u);
    expect(refusal({ ...server, endpoint: full.endpoint, user: 'a' }, 'x\u0007y')).toMatch(/control character/u);
    expect(refusal({ ...server, endpoint: full.endpoint, user: 'a' }, '')).toBeUndefined();
  });

  it('offers what was answered the last time', () => {
    const next = startQuestions(
      {},
      {
        usesAccount: true,
        last: { route: 'exchange-server', endpoint: full.endpoint, user: 'a@b.example' },
      },
    );
    expect(next({})).toMatchObject({ initial: 'exchange-server', isRemembered: true });
    expect(next({ route: 'exchange-server' })).toMatchObject({ initial: full.endpoint });
    expect(next({ route: 'exchange-server', endpoint: full.endpoint })).toMatchObject({ initial: 'a@b.example' });
  });
});

describe('what is remembered', () => {
  const path = join(folder, 'deep', 'last-run.json');
  it('comes back, in a file of the owner alone', async () => {
    await remember({ route: 'exchange-server', endpoint: 'https://x.example/', user: 'a' }, path, new Masker());
    expect(await recall(path)).toMatchObject({ route: 'exchange-server', endpoint: 'https://x.example/', user: 'a' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('an answer that was left empty this time is not offered the next', async () => {
    const again = join(folder, 'again.json');
    await remember({ route: 'exchange-server', user: 'a' }, again, new Masker());
    await remember({ ...(await recall(again)), user: '' }, again, new Masker());
    expect(await recall(again)).toEqual({ schema: 'exo-preflight/last-run/1', route: 'exchange-server' });
  });

  it.each<[string, string]>([
    ['no JSON', '{'],
    ['another document', '{"schema":"exo-preflight/journal/1","entries":[]}'],
    ['a value of another kind', '{"schema":"exo-preflight/last-run/1","route":5}'],
    ['too long a text', JSON.stringify({ schema: 'exo-preflight/last-run/1', route: 'x'.repeat(5000) })],
    ['too long a file', ' '.repeat(20_000)],
  ])('%s is taken for nothing', async (_what, text) => {
    const broken = join(folder, `${Math.random()}.json`);
    writeFileSync(broken, text);
    expect(await recall(broken)).toEqual({});
  });

  it('neither follows a link nor fails where it can not be written', async () => {
    const link = join(folder, 'link.json');
    symlinkSync(path, link);
    expect(await recall(link)).toEqual({});
    await remember({ route: 'partner-basic' }, link, new Masker());
    expect(await recall(path)).toMatchObject({ route: 'exchange-server' });
    await remember({ route: 'partner-basic' }, join(path, 'below-a-file', 'x.json'), new Masker());
  });
});
