import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defineCheck, pass, pub, value, warn } from 'exo-preflight';
import type { Facilities } from 'exo-preflight';
import { afterEach, describe, expect, it } from 'vitest';
import { plainDisplay } from '../../src/session/run-output.js';
import type { RunSession } from '../../src/session/run-session.js';
import { isWatchable, poll, withWaiting } from '../../src/session/watch.js';
import { Credential } from '../../src/identity/credential.js';
import { chooseTarget } from '../../src/exchange/index.js';
import type { AnyCheck, PreflightEvent } from '../../src/preflight/index.js';
import type { Report } from '../../src/report/document/schema.js';
import { reportOf } from '../support/cli.js';
import { pcWith } from '../support/composed.js';
import { planOf } from '../support/plan.js';
import { eventsOf, labPlan, labs, sessionOf } from '../support/screens.js';

const lab = labs();
const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

const endOf = (events: readonly PreflightEvent[]) => events.at(-1) as Extract<PreflightEvent, { type: 'run-finished' }>;
const finished = (events: readonly PreflightEvent[]) =>
  events.flatMap((event) => (event.type === 'check-finished' ? [event] : []));
const statuses = (events: readonly PreflightEvent[]): Record<string, string> =>
  Object.fromEntries(finished(events).map(({ check, outcome }) => [check, outcome.status]));
const every = ({ checks }: RunSession): ReadonlySet<string> => new Set(checks.map(({ id }) => id));
/** As the shipped schema wants it, and with no sentence half filled. */
const checked = async (session: RunSession): Promise<Report> =>
  reportOf({ status: 0, stdout: JSON.stringify(await session.report()), stderr: '' });
const linesOf = (session: RunSession): string => {
  const lines: string[] = [];
  const show = plainDisplay(session, { result: (line) => lines.push(line), progress: (line) => lines.push(line) });
  session.reported.forEach(show);
  return lines.join('\n');
};

/** A server on the loopback address that does as it is reported with whoever shows a credential. */
async function serverThat(answers: (response: ServerResponse, request: IncomingMessage) => void) {
  const server = createServer((request, response) => void request.resume().on('end', () => answers(response, request)));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return chooseTarget({
    route: 'exchange-server',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/PowerShell/`,
    via: 'native',
  });
}

describe('a run, and the runs after it', () => {
  it('the first checks everything, and its report is a report', async () => {
    const healthy = await lab('healthy');
    const session = sessionOf(labPlan(healthy));
    const events = await eventsOf(session.run());
    expect([endOf(events).verdict, endOf(events).exitCode]).toEqual(['ready', 0]);
    expect(session.reported).toEqual(events);
    expect(healthy.counts()).toMatchObject({ signIns: 1, shellsOpened: 1, shellsLeft: 0 });
    expect((await checked(session)).outcomes.map(({ check }) => check)).toEqual(session.checks.map(({ id }) => id));
  });

  it('one row asked again is seen on fresh facts; the others keep what they said, and how long it took', async () => {
    const healthy = await lab('healthy');
    const machine = pcWith({}, 'windows-10');
    const session = sessionOf(labPlan(healthy, { machine }));
    const first = await eventsOf(session.run());
    expect([statuses(first)['execution-policy'], endOf(first).verdict]).toEqual(['pass', 'ready']);

    machine.change('policy.localMachine64', value('Restricted'));
    const rows = withWaiting('execution-policy', session);
    const second = await eventsOf(session.run({ rows, signsIn: false }));
    expect([statuses(second)['execution-policy'], endOf(second).verdict]).toEqual(['fail', 'not-ready']);
    for (const row of finished(second).filter(({ check }) => !rows.has(check))) {
      const before = finished(first).find(({ check }) => check === row.check)!;
      expect(row).toMatchObject({
        kept: true,
        ranMs: before.ranMs,
        waitedMs: before.waitedMs,
        outcome: before.outcome,
      });
    }
    expect(finished(second).filter(({ check, kept }) => rows.has(check) && kept)).toEqual([]);

    const report = await checked(session);
    expect(report.outcomes.filter(({ kept }) => !kept).map(({ check }) => check)).toEqual([...rows]);
    expect(report.facts.find(({ id }) => id === 'policy.localMachine64')).toMatchObject({ value: 'Restricted' });
    expect(report.connections[0]?.stages.at(-1)).toMatchObject({ stage: 'disconnect', status: 'passed' });
    expect(healthy.counts()).toMatchObject({ signIns: 1, shellsOpened: 1 });
  });

  it('READY is for a run in which the test connection was made: kept it is unclear, asked again READY', async () => {
    const healthy = await lab('healthy');
    const machine = pcWith({}, 'windows-11-fresh');
    const session = sessionOf(labPlan(healthy, { machine }));
    expect(endOf(await eventsOf(session.run())).verdict).toBe('not-ready');

    machine.change('policy.localMachine64', value('RemoteSigned'));
    const fixed = await eventsOf(session.run({ rows: withWaiting('execution-policy', session), signsIn: false }));
    expect([endOf(fixed).verdict, endOf(fixed).exitCode, statuses(fixed)['test-connection']]).toEqual([
      'unclear',
      0,
      'pass',
    ]);
    expect(linesOf(session)).toContain(
      'NOTHING FAILED. The test connection is that of an earlier run; run all again for READY',
    );

    const whole = await eventsOf(session.run({ rows: every(session), signsIn: true }));
    expect([endOf(whole).verdict, endOf(whole).exitCode]).toEqual(['ready', 0]);
    expect(healthy.counts()).toMatchObject({ signIns: 2, shellsOpened: 2, shellsLeft: 0 });
    expect((await checked(session)).outcomes.filter(({ kept }) => kept)).toEqual([]);
  });

  it('a row and all that waits for it are asked together', () => {
    const session = sessionOf(
      labPlan({
        scenario: { id: 'healthy' },
        https: 'https://127.0.0.1:9/p',
        http: 'http://127.0.0.1:9/p',
        tenant: 'contoso.onmicrosoft.com',
        ca: '',
        user: 'a',
        password: 'b',
        allowedRedirects: [],
      } as never),
    );
    expect(withWaiting('credentials', session)).toEqual(
      new Set(['credentials', 'remote-powershell', 'session-limit', 'test-connection']),
    );
    expect(withWaiting('test-connection', session)).toEqual(new Set(['test-connection']));
    expect([...withWaiting('name-resolution', session)]).toEqual(
      expect.arrayContaining(['port-443', 'port-80', 'credentials', 'test-connection']),
    );
  });
});

/** A plugin that asks the connection, and names no account that it would need. */
const asksForMailboxes = defineCheck({
  apiVersion: 1,
  id: 'acme-mailboxes',
  group: 'acme',
  texts: { en: { title: 'Mailboxes come back', some: 'They do.', none: 'None did.' } },
  uses: ['connection'],
  async run({ connection }) {
    const answer = await connection.mailboxes();
    const evidence = [{ what: { id: 'title' }, observed: value(pub('x')), source: 'acme' }];
    return 'broken' in answer ? warn('none', { evidence }) : pass('some', { evidence });
  },
}) as AnyCheck<Facilities>;

describe('a poll of a watch', () => {
  it('signs in nowhere and opens no session, also where rows ask the server for its time or connect to its ports', async () => {
    const refusing = await lab('wrong-password');
    const session = sessionOf(labPlan(refusing));
    await eventsOf(session.run());
    const before = refusing.counts();
    for (const rows of [
      ['clock'],
      ['port-443', 'port-80', 'name-resolution'],
      ['clock', 'port-443', 'execution-policy'],
    ]) {
      const events = await eventsOf(poll(session, new Set(rows)));
      expect(
        finished(events)
          .filter(({ kept }) => !kept)
          .map(({ check }) => check)
          .sort(),
      ).toEqual([...rows].sort());
      // Its stages are not those of the test connection.
      expect(events.filter(({ type }) => type === 'step')).toEqual([]);
    }
    expect(refusing.counts()).toEqual(before);
    expect((await checked(session)).connections[0]?.stages.at(-1)).toMatchObject({
      stage: 'sign-in',
      status: 'broken',
    });
  });

  it('even of rows that would sign in sends no credential, nor for a plugin that asks the connection', async () => {
    const healthy = await lab('healthy');
    const session = sessionOf(labPlan(healthy, { plugins: [asksForMailboxes] }));
    await eventsOf(session.run());
    const before = healthy.counts();
    const events = await eventsOf(poll(session, every(session)));
    expect(statuses(events)['acme-mailboxes']).toBe('unknown');
    expect(healthy.counts()).toEqual(before);
  });

  it('is taken only of what is open and sends no password', async () => {
    const session = sessionOf(labPlan(await lab('wrong-password'), { machine: pcWith({}, 'windows-11-fresh') }));
    await eventsOf(session.run());
    expect(session.checks.map(({ id }) => id).filter((id) => isWatchable(session, id))).toEqual(['execution-policy']);
    for (const id of ['credentials', 'remote-powershell', 'session-limit', 'test-connection'])
      expect([id, session.signsIn(id), isWatchable(session, id)]).toEqual([id, true, false]);
  });
});

describe('a plugin that names the connection', () => {
  it('is left alone by a watch: without an account its row would only say that it crashed', async () => {
    const session = sessionOf(labPlan(await lab('wrong-password'), { plugins: [asksForMailboxes] }));
    await eventsOf(session.run());
    expect(session.outcome('acme-mailboxes')?.status).toBe('warn');
    const fails = {
      ...asksForMailboxes,
      id: 'acme-fails',
      run: () =>
        Promise.resolve({
          status: 'fail',
          symptom: 'x',
          summary: { id: 'none' },
          evidence: [{ what: { id: 'title' }, observed: value(pub('x')), source: 'acme' }],
        }),
    } as AnyCheck<Facilities>;
    const failing = sessionOf(labPlan(await lab('healthy'), { plugins: [fails] }));
    await eventsOf(failing.run());
    expect([failing.outcome('acme-fails')?.status, isWatchable(failing, 'acme-fails')]).toEqual(['fail', false]);
  });
});

describe('whether a password may be sent again without a person', () => {
  it('one that was never sent may', async () => {
    const session = sessionOf(labPlan(await lab('retired')));
    expect(session.mayRepeatSignIn).toBe(true);
    await eventsOf(session.run());
    expect(session.mayRepeatSignIn).toBe(true);
  });

  it('one that was accepted may', async () => {
    const session = sessionOf(labPlan(await lab('healthy')));
    await eventsOf(session.run());
    expect(session.mayRepeatSignIn).toBe(true);
    await eventsOf(session.run({ rows: new Set(['clock']), signsIn: false }));
    expect(session.mayRepeatSignIn).toBe(true);
  });

  it('one that was accepted by a server that then opened no session may', async () => {
    const session = sessionOf(labPlan(await lab('session-limit')));
    await eventsOf(session.run());
    expect(session.mayRepeatSignIn).toBe(true);
  });

  it('one that was refused may not, until a person types one', async () => {
    const refusing = await lab('wrong-password');
    const session = sessionOf(labPlan(refusing));
    await eventsOf(session.run());
    expect(session.mayRepeatSignIn).toBe(false);
    await eventsOf(session.run({ rows: new Set(['clock']), signsIn: false }));
    expect(session.mayRepeatSignIn).toBe(false);
    await session.usePassword('typed anew');
    expect(session.mayRepeatSignIn).toBe(true);
  });

  it.each<readonly [string, (response: ServerResponse) => void]>([
    ['hangs up', (response) => void response.destroy()],
    ['fails by itself', (response) => void response.writeHead(503).end()],
  ])('one whose fate nobody knows may not: the server %s', async (_what, does) => {
    let shown = 0;
    const target = await serverThat((response, request) => {
      if (request.headers.authorization === undefined)
        return void response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
      shown++;
      does(response);
    });
    const session = sessionOf(
      planOf({
        target,
        machine: pcWith({}, 'windows-10'),
        credential: new Credential('admin@contoso.example', 'Winter-2026!'),
      }),
    );
    const events = await eventsOf(session.run());
    expect([shown > 0, statuses(events)['test-connection'] === 'pass', session.mayRepeatSignIn]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('a run that is left while the password is under way may not be followed by another', async () => {
    const person = new AbortController();
    const target = await serverThat((response, request) => {
      if (request.headers.authorization === undefined)
        return void response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
      person.abort('interrupted');
    });
    const session = sessionOf(
      planOf({
        target,
        timeScale: 0.2,
        machine: pcWith({}, 'windows-10'),
        credential: new Credential('admin@contoso.example', 'Winter-2026!'),
      }),
      person.signal,
    );
    const events = await eventsOf(session.run());
    expect([endOf(events).exitCode, session.mayRepeatSignIn]).toEqual([130, false]);
  });
});

describe('a password', () => {
  it('of any time is in no report and in no line, also where the server says it aloud', async () => {
    const passwords = ['Vinter2026first', 'Sommar2027second'];
    const target = await serverThat(
      (response) => void response.writeHead(401, { 'WWW-Authenticate': passwords.join(', ') }).end(),
    );
    const session = sessionOf(
      planOf({
        target,
        machine: pcWith({}, 'windows-10'),
        credential: new Credential('admin@contoso.example', passwords[0]!),
      }),
    );
    const first = linesOfRun(await eventsOf(session.run()), session);
    await session.usePassword(passwords[1]!);
    const second = linesOfRun(await eventsOf(session.run({ rows: every(session), signsIn: true })), session);
    const report = await checked(session);
    expect(report.outcomes.find(({ check }) => check === 'credentials')).toMatchObject({
      status: 'fail',
      symptom: 'basic-not-offered',
    });
    expect(first.toLowerCase()).not.toContain(passwords[0]!.toLowerCase());
    for (const password of passwords)
      for (const text of [second, JSON.stringify(report)])
        expect(text.toLowerCase()).not.toContain(password.toLowerCase());
    expect(JSON.stringify(report)).toContain('[removed]');
  });

  function linesOfRun(events: readonly PreflightEvent[], session: RunSession): string {
    expect(endOf(events).verdict).toBe('not-ready');
    return linesOf(session);
  }
});
