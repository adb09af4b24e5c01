import type { CheckId, Outcome } from '../preflight/index.js';
import { textToSend } from '../report/text/row-text.js';
import { terminalStyleOf } from '../ui/terminal/style.js';
import { openScreen } from '../ui/screen/open-screen.js';
import type { OpenFlags } from '../commands/flags.js';
import { aborted, Interruption } from '../cli/interruption.js';
import type { OpenedRun } from '../commands/open.js';
import { copyRow, openPage, tellCrash } from './screen-errands.js';
import type { Reported } from './screen-errands.js';
import { readsAloud, wantsColor } from './plan-run.js';
import type { Streams } from '../cli/streams.js';

/** A finished report on the screen of a run: nothing in it can be asked again, fixed or watched. Resolves to an exit code where the screen broke. */
export async function reportScreen(
  { events, shown }: OpenedRun,
  flags: OpenFlags,
  streams: Streams,
): Promise<number | undefined> {
  const outcomes = new Map<CheckId, Outcome>(
    events.flatMap((event) => (event.type === 'check-finished' ? [[event.check, event.outcome] as const] : [])),
  );
  const reported: Reported = { wording: shown.wording, outcomes: () => outcomes };
  const interruption = new Interruption(() => undefined);
  const screen = openScreen({
    shown,
    style: terminalStyleOf(
      { color: wantsColor(flags.color), motion: false, reader: readsAloud(flags) },
      { platform: process.platform, environment: process.env },
    ),
    can: {
      rerun: false,
      save: false,
      fixes: () => false,
      watches: () => false,
      hasPage: (check) => shown.wording.page(check) !== undefined,
      hasText: (check) => textToSend(check, outcomes, shown.wording) !== undefined,
    },
    fileName: () => '',
    onInterrupt: () => interruption.interrupt(),
  });
  const interrupted = aborted(interruption.signal);
  let crash: { readonly error: unknown } | undefined;
  try {
    for (const event of events) screen.take(event);
    screen.working('idle');
    for (;;) {
      const wanted = await Promise.race([screen.wanted(), interrupted]);
      if (wanted?.type === 'copy') void copyRow(screen, wanted.check, reported);
      else if (wanted?.type === 'open') void openPage(screen, wanted.check, reported);
      else {
        crash = wanted?.type === 'crash' ? { error: wanted.error } : undefined;
        break;
      }
    }
  } finally {
    interruption.release();
    await screen.close();
  }
  return crash && tellCrash(crash.error, { debug: flags.debug ?? false, streams });
}
