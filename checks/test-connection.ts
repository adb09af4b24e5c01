import type {
  BrokenStage,
  ConnectionFacility,
  Evidence,
  FindingOf,
  KnownSymptom,
  Mailboxes,
  Target,
} from 'exo-preflight';
import { arg, defineCheck, fail, message, pass, pub, stageEvidence, value, warn } from 'exo-preflight';
import { supportOf } from 'exo-preflight/machine';
import { texts } from './texts/test-connection.js';

/**
 * The article's quick test: connect, run Get-Mailbox, remove the session. Where another row owns the stage that broke and
 * failed, this one is blocked by it; where that row could not tell, this one fails with what was seen.
 */
export const testConnection = defineCheck({
  apiVersion: 1,
  id: 'test-connection',
  group: 'connection',
  texts,
  needs: ['route-offered'],
  blockedByFailureOf: ['name-resolution', 'port-443', 'credentials', 'session-limit', 'remote-powershell'],
  inputs: ['network', 'way', 'tenant', 'account'],
  uses: ['connection'],
  // The connection has a deadline of its own, 180 s where PowerShell makes it: this row waits for that.
  timeoutMs: 190_000,
  async run({ connection, route }) {
    const answer = await connection.mailboxes();
    if ('broken' in answer) return judgeBroken(answer.broken, connection, route);
    const removed = await connection.reached('disconnect');
    const evidence = [
      ...connection.stages().flatMap((stage) => [stageEvidence(stage, connection.stack)[0]]),
      ...server(answer),
      ...errors(answer),
    ];
    const data = { mailboxes: answer.count, more: answer.more, stack: connection.stack };
    const args = { count: answer.count };
    const first = evidence[0] ?? {
      what: message('stage.name.command'),
      observed: value(pub('passed')),
      source: connection.stack,
    };
    const proof = { evidence: [first, ...evidence.slice(1)], args, data };
    if (removed.state !== 'passed') return warn('session-left', proof);
    if (answer.count === 0) return pass('no-mailboxes', proof);
    return pass(answer.more ? 'mailboxes-and-more' : 'mailboxes', proof);
  },
});

/** The PowerShell that was to connect came to nothing before any stage. */
const beforeTheFirst: readonly KnownSymptom[] = [
  'powershell-missing',
  'powershell-blocked',
  'powershell-failed',
  'wsman-missing',
  'winrm-corrupted',
  'winrm-policy-corrupted',
];

function judgeBroken(
  stage: BrokenStage,
  connection: ConnectionFacility,
  { via, also }: Target,
): FindingOf<typeof texts> {
  const evidence = [...stageEvidence(stage, connection.stack), ...otherWay(stage, connection)];
  if (stage.state === 'broken' && stage.stage === 'resolve' && beforeTheFirst.includes(stage.symptom))
    return fail('not-begun', { symptom: stage.symptom, evidence });
  if (stage.state !== 'broken')
    return fail(`silent-at-${stage.stage}` as const, { symptom: 'server-silent', evidence });
  // Only our own client is known to ask without a password first.
  const byPowerShell = via === 'powershell' && (also === undefined || stage.stack === connection.stages()[0]?.stack);
  const sentence =
    stage.stage === 'http' && byPowerShell ? 'broke-at-http-by-powershell' : (`broke-at-${stage.stage}` as const);
  return fail(sentence, {
    symptom: stage.symptom,
    candidates: stage.candidates ?? (stage.symptom === 'sign-in-refused' ? ['wrong-password', 'account-blocked'] : []),
    evidence,
    ...(stage.args ? { args: stage.args } : {}),
  });
}

/** Where two ways were taken: how far the one came that did not break, or broke elsewhere. */
function otherWay({ stack }: BrokenStage, connection: ConnectionFacility): readonly Evidence[] {
  const last =
    stack === undefined
      ? undefined
      : connection.stages().findLast((stage) => stage.stack !== undefined && stage.stack !== stack);
  if (!last) return [];
  const worked = last.stage === 'disconnect' && last.state === 'passed';
  return [
    {
      what: message('stage.other-way'),
      observed: value(pub(worked ? 'it worked, Get-Mailbox included' : `it ended at ${last.stage} (${last.state})`)),
      source: `test connection, ${last.stack ?? ''}`,
    },
  ];
}

/** Exchange Server writes its version on every mailbox; of one out of support nobody need wonder. */
function server({ serverVersion }: Mailboxes): readonly Evidence[] {
  if (serverVersion === undefined || serverVersion === '') return [];
  const support = supportOf(serverVersion);
  return [
    {
      what: message('stage.server-version'),
      observed: value(arg('server-text', serverVersion)),
      ...(support ? { expected: support } : {}),
      source: 'Get-Mailbox, AdminDisplayVersion',
    },
  ];
}

const errors = ({ errorIds }: Mailboxes) =>
  errorIds.map((id) => ({
    what: message('command.error'),
    observed: value({ value: id, kind: 'server-text' as const }),
    source: 'Get-Mailbox',
  }));
