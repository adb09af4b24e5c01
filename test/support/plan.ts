import type { RunPlan, SignIn } from '../../src/session/run-plan.js';
import { message, pub } from '../../src/vocabulary/index.js';

/** A plan, and what its run signs in with. */
export type TestPlan = RunPlan & Partial<SignIn>;

/** A plan as a command makes it, of what matters to a test and nothing else. */
export const planOf = (plan: Pick<RunPlan, 'target' | 'machine'> & Partial<TestPlan>): TestPlan => ({
  trust: { added: [], windowsRoots: () => Promise.resolve([]) },
  allowedRedirects: [],
  tryRetired: false,
  plugins: [],
  choice: {},
  format: 'text',
  plain: false,
  motion: true,
  reader: false,
  force: false,
  strict: false,
  all: false,
  redact: false,
  debug: false,
  color: true,
  timeScale: 1,
  about: false,
  origin: message('origin.simulated', { scenario: pub('test'), name: pub('Windows') }),
  ...(plan.credential ? { account: plan.credential.account } : {}),
  ...plan,
});
