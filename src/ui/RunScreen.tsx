import { Box, Static, Text, useStdout } from 'ink';
import { useSyncExternalStore } from 'react';
import type { CheckId, Outcome } from '../preflight/index.js';
import { conclude } from '../report/conclusion.js';
import type { Conclusion } from '../report/conclusion.js';
import { ConclusionView } from './ConclusionView.js';
import { RowView, RunningView } from './RowView.js';
import type { RowState, RunState, Screen } from './screen-state.js';
import type { Shown } from './shown.js';

type Item = { readonly key: string } & ({ readonly row: RowState } | { readonly line: string; readonly bold?: boolean } | { readonly conclusion: Conclusion });

/**
 * What is settled is written once and scrolls away above; only what still runs is drawn again. So the part that is redrawn
 * stays a few lines high in a terminal of any size.
 */
export function RunScreen({ screen, shown }: { readonly screen: Screen; readonly shown: Shown }) {
  const state = useSyncExternalStore(screen.subscribe, screen.state);
  return (
    <>
      <Static items={itemsOf(state, shown)}>{(item) => <ItemView key={item.key} item={item} shown={shown} />}</Static>
      {state.finished ? null : <RunningView state={state} shown={shown} />}
    </>
  );
}

/** For a terminal that does not tell its width, or says 0. */
const unknownWidth = 80;

/** What is written once stands outside the layout of the screen, so its width has to be said. */
function ItemView({ item, shown }: { readonly item: Item; readonly shown: Shown }) {
  const { stdout } = useStdout();
  return (
    <Box width={stdout.columns || unknownWidth} flexDirection="column">
      {'row' in item ? <RowView row={item.row} shown={shown} /> : null}
      {'conclusion' in item ? <ConclusionView conclusion={item.conclusion} shown={shown} /> : null}
      {'line' in item ? <Text bold={item.bold === true}>{item.line}</Text> : null}
    </Box>
  );
}

/** Grows only at its end, as what is written once must. */
function itemsOf(state: RunState, { wording, goal, stack, stackNote, origin, headline }: Shown): Item[] {
  const { finished } = state;
  const names = { value: state.mailboxes.join(', '), kind: 'user' } as const;
  return [
    { key: 'origin', line: origin, bold: true },
    { key: 'headline', line: headline },
    { key: 'gap', line: ' ' },
    ...state.finishedRows.map((row): Item => ({ key: row.check, row })),
    ...(finished && state.mailboxes.length > 0 ? [{ key: 'mailboxes', line: wording.own('mailboxes.came-back', { names }) }] : []),
    ...(finished && state.removal === 'abandoned' ? [{ key: 'removal', line: wording.own('closed.abandoned') }] : []),
    ...(finished ? [{ key: 'conclusion', conclusion: conclude({ finished, outcomes: outcomesOf(state), interrupted: finished.exitCode === 130, goal, stack, stackNote }, wording) }] : []),
  ];
}

const outcomesOf = ({ rows }: RunState): ReadonlyMap<CheckId, Outcome> => new Map(rows.flatMap(({ check, outcome }) => (outcome ? [[check, outcome] as const] : [])));
