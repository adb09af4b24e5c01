import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Wording } from '../../../src/report/text/wording.js';
import type { Abilities, Request } from '../../../src/ui/screen/keys.js';
import type { Action } from '../../../src/ui/screen/screen-state.js';
import { ScreenStore } from '../../../src/ui/screen/screen-store.js';
import { readLog } from '../../support/event-logs.js';
import { known } from '../../support/judged-pc.js';
import { unicode } from '../../support/screens.js';

const shown = {
  wording: new Wording(known, { host: 'mail.contoso.example', port: 443, speaks: 'remote-powershell' }),
  goal: 'test-connection',
  stack: () => '',
  stackNote: 'stack.note',
  origin: 'This PC.',
  headline: 'A way in.',
} as const;
const can: Abilities = {
  rerun: true,
  save: true,
  fixes: () => false,
  watches: () => false,
  hasPage: () => true,
  hasText: () => false,
};

let requests: Request[] = [];
let crashes: unknown[] = [];
let store: ScreenStore;
beforeEach(() => {
  vi.useFakeTimers();
  [requests, crashes] = [[], []];
  store = new ScreenStore({
    shown,
    style: unicode,
    can,
    size: { columns: 80, rows: 24 },
    fileName: () => 'a.json',
    onRequest: (request) => requests.push(request),
    onCrash: (error) => crashes.push(error),
  });
});
afterEach(() => {
  store.close();
  expect(crashes).toEqual([]);
  vi.useRealTimers();
});

const askPassword: Action = { type: 'prompt', prompt: { kind: 'password', title: 'Password', length: 0 } };
const typed = (text: string): void => store.press({ text });

describe('a password that is typed', () => {
  it('is never in the state, only its length; and is handed out once', () => {
    store.dispatch(askPassword);
    typed('Tür$1');
    expect(JSON.stringify(store.state())).not.toContain('Tür');
    expect(store.state().prompt).toMatchObject({ kind: 'password', length: 5 });
    store.press({ name: 'enter' });
    expect(requests).toEqual([{ type: 'password', given: true }]);
    expect([store.takeSecret(), store.takeSecret()]).toEqual(['Tür$1', '']);
  });

  it.each(['escape', 'end-of-input', 'interrupt'] as const)(
    'and left by %s is forgotten: the next one begins empty',
    (name) => {
      store.dispatch(askPassword);
      typed('first');
      store.press({ name });
      store.dispatch(askPassword);
      typed('second');
      expect(store.state().prompt).toMatchObject({ length: 6 });
      store.press({ name: 'enter' });
      expect(store.takeSecret()).toBe('second');
    },
  );
});

describe('those who draw', () => {
  it('are notified of a burst of events once, and of a key at once', () => {
    let reported = 0;
    store.subscribe(() => reported++);
    for (const event of readLog('healthy')) store.take(event);
    expect(reported).toBe(0);
    vi.advanceTimersByTime(30);
    expect(reported).toBe(1);
    store.press({ name: 'tab' });
    expect(reported).toBe(2);
  });

  it('are notified of passing time only while something is running', () => {
    let reported = 0;
    store.subscribe(() => reported++);
    vi.advanceTimersByTime(1_000);
    expect(reported).toBeGreaterThan(2);
    store.dispatch({ type: 'work', work: 'idle' });
    vi.advanceTimersByTime(50);
    const before = reported;
    vi.advanceTimersByTime(10_000);
    expect(reported).toBe(before);
  });
});
