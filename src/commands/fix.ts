import { lstat } from 'node:fs/promises';
import { choice, defineCommand, flag, format, negated, optionalOperand, text } from '../cli/command.js';
import type { FlagsOf } from '../cli/command.js';
import { UserError } from '../vocabulary/index.js';

const options = {
  dryRun: flag('show what would be changed, and stop'),
  yes: flag('agree in advance to the change that is shown'),
  scope: choice('<scope>', ['user', 'machine'], 'change it for this user alone, or for everybody on this PC'),
  also32Bit: flag("agree to change the 32-bit PowerShell's own value as well"),
  undo: flag('put back what the last change found'),
  force: flag('with --undo: even if somebody changed it since'),
  machine: text('<file>', 'play it on a copy of a recorded PC'),
  lab: flag('play it on the simulated PC of the lab, with no policy set'),
  journal: text('<file>', 'keep the way back in this file'),
  format,
  color: negated('no colour'),
  debug: flag('show stack traces'),
};
type FixFlags = FlagsOf<typeof options>;

/** Look, show, ask, change, read again; or put back. */
export const fix = defineCommand({
  name: 'fix',
  summary: 'explain and mend what stops PowerShell from running scripts (execution-policy), and take it back',
  operands: { name: optionalOperand('what to mend: execution-policy, or a symptom it mends') },
  options,
  async run({ name, ...flags }, host) {
    const { fixFor, fixIds } = await import('../fixes/fixes.js');
    const id = fixFor(name ?? '');
    if (id === undefined)
      throw new UserError(
        name === undefined ? 'fix: what to mend is missing.' : `There is no fix for "${name}".`,
        `Give one of: ${fixIds.join(', ')}.`,
      );
    refuseOddFlags(flags);
    await refuseMissingJournal(flags);
    const [{ subjectOf }, { FixDialog }] = await Promise.all([
      import('../session/fix-subject.js'),
      import('../session/fix-dialog.js'),
    ]);
    const dialog = new FixDialog(id, await subjectOf(flags, host), flags, host);
    return flags.undo ? dialog.undo() : dialog.fix();
  },
});

function refuseOddFlags({ undo, force, scope, also32Bit, machine, lab, journal }: FixFlags): void {
  if (lab && machine !== undefined) throw new UserError('--lab and --machine name two PCs.', 'Give one of the two.');
  if (lab && undo)
    throw new UserError(
      '--undo has no meaning with --lab: its PC ends with the command.',
      'Leave it out; on a terminal the way back is offered after the change.',
    );
  if (force && !undo) throw new UserError('--force goes with --undo.', 'Add --undo, or leave it out.');
  if (undo && scope !== undefined)
    throw new UserError('--scope has no meaning with --undo.', 'Leave it out: what was changed is put back.');
  if (undo && also32Bit)
    throw new UserError('--also-32-bit has no meaning with --undo.', 'Leave it out: what was changed is put back.');
  if (journal === '') throw new UserError('--journal "" is not the path of a file.', 'Give a path, or leave it out.');
  if (undo && machine !== undefined && journal === undefined) {
    throw new UserError(
      '--undo: a recorded PC is changed in a copy in memory, which ends with the command; there is nothing to undo.',
      'To play the way back on a recording, give the journal of its PC as well: --journal FILE.',
    );
  }
}

/** A path that was mistyped is no empty journal. */
async function refuseMissingJournal({ undo, journal }: FixFlags): Promise<void> {
  if (!undo || journal === undefined || (await isThere(journal))) return;
  throw new UserError(
    `--journal: there is no file ${journal}. Nothing was changed.`,
    'Check the path: it is the one that --journal was given when the change was made.',
  );
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error: unknown) => !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''),
  );
