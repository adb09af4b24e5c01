import * as z from 'zod/mini';

/**
 * The report document: the single source of its type, of the published JSON Schema, and of what is accepted on reading.
 * Rendered texts are for people; ids are for programs.
 */
const nonNegative = z.int().check(z.minimum(0));
const arg = z.union([
  z.number(),
  z.object({
    value: z.string(),
    kind: z.enum(['public', 'user', 'tenant', 'host', 'address', 'path', 'sid', 'server-text']),
  }),
]);
const message = z.object({ id: z.string(), args: z.optional(z.record(z.string(), arg)) });
const evidence = z.object({
  what: z.string(),
  observed: z.string(),
  expected: z.optional(z.string()),
  source: z.string(),
});
const status = z.enum(['pass', 'warn', 'fail', 'blocked', 'not-applicable', 'timed-out', 'unknown']);

const outcome = z.object({
  check: z.string(),
  group: z.string(),
  title: z.string(),
  status,
  summary: z.string(),
  message: z.optional(message),
  evidence: z.array(evidence),
  durationMs: nonNegative,
  waitedMs: nonNegative,
  /** Not checked in this run: the result of an earlier one on the same screen. */
  kept: z.optional(z.literal(true)),
  needs: z.array(z.string()),
  blockedBy: z.optional(z.union([z.object({ check: z.string() }), z.object({ input: z.string() })])),
  symptom: z.optional(z.string()),
  candidates: z.optional(z.array(z.string())),
  /** Why there is no finding: the check threw, the run ended first, or what blocked it in an earlier run holds by now. */
  ended: z.optional(
    z.union([z.object({ crash: z.string() }), z.object({ outdated: z.string() }), z.literal('interrupted')]),
  ),
  /** For a row that timed out: the stage of the connection it was waiting on. */
  waitingOn: z.optional(z.string()),
  remedy: z.optional(
    z.object({
      owner: z.string(),
      cause: z.string(),
      steps: z.array(z.string()),
      links: z.array(z.string()),
      send: z.optional(z.string()),
    }),
  ),
  /** How to see the same without this tool; absent if the check does not apply. */
  byHand: z.optional(z.string()),
  /** The page about this check, inside the package. */
  page: z.optional(z.string()),
  data: z.optional(z.json()),
});

const fact = z.discriminatedUnion('state', [
  z.object({
    id: z.string(),
    source: z.string(),
    state: z.literal('value'),
    value: z.union([z.number(), z.string(), z.boolean()]),
  }),
  z.object({ id: z.string(), source: z.string(), state: z.literal('absent') }),
  z.object({ id: z.string(), source: z.string(), state: z.literal('unreadable'), why: message }),
]);

const stage = z.object({
  stage: z.string(),
  hop: nonNegative,
  status: z.enum(['passed', 'not-needed', 'undetermined', 'broken', 'timed-out', 'interrupted']),
  startedMs: nonNegative,
  durationMs: nonNegative,
  detail: z.array(evidence),
  symptom: z.optional(z.string()),
  candidates: z.optional(z.array(z.string())),
});

export const reportSchema = z.object({
  schema: z.literal('exo-preflight/report/1'),
  tool: z.object({ name: z.literal('exo-preflight'), version: z.string() }),
  startedAt: z.iso.datetime(),
  durationMs: nonNegative,
  origin: z.enum(['live', 'recorded', 'simulated']),
  /** The name a recording gives its PC. */
  recording: z.optional(z.string()),
  route: z.string(),
  via: z.nullable(z.string()),
  target: z.object({
    endpoint: z.string(),
    host: z.string(),
    tenant: z.optional(z.string()),
    user: z.optional(z.string()),
  }),
  /** Whether names, addresses and server texts were replaced before this was written. */
  redacted: z.boolean(),
  strict: z.boolean(),
  facts: z.array(fact),
  probes: z.array(z.object({ probe: z.string(), host: z.string(), port: z.optional(nonNegative), result: z.json() })),
  connections: z.array(
    z.object({
      via: z.string(),
      stack: z.string(),
      removal: z.enum(['not-needed', 'clean', 'abandoned']),
      stages: z.array(stage),
    }),
  ),
  verdict: z.enum(['ready', 'not-ready', 'unclear']),
  exitCode: z.int(),
  causes: z.array(
    z.object({
      check: z.string(),
      symptom: z.optional(z.string()),
      candidates: z.optional(z.array(z.string())),
      explains: z.array(z.string()),
    }),
  ),
  outcomes: z.array(outcome),
  /** About the PC in general, if requested. */
  about: z.optional(z.json()),
});

/** A word that a later version may say: an id, whatever it means. */
const laterWord = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/u));
const laterMessage = z.object({
  id: z.string(),
  args: z.optional(z.record(z.string(), z.union([z.number(), z.object({ value: z.string(), kind: laterWord })]))),
});

/**
 * The same document as a reader takes it: the lists of words are open, since a later version of this format may have more of them, and
 * fields nobody knows are passed over. Who goes on from here has a branch for a word it does not know.
 */
export const readableReport = z.extend(reportSchema, {
  connections: z.array(
    z.object({
      via: z.string(),
      stack: z.string(),
      removal: laterWord,
      stages: z.array(z.extend(stage, { status: laterWord })),
    }),
  ),
  outcomes: z.array(
    z.extend(outcome, {
      status: laterWord,
      message: z.optional(laterMessage),
      ended: z.optional(z.union([z.record(z.string(), z.string()), laterWord])),
      blockedBy: z.optional(z.record(z.string(), z.string())),
    }),
  ),
});

export type Report = z.infer<typeof reportSchema>;
export type ReportedOutcome = z.infer<typeof outcome>;
export type ReportedEvidence = z.infer<typeof evidence>;
