import type { WholeRun } from '../support/in-process.js';

/** Numbers and times of one run, by the key they have in the document, and what stands for them in a record. */
const volatileKeys: Readonly<Record<string, string>> = {
  startedAt: '<time>',
  durationMs: '<ms>',
  waitedMs: '<ms>',
  startedMs: '<ms>',
  askedMs: '<ms>',
  localMs: '<ms>',
};

/** What a text of a run against the lab says of that run alone. Nothing else in it may match. */
const volatileTexts: readonly (readonly [RegExp, string])[] = [
  // Ids of sessions and requests.
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/giu, '<id>'],
  // From when until when the certificate of this one lab counts; when its server answered.
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/gu, '<time>'],
  [/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/gu, '<time>'],
  [/[+-]\d+ s \(±\d+ s\)/gu, '<difference>'],
  [/\b(after|in) \d+(?:\.\d+)? (?:ms|s)\b/gu, '$1 <ms>'],
];

/** A line for whom it takes too long: a busy machine's, not the judgement's. */
const isImpatient = (line: string): boolean => line.startsWith('still running: ');

/**
 * The run with placeholders for what differs from one run to the next: times, durations, ids, ports of the lab, the versions of
 * the tool and of Node.js. Rows and probes are reported as they come in, which is a matter of time too: they are sorted.
 */
export function withPlaceholders(run: WholeRun): WholeRun {
  const { document } = run;
  const ofLab = document.origin === 'simulated';
  const startedAt = document.startedAt.slice(0, 16).replace('T', ' ');
  const exact: readonly (readonly [string, string])[] = [
    [`Node.js ${process.versions.node}`, 'Node.js <version>'],
    [`exo-preflight ${document.tool.version},`, 'exo-preflight <version>,'],
    [`A report of ${startedAt} UTC`, 'A report of <time>'],
  ];
  const ports = ofLab ? portsOf(document) : new Map<string, string>();

  const inText = (text: string): string => {
    const known = exact.reduce((replaced, [from, to]) => replaced.replaceAll(from, to), text);
    if (!ofLab) return known;
    return volatileTexts
      .reduce((replaced, [from, to]) => replaced.replaceAll(from, to), known)
      .replaceAll(/\b\d{4,5}\b/gu, (number) => ports.get(number) ?? number);
  };
  const inValue = (value: unknown, key = ''): unknown => {
    if (Object.hasOwn(volatileKeys, key) && (typeof value === 'number' || key === 'startedAt'))
      return volatileKeys[key];
    if (typeof value === 'string') return inText(value);
    if (typeof value === 'number') return ports.get(String(value)) ?? value;
    if (Array.isArray(value)) return value.map((one) => inValue(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inValue(inner, name)]));
  };

  const plain = inValue({ ...document, tool: { ...document.tool, version: '<version>' } }) as typeof document;
  return {
    ...run,
    text: rowsSorted(run.text.map(inText)),
    stderr: run.stderr.filter((line) => !isImpatient(line)).map(inText),
    document: { ...plain, probes: sortedAsText(plain.probes) },
    opened: rowsSorted(run.opened.map(inText)),
  };
}

/** The lab takes the ports it gets; each keeps a number of its own, so that one in another's place shows. */
function portsOf(document: unknown): ReadonlyMap<string, string> {
  const text = JSON.stringify(document);
  const found = [...text.matchAll(/(?:127\.0\.0\.1|localhost):(\d{4,5})\b|"port":(\d{4,5})\b/gu)].map(
    ([, inAddress, inField]) => inAddress ?? inField!,
  );
  return new Map([...new Set(found)].map((port, index) => [port, `<port ${index + 1}>`]));
}

/** After the heading a line a row, up to the first that is empty. */
function rowsSorted(lines: readonly string[]): readonly string[] {
  const heading = lines.indexOf('') + 1;
  const end = lines.indexOf('', heading);
  return [...lines.slice(0, heading), ...lines.slice(heading, end).sort(), ...lines.slice(end)];
}

const sortedAsText = <T>(values: readonly T[]): T[] =>
  [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
