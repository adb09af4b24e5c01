import { Box, Text } from 'ink';
import type { MessageId } from '../locales/en/index.js';
import type { Shown } from './shown.js';
import type { RowState, RunState } from './screen-state.js';
import { symbolOf, toneOf } from './symbols.js';

const statusWidth = 14;

/** Symbol and word, title, and what was found: never a colour alone. */
export function RowView({ row, shown: { wording, color } }: { readonly row: RowState; readonly shown: Shown }) {
  const tone = color ? toneOf(row) : undefined;
  const word: MessageId = row.outcome ? `status.${row.outcome.status}` : row.phase === 'waiting' ? 'status.waiting' : 'status.running';
  return (
    <Box>
      <Box flexShrink={0} width={statusWidth}>
        <Text {...(tone === undefined ? {} : { color: tone })}>
          {symbolOf(row)} {wording.own(word)}
        </Text>
      </Box>
      <Box flexDirection="column" flexGrow={1} flexShrink={1}>
        <Text>{wording.title(row.check)}</Text>
        {row.outcome ? <Text dimColor={color}>{wording.summary(row.check, row.outcome)}</Text> : null}
      </Box>
    </Box>
  );
}

/** At most this many running rows are drawn: the area must stay lower than the smallest terminal. */
const mostRunning = 6;

/** What is still going on: the rows that run, the rung of the connection, what becomes of the session. */
export function RunningView({ state, shown }: { readonly state: RunState; readonly shown: Shown }) {
  const { wording } = shown;
  const running = state.rows.filter(({ phase }) => phase === 'running' || phase === 'slow');
  const waiting = state.rows.filter(({ phase }) => phase === 'waiting').length;
  return (
    <Box flexDirection="column">
      {running.slice(0, mostRunning).map((row) => (
        <RowView key={row.check} row={row} shown={shown} />
      ))}
      <Text>{wording.own('progress', { running: running.length, waiting, done: state.finishedRows.length, all: state.rows.length })}</Text>
      {state.rung === undefined ? null : <Text>{rungLine(state.rung, state.percent, wording)}</Text>}
      {state.removal === 'interrupting' || state.removal === 'closing' ? <Text>{wording.own(state.removal)}</Text> : null}
    </Box>
  );
}

function rungLine(rung: string, percent: number | undefined, wording: Shown['wording']): string {
  const named = { rung: { value: wording.own(`rung.${rung}` as MessageId), kind: 'public' } } as const;
  return percent === undefined ? wording.own('progress.rung', named) : wording.own('progress.rung.percent', { ...named, percent });
}
