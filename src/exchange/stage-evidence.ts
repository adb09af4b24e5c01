import type { Evidence } from '../vocabulary/index.js';
import { message, pub, value } from '../vocabulary/index.js';
import type { Stage } from './connection.js';

/** A stage as evidence: which stage, what became of it, and everything seen on it. */
export function stageEvidence(stage: Stage, stack: string): readonly [Evidence, ...Evidence[]] {
  const outcome = stage.state === 'broken' ? 'broken' : stage.state;
  return [
    {
      what: message(`stage.name.${stage.stage}`),
      observed: value(pub(`${outcome} after ${stage.durationMs} ms`)),
      source: `test connection, ${stage.stack ?? stack}${stage.redirect > 0 ? `, redirect ${stage.redirect}` : ''}`,
    },
    ...stage.evidence,
  ];
}
