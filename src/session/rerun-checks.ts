import { checks as builtIn } from 'exo-preflight/checks';
import type { Facilities } from 'exo-preflight';
import { chooseTarget } from '../exchange/index.js';
import type { Machine } from '../machine/index.js';
import type { AnyCheck, CheckId } from '../preflight/index.js';
import { preflight, select } from '../preflight/index.js';
import type { ReportedRow } from '../report/text/fix-document.js';
import { Wording } from '../report/text/wording.js';
import type { Signal } from '../vocabulary/index.js';
import { noConnection, noNetwork } from './nothing-to-ask.js';
import { withWaiting } from './watch.js';

/** For all of them, in milliseconds: they read one PC. */
const deadlineMs = 60_000;

/**
 * A check and all that it blocks, asked again about a PC as it is now. Without a network and an account: what needs one says so.
 * They are asked as on the way of the article, the one that a fix is there for.
 */
export async function rerunChecks(check: CheckId, machine: Machine, signal: Signal): Promise<readonly ReportedRow[]> {
  const all = builtIn as readonly AnyCheck<Facilities>[];
  const { checks, selected } = select(all, { only: [...withWaiting(check, { checks: all })] });
  const route = chooseTarget({ route: 'partner-basic' });
  const wording = new Wording(checks, { host: route.host, port: 443, speaks: route.speaks });
  const rows: ReportedRow[] = [];
  for await (const event of preflight(
    checks,
    { machine, route, network: noNetwork, connection: noConnection },
    { signal, deadlineMs, selected, inputs: new Set() },
  )) {
    if (event.type !== 'check-finished' || !selected.has(event.check)) continue;
    rows.push({
      check: event.check,
      status: wording.own(`status.${event.outcome.status}`),
      title: wording.title(event.check),
      summary: wording.summary(event.check, event.outcome),
    });
  }
  return rows;
}
