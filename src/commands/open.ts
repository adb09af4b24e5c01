import { defineCommand, flag, negated, operand } from '../cli/command.js';
import { readsAloud, wantsColor } from './run-options.js';

/** A finished report as the run looked. Nothing is run and nothing is asked. Ends with the exit code of its rows. */
export const open = defineCommand({
  name: 'open',
  summary: 'show a finished report as its run looked; nothing is run',
  operands: { file: operand('a report, as --output wrote it') },
  options: {
    plain: flag('lines instead of a screen, on a terminal too'),
    screenReader: flag('a screen to be read aloud: words only'),
    color: negated('no colour'),
    debug: flag('show stack traces'),
  },
  async run({ file, ...flags }, host) {
    const [{ readReport }, { openedRun, printOpened }] = await Promise.all([
      import('../report/document/read-report.js'),
      import('../session/opened-report.js'),
    ]);
    const opened = openedRun(await readReport(file));
    if (!flags.plain && host.terminal.canAsk) {
      const { reportScreen } = await import('../session/report-screen.js');
      const style = { color: wantsColor(flags, host), reader: readsAloud(flags, host), debug: flags.debug ?? false };
      const crashed = await reportScreen(opened, style, host);
      if (crashed !== undefined) return crashed;
    }
    return printOpened(opened, host);
  },
});
