/** Judges a check without a PC, a network or a server: for the tests of checks, built-in or your own. */
export type {
  Asked,
  Judged,
  Prepared,
  PreparedConnection,
  PreparedFacts,
  PreparedNetwork,
  PreparedReading,
} from './judge.js';
export { judge } from './judge.js';
