import type { CheckId, Outcome } from '../preflight/index.js';
import { textToSend } from '../report/text/row-text.js';
import { terminalStyleOf } from '../ui/terminal/style.js';
import { FullScreen } from '../ui/terminal/full-screen.js';
import { openScreen } from '../ui/screen/open-screen.js';
import { aborted } from './host.js';
import type { SessionHost } from './host.js';
import type { OpenedRun } from './opened-report.js';
import { copyRow, openPage, tellCrash } from './screen-errands.js';
import type { Reported } from './screen-errands.js';

/** A finished report on the screen of a run: nothing in it can be asked again, fixed or watched. Resolves to an exit code where the screen broke. */
export async function reportScreen(
  { events, shown }: OpenedRun,
  { color, reader, debug }: { readonly color: boolean; readonly reader: boolean; readonly debug: boolean },
  host: SessionHost,
): Promise<number | undefined> {
  const outcomes = new Map<CheckId, Outcome>(
    events.flatMap((event) => (event.type === 'check-finished' ? [[event.check, event.outcome] as const] : [])),
  );
  const reported: Reported = { wording: shown.wording, outcomes: () => outcomes };
  const interruption = host.interruption(() => undefined);
  const screen = openScreen({
    shown,
    screen: new FullScreen(host.masker.text),
    style: terminalStyleOf({ color, motion: false, reader }, host),
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
      if (wanted?.type === 'copy') void copyRow(screen, wanted.check, { reported, host });
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
  return crash && tellCrash(crash.error, { debug, streams: host.streams });
}
