import type { Row } from '../preflight/index.js';
import type { FullScreen } from '../ui/terminal/full-screen.js';
import type { TerminalStyle } from '../ui/terminal/style.js';
import type { Shown } from '../ui/screen/shown.js';
import { canAsk } from '../cli/terminal.js';
import type { RunPlan } from './run-plan.js';

/** A screen that is open, with the rows on it that are going to be asked. */
export interface Picture {
  readonly screen: FullScreen;
  readonly style: TerminalStyle;
}

export const wantsScreen = ({ format, plain }: Pick<RunPlan, 'format' | 'plain'>): boolean =>
  format === 'text' && !plain && canAsk();

/** Drawn by hand, while what draws the next ones is being loaded. */
export async function firstPicture(
  { shown, rows }: { readonly shown: Shown; readonly rows: readonly Row[] },
  plan: Pick<RunPlan, 'color' | 'motion' | 'reader'>,
): Promise<Picture> {
  const [{ firstPicture: draw }, { terminalStyleOf }] = await Promise.all([
    import('../ui/screen/first-picture.js'),
    import('../ui/terminal/style.js'),
  ]);
  const style = terminalStyleOf(plan, { platform: process.platform, environment: process.env });
  return { style, screen: draw(shown, rows, style) };
}
