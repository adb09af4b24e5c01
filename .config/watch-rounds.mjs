// Bundled and started by bench.mjs, with --expose-gc: watches the same rows round after round on the real screen,
// without output. The policy alternates, so that every round has a change. Prints the heap after 10 and 1,000 rounds.
import { PassThrough } from 'node:stream';
import { render } from 'ink';
import { createElement } from 'react';
import { Masker } from '../src/redaction/masker.ts';
import { RunSession } from '../src/session/run-session.ts';
import { poll } from '../src/session/watch.ts';
import { chooseTarget } from '../src/exchange/index.ts';
import { labPc } from '../src/lab/pc.ts';
import { SimulatedMachine } from '../src/machine/recording/simulated-machine.ts';
import { Screen } from '../src/ui/screen/Screen.tsx';
import { ScreenStore } from '../src/ui/screen/screen-store.ts';
import { planOf } from '../test/support/plan.ts';

const only = [
  'windows-version',
  'dotnet-framework',
  'wmf',
  'execution-policy',
  'language-mode',
  'winrm-client',
  'tls-client',
];
const machine = new SimulatedMachine(labPc);
const plan = planOf({
  target: chooseTarget({ route: 'exchange-server', endpoint: 'https://mail.contoso.example/PowerShell/' }),
  machine,
  choice: { only, skip: [], waive: [] },
});
const session = new RunSession(plan, {
  host: {
    masker: new Masker(),
    streams: {
      strays: { count: 0 },
      settle: () => Promise.resolve(),
      guard: () => undefined,
      result: () => undefined,
      progress: () => undefined,
    },
    version: '0.0.0',
    platform: process.platform,
    environment: process.env,
  },
  signal: new AbortController().signal,
});
const can = {
  rerun: true,
  save: true,
  fixes: () => false,
  watches: () => true,
  hasPage: () => true,
  hasText: () => false,
};
const store = new ScreenStore({
  shown: session.shown(),
  style: { color: true, characters: 'unicode', motion: true, reader: false },
  can,
  size: { columns: 100, rows: 40 },
  fileName: () => '',
  onRequest: () => undefined,
  onCrash: crashed,
});
let drawn = 0;
const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40, write: () => Boolean(++drawn) });
const stdin = Object.assign(new PassThrough(), {
  isTTY: true,
  setRawMode: () => stdin,
  ref: () => stdin,
  unref: () => stdin,
});
const app = render(createElement(Screen, { store }), { stdout, stdin, exitOnCtrlC: false, patchConsole: false });

function crashed(error) {
  console.error(error);
  process.exit(4);
}

async function rounds(from, to) {
  for (let round = from; round <= to; round++) {
    machine.change(
      'policy.localMachine64',
      round % 2 === 0 ? { state: 'value', value: 'RemoteSigned' } : { state: 'absent' },
    );
    store.dispatch({ type: 'watch', watch: { checks: only, round, waitSeconds: 5, isPolling: true } });
    for await (const event of round === 1 ? session.run() : poll(session, new Set(only))) store.take(event);
    store.dispatch({
      type: 'change',
      change: { check: 'execution-policy', before: 'FAILED', after: 'ok', at: '10:00:00' },
    });
    store.dispatch({ type: 'watch', watch: { checks: only, round, waitSeconds: 5, isPolling: false } });
    // The picture of this round, and Ink's own time to draw it.
    store.flush();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function heap() {
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}

await rounds(1, 10);
const after10 = await heap();
await rounds(11, 1000);
const after1000 = await heap();
if (drawn < 100 || session.outcome('execution-policy')?.status !== 'pass')
  crashed(new Error(`the rounds were not what they should be: ${drawn} pictures`));
console.log(JSON.stringify({ after10, after1000 }));
app.unmount();
store.close();
process.exit(0);
