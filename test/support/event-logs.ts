import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withWaiting } from '../../src/session/watch.js';
import { chooseTarget } from '../../src/exchange/index.js';
import { startLab } from '../../src/lab/index.js';
import type { Lab, ScenarioId } from '../../src/lab/index.js';
import type { PreflightEvent } from '../../src/preflight/index.js';
import { eventsOf, labPlan, sessionOf } from './screens.js';
import { foundInPath, standIn } from './stand-in.js';

/**
 * Runs whose events are kept in test/fixtures/event-logs, each the whole life of one screen: the events it was given, in order.
 * `.config/record-events.mjs` records them anew; a test compares them with what such a run reports today.
 */
export const logged = {
  healthy: 'one run against the lab where everything works',
  redirect: 'the first server sends the connection on to a second one',
  'wrong-password': 'the server refuses the account',
  again: 'the account is refused, one row is asked again and keeps the others, everything is asked again',
  interrupted: 'the person leaves while Get-Mailbox is under way on a slow server',
  'both-ways': 'the PowerShell of the PC first, with commands imported, then our own client',
} as const;

export type LogId = keyof typeof logged;
export const logIds = Object.keys(logged) as readonly LogId[];

export const logFile = (id: LogId): string => join(import.meta.dirname, '../fixtures/event-logs', `${id}.json`);
export const readLog = (id: LogId): readonly PreflightEvent[] =>
  JSON.parse(readFileSync(logFile(id), 'utf8')) as PreflightEvent[];
/** One event a line, so that a change of one is a change of one line. */
export const asFile = (events: readonly PreflightEvent[]): string =>
  `[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]\n`;

export async function record(id: LogId): Promise<readonly PreflightEvent[]> {
  const scenarios: Partial<Record<LogId, ScenarioId>> = {
    redirect: 'redirect',
    'wrong-password': 'wrong-password',
    again: 'wrong-password',
    interrupted: 'slow',
  };
  const lab = await startLab({ scenario: scenarios[id] ?? 'healthy' });
  try {
    if (id === 'again') return await askedAgain(lab);
    if (id === 'interrupted') return await interrupted(lab);
    if (id === 'both-ways') return await bothWays(lab);
    return await eventsOf(sessionOf(labPlan(lab)).run());
  } finally {
    await lab.close();
  }
}

async function askedAgain(lab: Lab): Promise<readonly PreflightEvent[]> {
  const plan = labPlan(lab);
  const session = sessionOf(plan);
  const first = await eventsOf(session.run());
  const second = await eventsOf(session.run({ rows: withWaiting('clock', session), signsIn: false }));
  session.useLabPassword();
  return [
    ...first,
    ...second,
    ...(await eventsOf(session.run({ rows: new Set(session.checks.map(({ id }) => id)), signsIn: true }))),
  ];
}

async function interrupted(lab: Lab): Promise<readonly PreflightEvent[]> {
  const person = new AbortController();
  // At this pace a row is called slow before the server answers.
  const run = sessionOf(labPlan(lab, { timeScale: 0.3 }), person.signal).run();
  const events: PreflightEvent[] = [];
  for await (const event of run) {
    events.push(event);
    if (event.type === 'step' && (event.step as { stage?: string }).stage === 'command') person.abort('interrupted');
  }
  return events;
}

async function bothWays(lab: Lab): Promise<readonly PreflightEvent[]> {
  const powershell = standIn({
    work: {
      'open-session': {
        reported: { opened: true, id: '0d5b6a1c-0000-4000-8000-000000000001', name: 'Microsoft.Exchange' },
      },
      'import-session': { reported: { imported: true, commands: 712 }, percents: [10, 55, 90], afterMs: 200 },
      'get-mailbox': { reported: { count: 1, names: ['adele@contoso.example'] } },
      'remove-session': { reported: { left: 0 } },
    },
  });
  const path = process.env['PATH'];
  Object.assign(process.env, foundInPath(powershell));
  try {
    const target = chooseTarget({
      route: 'partner-basic',
      endpoint: lab.https,
      tenant: lab.tenant,
      httpEndpoint: lab.http,
      via: 'both',
    });
    return await eventsOf(sessionOf(labPlan(lab, { target, imports: true })).run());
  } finally {
    process.env['PATH'] = path;
    powershell.remove();
  }
}
