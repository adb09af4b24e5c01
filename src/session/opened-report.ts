import { checks as builtIn } from 'exo-preflight/checks';
import type { Route } from '../exchange/routes.js';
import { routes } from '../exchange/routes.js';
import { portOf } from '../network/host.js';
import type { AnyCheck, PreflightEvent } from '../preflight/index.js';
import { goal } from '../report/document/make-report.js';
import { fitsInACommand } from '../report/document/names-in-commands.js';
import { asTheFileSays } from '../report/document/rebuild-outcome.js';
import { checksIn, replay, standing } from '../report/document/replay.js';
import type { Report } from '../report/document/schema.js';
import { PlainLines } from '../report/text/plain.js';
import type { PlainOptions } from '../report/text/plain.js';
import type { Subject } from '../report/text/wording.js';
import { Wording } from '../report/text/wording.js';
import type { Shown } from '../ui/screen/shown.js';
import { arg, pub } from '../vocabulary/index.js';
import type { Arg } from '../vocabulary/index.js';
import type { SessionHost } from './host.js';
import { lineWriter } from './run-output.js';
import { stackNoteOf } from './run-plan.js';

export interface OpenedRun {
  readonly events: readonly PreflightEvent[];
  /** What a display needs to know before the first event, as for a run. */
  readonly shown: Shown & Pick<PlainOptions, 'checks'>;
}

/** A report as a run that any display can show. */
export function openedRun(report: Report): OpenedRun {
  const known = builtIn as readonly AnyCheck<never>[];
  const checks = checksIn(report, known);
  const wording = new Wording(checks, subjectOf(report), { pages: new Set(known.map(({ id }) => id)) });
  const shown = {
    wording,
    checks,
    goal,
    stack: () => stackOf(report),
    stackNote: stackNoteOf(report.via, wentBothWays(report)),
    origin: originOf(report, wording),
    ...alertOf(report, wording, standing(report, known)),
    headline: headlineOf(report, wording),
  };
  return { events: replay(report, known), shown };
}

/** An opened report in plain lines. Resolves to the exit code of its rows. */
export async function printOpened(
  { events, shown }: OpenedRun,
  host: Pick<SessionHost, 'streams' | 'terminal'>,
): Promise<number> {
  // A reader of a report waits for nothing: of the progress of a run only a session that was left open is news.
  const result = await lineWriter(host);
  const lines = new PlainLines({ result, progress: () => undefined }, { ...shown, showMailboxes: false });
  for (const line of [
    [shown.origin, ...(shown.alert === undefined ? [] : [shown.alert])].join(' '),
    shown.headline,
    '',
  ])
    result(line);
  for (const event of events) {
    if (event.type === 'closed' && event.result === 'abandoned')
      host.streams.progress(shown.wording.own('closed.abandoned'));
    lines.take(event);
  }
  const finished = events.at(-1);
  if (finished?.type !== 'run-finished') throw new Error('a replay ends with a verdict');
  return finished.exitCode;
}

/** Whom the remedies speak of: names only where they can be nothing else. */
function subjectOf({ target, route, probes }: Report): Subject {
  const { host, tenant, user } = target;
  const url = addressOf(target);
  const known: Route | undefined = routes.find(({ id }) => id === route);
  const plainPort = probes.find(({ probe }) => probe === 'port')?.port;
  // What was chosen with --authentication no report says; this is what the way in takes by itself.
  const authentication = known?.authentication.powershell?.[0];
  return {
    host,
    // Of a redacted report the address is gone; the probes of its endpoint still tell the port.
    port: url ? portOf(url) : (probes.find(({ probe }) => probe === 'tls')?.port ?? 443),
    speaks: known?.speaks ?? 'remote-powershell',
    ...(plainPort === undefined ? {} : { plainPort }),
    ...(authentication === undefined ? {} : { authentication }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(user !== undefined && fitsInACommand('user', user) ? { user } : {}),
  };
}

function addressOf({ endpoint }: Report['target']): URL | undefined {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  return url && /^https?:$/u.test(url.protocol) && url.host !== '' ? url : undefined;
}

/** Two ways were taken where both left stages. */
const wentBothWays = ({ connections }: Report): boolean => connections.length > 1;

/** As the ways of this tool call themselves; another name is shown as the file's. */
const stackNames = /^(?:the tool's own client on Node\.js \d[\w.+-]{0,39}|Windows PowerShell|PowerShell 7)$/u;

const stackOf = ({ connections }: Report): string =>
  connections.map(({ stack }) => (stackNames.test(stack) ? stack : asTheFileSays(stack))).join(', then ');

function originOf(report: Report, wording: Wording): string {
  const { startedAt, tool, origin, recording = '', redacted } = report;
  const what = wording.own(`origin.report.${origin}`, { name: arg('path', recording) });
  return [
    wording.own('origin.report', {
      at: pub(`${startedAt.slice(0, 16).replace('T', ' ')} UTC`),
      version: pub(tool.version),
      what: pub(what),
    }),
    ...(redacted ? [wording.own('origin.report.redacted')] : []),
  ].join(' ');
}

/** Where the rows do not come to what the report says of them. */
function alertOf(
  { verdict, exitCode }: Report,
  wording: Wording,
  stands: ReturnType<typeof standing>,
): { readonly alert?: string } {
  return stands === 'borne-out'
    ? {}
    : {
        alert: wording.own(`origin.report.${stands}`, {
          verdict: pub(wording.own(`verdict.${verdict}`)),
          code: exitCode,
        }),
      };
}

function headlineOf(report: Report, wording: Wording): string {
  const { route, target } = report;
  return wording.own('route.line', {
    route: pub(routes.some(({ id }) => id === route) ? route : asTheFileSays(route)),
    via: wayOf(report, wording),
    host: arg('host', addressOf(target)?.host ?? target.host),
  });
}

function wayOf(report: Report, wording: Wording): Arg {
  if (report.via === null) return pub(wording.own('via.none'));
  if (wentBothWays(report)) return pub(wording.own('via.both'));
  const way = ways.find((one) => one === report.via);
  return pub(way ? wording.own(`via.${way}`) : asTheFileSays(report.via));
}

const ways = ['native', 'powershell', 'module', 'rest'] as const;
