import { pub } from '../../vocabulary/index.js';
import type { FixDocument, ReportedScope, ReportedSnapshot, ReportedStep, ReportedWindow } from './fix-document.js';
import { own, placeName, policyName } from './fix-words.js';

/** A line of text, or a command, which is never wrapped so that it can be copied. */
export type Line = string | { readonly command: string };

const nameWidth = 20;
const cellWidth = 24;
/** Used when the PowerShells are listed one below the other. */
const narrowNameWidth = 16;

/**
 * The table of scopes, and where each value was read: one column per PowerShell if there is room, else one below the
 * other.
 */
export function snapshotLines({ windows }: ReportedSnapshot, room = Infinity): readonly string[] {
  const row = (name: string, cells: readonly string[]): string =>
    `  ${name.padEnd(nameWidth)}${cells.map((cell) => cell.padEnd(cellWidth)).join('')}`.trimEnd();
  const names = windows[0]!.scopes.map(({ scope }) => scope);
  const table = [
    row(
      '',
      windows.map(({ name }) => name),
    ),
    ...names.map((name, index) =>
      row(
        name,
        windows.map((window) => (window.presence === 'absent' ? '' : cellOf(window.scopes[index]!))),
      ),
    ),
    row(own('fix.snapshot.new-window'), windows.map(inNewWindow)),
  ];
  const there = windows.filter(({ presence }) => presence !== 'absent').flatMap(({ scopes }) => scopes);
  return [
    own('fix.snapshot'),
    ...(table.every((line) => line.length <= room) ? table : windows.flatMap(oneWindow)),
    [
      ...(there.some(({ decides }) => decides) ? [own('fix.snapshot.legend.star')] : []),
      own('fix.snapshot.legend'),
    ].join(' '),
    ...indented([...new Set(there.flatMap(whereLines))]),
  ];
}

const inNewWindow = ({ presence, inForce }: ReportedWindow): string =>
  presence === 'absent' ? own('fix.snapshot.not-there') : inForce.text;

function oneWindow(window: ReportedWindow): readonly string[] {
  const row = (name: string, cell: string): string => `    ${name.padEnd(narrowNameWidth)}${cell}`;
  return [
    `  ${window.name}`,
    ...(window.presence === 'absent' ? [] : window.scopes.map((one) => row(one.scope, cellOf(one)))),
    row(own('fix.snapshot.new-window'), inNewWindow(window)),
  ];
}

const cellOf = ({ text, decides }: ReportedScope): string => `${text}${decides ? ' *' : ''}`;

function whereLines({ scope, source, state, written, policy, why }: ReportedScope): readonly string[] {
  const args = { scope: pub(scope), source: pub(source) };
  if (state === 'undefined') return [];
  if (why) return [own('fix.snapshot.where.unreadable', { ...args, why: pub(why.text) })];
  if (written === undefined) return [own('fix.snapshot.where', args)];
  return [own('fix.snapshot.where.written', { ...args, written: pub(written), policy: pub(policy ?? '') })];
}

/** What would be changed and by which command, under its heading; or why nothing is. */
export function decisionLines(
  { text, plan, refused, also32Bit, notes }: FixDocument,
  heading = own('fix.plan'),
): readonly Line[] {
  const alternative = plan?.alternative;
  return [
    '',
    ...(plan ? [heading, ...indented([plan.why.text]), ...stepLines(plan.steps)] : [text]),
    ...(refused ? refusalLines(refused) : []),
    ...(alternative ? [own(`fix.plan.alternative.${alternative.scope}`), ...stepLines(alternative.steps)] : []),
    ...(also32Bit ? [own('fix.plan.32-bit'), ...stepLines([also32Bit])] : []),
    ...notes.map((note) => `- ${note.text}`),
  ];
}

const refusalLines = ({ ownerText, send, links }: NonNullable<FixDocument['refused']>): readonly string[] =>
  indented([
    `${own('cause.owner')}: ${ownerText}`,
    ...(send === undefined ? [] : [`${own('cause.send')}: "${send}"`]),
    ...links.map((link) => `${own('cause.read')}: ${link}`),
  ]);

/** The result: each change, the state now, and the checks run again. */
export function resultLines({ text, result }: FixDocument, wayBack?: string): readonly string[] {
  const { steps = [], checks = [] } = result ?? {};
  return [
    '',
    ...steps.map((step) => `- ${step.text}`),
    text,
    ...(wayBack === undefined ? [] : [wayBack]),
    ...(checks.length === 0 ? [] : ['', own('fix.rerun')]),
    ...checks.map(({ status, title, summary }) => `${status.padEnd(11)} ${title}: ${summary}`),
  ];
}

const stepLines = (steps: readonly ReportedStep[]): readonly Line[] =>
  steps.flatMap((step) => [...indented([stepLine(step)]), { command: `    ${step.command}` }]);

const stepLine = (step: ReportedStep): string =>
  own('fix.plan.step', {
    place: pub(placeName(step)),
    before: pub(policyName(step.before)),
    after: pub(policyName(step.after)),
    elevation: pub(own(`fix.elevation.${step.elevation}`)),
  });

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
