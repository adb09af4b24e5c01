import { checks } from 'exo-preflight/checks';
import type { Facilities } from 'exo-preflight';
import { noConnection, noNetwork } from '../../src/session/nothing-to-ask.js';
import { chooseTarget } from '../../src/exchange/index.js';
import type { Target } from '../../src/exchange/index.js';
import type { Machine } from '../../src/machine/index.js';
import type { AnyCheck, Choice, PreflightEvent } from '../../src/preflight/index.js';
import { preflight, select } from '../../src/preflight/index.js';
import { makeReport } from '../../src/report/document/make-report.js';
import { Redaction } from '../../src/redaction/pseudonyms.js';
import type { Report } from '../../src/report/document/schema.js';
import { Wording } from '../../src/report/text/wording.js';

export const known = checks as readonly AnyCheck<never>[];

export interface Judging {
  readonly route?: string;
  readonly choice?: Choice;
  readonly strict?: boolean;
  readonly redact?: boolean;
  readonly plugins?: readonly AnyCheck<Facilities>[];
}

/** The report of a run over a recorded PC, made as the tool makes it, in memory. */
export async function reportOn(
  machine: Machine,
  { route = 'exchange-server', choice = {}, strict = false, redact = false, plugins = [] }: Judging = {},
): Promise<Report> {
  const target = targetOf(route);
  const { checks: chosen, selected } = select([...(checks as readonly AnyCheck<Facilities>[]), ...plugins], choice);
  const events: PreflightEvent[] = [];
  const context: Facilities = { machine, network: noNetwork, connection: noConnection, route: target };
  for await (const event of preflight(chosen, context, {
    signal: new AbortController().signal,
    deadlineMs: 60_000,
    selected,
    inputs: new Set(['way', 'tenant']),
    goal: 'test-connection',
    strict,
  }))
    events.push(event);
  const redaction = redact ? new Redaction() : undefined;
  const wording = new Wording(
    chosen,
    {
      ...subject,
      speaks: target.speaks,
      plainPort: target.httpEndpoint.port,
      ...(target.powershellAuth === undefined ? {} : { authentication: target.powershellAuth }),
    },
    {
      pages: new Set(checks.map(({ id }) => id)),
      ...(redaction ? { show: redaction.show, inside: (text) => redaction.inside(text) } : {}),
    },
  );
  const seen = {
    version: '0.1.0',
    startedAt: new Date('2026-11-22T10:00:00.000Z'),
    origin: machine.origin,
    target,
    user: subject.user,
    facts: await machine.snapshot(),
    probes: [],
    strict,
  };
  return written(makeReport(events, seen, wording, redaction));
}

/** The same document from a stream of events and nothing but the sentences of `wording`: what a replay must not change. */
export function retold(events: readonly PreflightEvent[], report: Report, wording: Wording): Report {
  const { route, strict, startedAt, origin, tool } = report;
  return written(
    makeReport(
      events,
      {
        version: tool.version,
        startedAt: new Date(startedAt),
        origin,
        target: targetOf(route),
        facts: [],
        probes: [],
        strict,
      },
      wording,
    ),
  );
}

const subject = {
  host: 'mail.contoso.example',
  port: 443,
  tenant: 'contoso.onmicrosoft.com',
  user: 'admin@partner.example',
};
const targetOf = (route: string): Target =>
  chooseTarget({ route, endpoint: 'https://mail.contoso.example/PowerShell/', tenant: subject.tenant });
const written = (report: Report): Report => JSON.parse(JSON.stringify(report)) as Report;
