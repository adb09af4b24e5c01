import type { Facilities } from 'exo-preflight';
import { notBegun } from '../exchange/connection.js';

/** Stands where there is no network: whoever asks would have been blocked by the missing input before. */
export const noNetwork: Facilities['network'] = {
  path: () => ({ via: 'direct' }),
  resolve: () => Promise.resolve({ state: 'failed', code: 'none', durationMs: 0 }),
  reach: () => Promise.resolve({ path: { via: 'direct' }, tcp: [], reached: false }),
  tls: () => Promise.resolve({ reach: { path: { via: 'direct' }, tcp: [], reached: false } }),
  answer: () => Promise.resolve({ reach: { path: { via: 'direct' }, tcp: [], reached: false } }),
  port: () => Promise.resolve({ resolution: { state: 'failed', code: 'none', durationMs: 0 }, tcp: [] }),
};

/** Stands where no connection can be: whoever asks would have been blocked by a missing input, but for the clock. */
export const noConnection: Facilities['connection'] = {
  stack: '',
  reached: (stage) => Promise.resolve({ state: 'not-reached', broken: notBegun(stage) }),
  mailboxes: () => Promise.resolve({ broken: notBegun('resolve') }),
  signInProof: () => undefined,
  accountHints: () => [],
  serverTime: () => undefined,
  stages: () => [],
};
