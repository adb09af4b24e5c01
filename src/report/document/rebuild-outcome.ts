import { stageNames } from '../../exchange/connection.js';
import { catalog } from '../../locales/en/index.js';
import { render, showAll } from '../../locales/render.js';
import type { AnyCheck, CheckId, Finding, Outcome } from '../../preflight/index.js';
import { isCheckId } from '../../preflight/ids.js';
import type { Arg, Evidence, Message } from '../../vocabulary/index.js';
import { arg, kinds, message, pub, value } from '../../vocabulary/index.js';
import { fitsInACommand } from './names-in-commands.js';
import type { ReportedEvidence, ReportedOutcome } from './schema.js';

type Rows = ReadonlyMap<CheckId, ReportedOutcome>;

/**
 * Turns a row of a report back into an outcome. Its sentence comes from this version, by id, if the check and the id
 * are known; otherwise it is the file's, marked as such. Evidence stays the file's text. A row whose parts contradict
 * each other becomes `unknown` and says what the file called it, so that it neither vanishes nor passes.
 */
export function rebuiltOutcome(row: ReportedOutcome, check: AnyCheck<never> | undefined, rows: Rows): Outcome {
  return outcomeOf(row, check, rows) ?? damaged(row);
}

/** A text from the file in place of the tool's own sentence, marked as such. */
export const asTheFileSays = (text: string): string =>
  render(inReport(text), { catalogs: [catalog], language: 'en', show: showAll });

const inReport = (text: string): Message => message('in-report', { text: arg('server-text', text) });

/** `undefined`: no run can have reported this. */
function outcomeOf(row: ReportedOutcome, check: AnyCheck<never> | undefined, rows: Rows): Outcome | undefined {
  switch (row.status) {
    case 'blocked':
      return blocked(row, rows);
    case 'timed-out':
      return { status: 'timed-out', afterMs: row.durationMs, ...waitingOn(row) };
    case 'not-applicable':
      return { status: 'not-applicable', why: said(row, check) };
    case 'unknown':
      return ended(row, rows) ?? finding(row, check);
    case 'pass':
    case 'warn':
    case 'fail':
      return finding(row, check);
    default:
      // A word of a later version.
      return undefined;
  }
}

function finding(row: ReportedOutcome, check: AnyCheck<never> | undefined): Finding | undefined {
  const { status, symptom, data } = row;
  const [first, ...rest] = row.evidence.map(asWritten);
  if (!first) return undefined;
  const proof = {
    summary: said(row, check),
    evidence: [first, ...rest],
    ...(data === undefined ? {} : { data }),
  } as const;
  const candidates = row.candidates?.length ? { candidates: row.candidates } : {};
  if (status === 'pass') return { status, ...proof };
  if (status === 'unknown') return { status, ...candidates, ...proof };
  if ((status !== 'warn' && status !== 'fail') || symptom === undefined) return undefined;
  return { status, symptom, ...candidates, ...proof };
}

/** A row can be blocked only by an input, or by a row that could not be relied on. */
function blocked({ blockedBy }: ReportedOutcome, rows: Rows): Outcome | undefined {
  if (!blockedBy) return undefined;
  if ('input' in blockedBy)
    return isCheckId(blockedBy.input) ? { status: 'blocked', by: { input: blockedBy.input } } : undefined;
  const root = rows.get(blockedBy.check)?.status;
  return root === 'fail' || root === 'unknown' || root === 'timed-out'
    ? { status: 'blocked', by: { check: blockedBy.check } }
    : undefined;
}

function ended({ ended: how }: ReportedOutcome, rows: Rows): Outcome | undefined {
  if (how === undefined) return undefined;
  if (how === 'interrupted') return { status: 'unknown', interrupted: true };
  if ('outdated' in how)
    return rows.has(how.outdated) ? { status: 'unknown', outdated: { check: how.outdated } } : undefined;
  if (!('crash' in how)) return undefined;
  return {
    status: 'unknown',
    crash: { name: /^[A-Za-z]\w{0,63}$/u.test(how.crash) ? how.crash : asTheFileSays(how.crash) },
  };
}

const waitingOn = ({ waitingOn: stage }: ReportedOutcome): { readonly waitingOn?: string } =>
  stage !== undefined && (stageNames as readonly string[]).includes(stage) ? { waitingOn: stage } : {};

function damaged(row: ReportedOutcome): Outcome {
  const reported: Evidence = {
    what: message('row.damaged.status'),
    observed: value(pub(row.status)),
    source: catalog['row.damaged.source'],
  };
  return {
    status: 'unknown',
    summary: message('row.damaged', { status: pub(row.status), text: arg('server-text', row.summary) }),
    evidence: [reported, ...row.evidence.map(asWritten)],
  };
}

const written = (text: string): Message => message('as-written', { text: arg('server-text', text) });

const asWritten = ({ what, observed, expected, source }: ReportedEvidence): Evidence => ({
  what: written(what),
  observed: value(arg('server-text', observed)),
  source,
  ...(expected === undefined ? {} : { expected: written(expected) }),
});

function said({ message: reported, summary }: ReportedOutcome, check: AnyCheck<never> | undefined): Message {
  if (!reported || !check) return inReport(summary);
  const { id, args = {} } = reported;
  const template = sentence(id, check);
  return template !== undefined && isFilledBy(template, args)
    ? { ...(reported.args ? { args } : {}), id }
    : inReport(summary);
}

/** A sentence that a finding of this check can have: its own, or why the check does not apply. */
function sentence(id: string, { texts }: AnyCheck<never>): string | undefined {
  if (id !== 'title' && Object.hasOwn(texts.en, id)) return texts.en[id];
  return id.startsWith('not-applicable.') && Object.hasOwn(catalog, id)
    ? catalog[id as keyof typeof catalog]
    : undefined;
}

/** Whether every placeholder is filled, and every argument a remedy would reuse is safe in a command. */
function isFilledBy(template: string, args: Readonly<Record<string, Arg>>): boolean {
  const wanted = [...template.matchAll(/\{(\w+)(?:\|[^|}]*\|[^|}]*)?\}/gu)].map((match) => match[1]!);
  if (!wanted.every((name) => Object.hasOwn(args, name))) return false;
  if (Object.values(args).some((one) => typeof one !== 'number' && !kinds.includes(one.kind))) return false;
  return Object.entries(args).every(([name, one]) =>
    typeof one === 'number' ? Number.isInteger(one) : name !== 'port' && fitsInACommand(name, one.value),
  );
}
