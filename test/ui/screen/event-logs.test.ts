import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PreflightEvent } from '../../../src/preflight/index.js';
import { asFile, logFile, logged, logIds, readLog, record } from '../../support/event-logs.js';
import type { LogId } from '../../support/event-logs.js';

const isRecording = process.env['EXO_PREFLIGHT_RECORD_EVENTS'] === '1';

/** What of a log is the same each time: not the times, and not the order of rows that were asked side by side. */
function gistOf(events: readonly PreflightEvent[]): unknown {
  const runs = events.flatMap((event, index) => (event.type === 'run-started' ? [index] : []));
  return runs.map((from, run) => {
    const own = events.slice(from, runs[run + 1]);
    return {
      rows: own.flatMap((event) => (event.type === 'run-started' ? event.rows : [])),
      outcomes: own
        .flatMap((event) =>
          event.type === 'check-finished'
            ? [`${event.check}: ${event.outcome.status}${event.kept ? ', kept' : ''}`]
            : [],
        )
        .sort(),
      steps: own.flatMap((event) => (event.type === 'step' ? [stepGist(event.step)] : [])),
      closed: own.flatMap((event) =>
        event.type === 'interrupting' || event.type === 'closing' || event.type === 'closed' ? [event.type] : [],
      ),
      ended: own.flatMap((event) =>
        event.type === 'run-finished' ? [event.verdict, event.causes, event.exitCode] : [],
      ),
    };
  });
}

const stepGist = (step: unknown): string => {
  const { stage, state, redirect, percent, symptom } = step as Record<string, unknown>;
  return JSON.stringify({ stage, state, redirect, percent, symptom });
};

describe('the recorded event logs', () => {
  it.each(Object.entries(logged))('%s (%s) is what such a run tells today', async (id) => {
    const events = JSON.parse(JSON.stringify(await record(id as LogId))) as PreflightEvent[];
    if (isRecording) writeFileSync(logFile(id as LogId), asFile(events));
    expect(gistOf(events)).toEqual(gistOf(readLog(id as LogId)));
  });

  it('hold no folder of the PC they were recorded on', () => {
    for (const id of logIds) expect(JSON.stringify(readLog(id))).not.toMatch(/\/(?:tmp|home|root|usr|var)\b/u);
  });
});
