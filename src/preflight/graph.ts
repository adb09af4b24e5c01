import type { AnyCheck } from './check.js';
import type { CheckId } from './ids.js';
import { isCheckId } from './ids.js';

/** The checks do not fit together; `ids` names the ones at fault, in order. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly kind: 'bad-id' | 'duplicate' | 'unknown' | 'cycle' | 'nothing';
  readonly ids: readonly string[];

  constructor(kind: GraphError['kind'], ids: readonly string[], sentence: string) {
    super(sentence);
    this.kind = kind;
    this.ids = ids;
  }
}

/** All the checks a check waits for: what it needs, then what it yields to, each in its own declared order. */
export const waitsFor = (check: AnyCheck<never>): readonly CheckId[] => [
  ...new Set([...(check.needs ?? []), ...(check.blockedByFailureOf ?? [])]),
];

/** Throws a GraphError naming a malformed or doubled id, an unknown one, or a cycle. */
export function validate(checks: readonly AnyCheck<never>[]): ReadonlyMap<CheckId, AnyCheck<never>> {
  const byId = new Map<CheckId, AnyCheck<never>>();
  for (const check of checks) {
    if (!isCheckId(check.id))
      throw new GraphError(
        'bad-id',
        [String(check.id)],
        `"${String(check.id)}" is not a check id: lower-case words joined by hyphens.`,
      );
    if (byId.has(check.id)) throw new GraphError('duplicate', [check.id], `Two checks have the id "${check.id}".`);
    byId.set(check.id, check);
  }
  for (const check of checks) {
    for (const id of waitsFor(check)) {
      if (!byId.has(id))
        throw new GraphError('unknown', [check.id, id], `The check "${check.id}" needs "${id}", which does not exist.`);
    }
  }
  const cycle = findCycle(checks, byId);
  if (cycle)
    throw new GraphError('cycle', cycle, `These checks wait for each other in a circle: ${cycle.join(' → ')}.`);
  return byId;
}

function findCycle(
  checks: readonly AnyCheck<never>[],
  byId: ReadonlyMap<CheckId, AnyCheck<never>>,
): CheckId[] | undefined {
  const done = new Set<CheckId>();
  for (const { id: root } of checks) {
    if (done.has(root)) continue;
    const path: CheckId[] = [root];
    const pending: CheckId[][] = [[...waitsFor(byId.get(root)!)]];
    while (pending.length > 0) {
      const next = pending.at(-1)!.pop();
      if (next === undefined) {
        done.add(path.pop()!);
        pending.pop();
        continue;
      }
      const seenAt = path.indexOf(next);
      if (seenAt >= 0) return [...path.slice(seenAt), next];
      if (done.has(next)) continue;
      path.push(next);
      pending.push([...waitsFor(byId.get(next)!)]);
    }
  }
  return undefined;
}

export interface Selection<C> {
  /** The chosen checks and everything they wait for, in the given order. */
  readonly checks: readonly AnyCheck<C>[];
  /** The rows the exit code speaks about. */
  readonly selected: ReadonlySet<CheckId>;
}

export interface Choice {
  /** Run these and what they need. Empty: all. */
  readonly only?: readonly CheckId[];
  /** Leave these out; what needs them runs without them. */
  readonly skip?: readonly CheckId[];
  /** Run these, but let nothing be blocked by them. */
  readonly waive?: readonly CheckId[];
}

/** Narrows a valid set of checks. Throws a GraphError for an id that does not exist. */
export function select<C>(checks: readonly AnyCheck<C>[], { only = [], skip = [], waive = [] }: Choice): Selection<C> {
  const byId = validate(checks) as ReadonlyMap<CheckId, AnyCheck<C>>;
  for (const id of [...only, ...skip, ...waive]) {
    if (!byId.has(id)) throw new GraphError('unknown', [id], `There is no check "${id}".`);
  }
  const left = new Set([...skip]);
  const wanted = only.length > 0 ? only : checks.map((check) => check.id);
  const selected = new Set(wanted.filter((id) => !left.has(id)));
  if (selected.size === 0 && checks.length > 0) throw new GraphError('nothing', [], 'No check is left to run.');
  const shown = new Set<CheckId>();
  const show = (id: CheckId): void => {
    if (shown.has(id) || left.has(id)) return;
    shown.add(id);
    waitsFor(byId.get(id)!).forEach(show);
  };
  selected.forEach(show);
  const loose = new Set([...skip, ...waive]);
  const keepOrder = (ids: readonly CheckId[] | undefined): CheckId[] => (ids ?? []).filter((id) => !loose.has(id));
  return {
    checks: checks
      .filter((check) => shown.has(check.id))
      .map((check) => ({
        ...check,
        needs: keepOrder(check.needs),
        blockedByFailureOf: keepOrder(check.blockedByFailureOf),
      })),
    selected,
  };
}
