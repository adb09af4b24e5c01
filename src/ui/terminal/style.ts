/** How a terminal can be drawn on. */
export interface TerminalStyle {
  readonly color: boolean;
  /** The old Windows console and the bare Linux console have fonts without our characters. */
  readonly characters: 'unicode' | 'ascii';
  /** Whether elapsed times tick on screen. */
  readonly motion: boolean;
  /** Read aloud: no bars, no characters that stand for words. */
  readonly reader: boolean;
}

interface Asked {
  readonly color: boolean;
  readonly motion: boolean;
  readonly reader: boolean;
}

/** What the environment says about the terminal, as `is-unicode-supported` judges it. */
export function terminalStyleOf(
  { color, motion, reader }: Asked,
  { platform, environment }: { readonly platform: string; readonly environment: NodeJS.ProcessEnv },
): TerminalStyle {
  return {
    color,
    characters: hasUnicode(platform, environment) ? 'unicode' : 'ascii',
    motion: motion && !reader,
    reader,
  };
}

function hasUnicode(platform: string, environment: NodeJS.ProcessEnv): boolean {
  const { TERM, TERM_PROGRAM, WT_SESSION, TERMINUS_SUBLIME, ConEmuTask, TERMINAL_EMULATOR } = environment;
  if (platform !== 'win32') return TERM !== 'linux';
  return (
    WT_SESSION !== undefined ||
    TERMINUS_SUBLIME !== undefined ||
    ConEmuTask === '{cmd::Cmder}' ||
    TERM_PROGRAM === 'vscode' ||
    TERM_PROGRAM === 'Terminus-Sublime' ||
    TERM === 'xterm-256color' ||
    TERM === 'alacritty' ||
    TERMINAL_EMULATOR === 'JetBrains-JediTerm'
  );
}
