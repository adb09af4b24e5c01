import type { Interruption } from '../session/host.js';

const names = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  ...(process.platform === 'win32' ? (['SIGBREAK'] as const) : []),
] as const;

/** Ctrl-C and its kin: the first asks the run to end, the second ends the process at once. */
export function listenForSignals(atOnce: () => void): Interruption {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (!controller.signal.aborted) return controller.abort('interrupted');
    atOnce();
    process.exit(130);
  };
  const onSignal = (): void => interrupt();
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    interrupt,
    release: () => names.forEach((name) => process.removeListener(name, onSignal)),
  };
}
