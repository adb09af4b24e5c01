/** Ids as reports named them before they were renamed. Reports live longer than names: whoever opens an old one sees what its run showed. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['door-failed', 'endpoint-failed'],
  ['door-refused', 'endpoint-refused'],
  ['door-reset', 'endpoint-reset'],
  ['door-timed-out', 'endpoint-timed-out'],
  ['door-unreachable', 'endpoint-unreachable'],
  ['port-80-is-the-door', 'port-80-is-the-endpoint'],
  ['controller-untold', 'controller-undetermined'],
  ['domain-untold', 'domain-undetermined'],
  ['powershell-7-untold', 'powershell-7-undetermined'],
  ['trial-untold', 'trial-undetermined'],
  ['trust-untold', 'trust-undetermined'],
  ['winhttp-untold', 'winhttp-undetermined'],
  ['untold', 'undetermined'],
]);

/** Where ids stand in a report; everything else is text, and stays. */
const idKeys: ReadonlySet<string> = new Set(['id', 'status', 'symptom', 'candidates']);

/** The document with today's ids. `key` is the name under which the value stands. */
export function withTodaysIds(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return idKeys.has(key) ? (renamed.get(value) ?? value) : value;
  if (Array.isArray(value)) return value.map((one) => withTodaysIds(one, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTodaysIds(one, name)]));
}
