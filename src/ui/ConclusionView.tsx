import { Box, Text } from 'ink';
import type { CauseTold, Conclusion } from '../report/conclusion.js';
import type { Shown } from './shown.js';

const tones = { ready: 'green', 'not-ready': 'red', unclear: 'magenta' } as const;

/** Verdict first, then what to mend, in order, each with whose it is and what to do. */
export function ConclusionView({ conclusion: { verdict, headline, notes, causes, untold, warned }, shown }: { readonly conclusion: Conclusion; readonly shown: Shown }) {
  return (
    <Box flexDirection="column" marginTop={1}>
      <Text bold {...(shown.color ? { color: tones[verdict] } : {})}>
        {headline}
      </Text>
      {notes.map((note) => (
        <Text key={note}>{note}</Text>
      ))}
      <CauseList heading="causes" causes={causes} shown={shown} />
      <CauseList heading="untold" causes={untold} shown={shown} />
      <CauseList heading="warned" causes={warned} shown={shown} />
    </Box>
  );
}

function CauseList({ heading, causes, shown }: { readonly heading: 'causes' | 'untold' | 'warned'; readonly causes: readonly CauseTold[]; readonly shown: Shown }) {
  if (causes.length === 0) return null;
  return (
    <>
      <Box marginTop={1}>
        <Text bold>{shown.wording.own(heading)}</Text>
      </Box>
      {causes.map((cause, index) => (
        <CauseView key={cause.check} cause={cause} number={index + 1} shown={shown} />
      ))}
    </>
  );
}

function CauseView({ cause: { title, summary, explains, evidence, owner, remedy, candidates, read }, number, shown: { wording } }: { readonly cause: CauseTold; readonly number: number; readonly shown: Shown }) {
  return (
    <Box flexDirection="column" marginTop={1}>
      <Text bold>
        {number}. {title}
        {explains === undefined ? '' : ` (${explains})`}
      </Text>
      <Field name={wording.own('cause.seen')} text={summary} />
      {evidence.map((line, index) => (
        <Field key={line} name={index === 0 ? wording.own('cause.proof') : ''} text={line} />
      ))}
      {remedy && owner !== undefined ? <Field name={wording.own('cause.why')} text={remedy.cause} /> : null}
      {owner === undefined ? null : <Field name={wording.own('cause.owner')} text={owner} />}
      {remedy?.steps.map((step, index) => <Field key={step} name={index === 0 ? wording.own('cause.steps') : ''} text={`${remedy.steps.length > 1 ? `${index + 1}. ` : ''}${step}`} />)}
      {remedy?.send === undefined ? null : <Field name={wording.own('cause.send')} text={`"${remedy.send}"`} />}
      {candidates.map((candidate, index) => (
        <Box key={candidate.id} flexDirection="column">
          <Field name={index === 0 ? wording.own('cause.candidates') : ''} text={`${String.fromCharCode(97 + index)}) ${candidate.remedy.cause} (${candidate.owner})`} />
          {candidate.remedy.steps.map((step) => (
            <Field key={step} name="" text={`   - ${step}`} />
          ))}
          {candidate.remedy.send === undefined ? null : <Field name="" text={`   ${wording.own('cause.send')}: "${candidate.remedy.send}"`} />}
        </Box>
      ))}
      {read.length > 0 ? <Field name={wording.own('cause.read')} text={read.join('  ')} /> : null}
    </Box>
  );
}

function Field({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <Box>
      <Box flexShrink={0} width={10}>
        <Text dimColor>   {name}</Text>
      </Box>
      <Box flexGrow={1} flexShrink={1}>
        <Text>{text}</Text>
      </Box>
    </Box>
  );
}
