import type { Certainty } from '../certainty.js';
import type { HolesFilled, Step } from './sentence.js';

/** Who can fix it. `tenant-admin` is whoever administers the tenant or the Exchange servers. */
export type Owner = 'you' | 'domain-admin' | 'network-team' | 'tenant-admin' | 'customer' | 'microsoft';

/** What is wrong, what to do, and what to send to whoever can do it. Commands are in backticks. */
interface SymptomText {
  /** One or two sentences: the fault, not the finding. */
  readonly cause: string;
  /**
   * In order, one action each; some apply only if the route opens a PowerShell session, or only if it uses the module.
   */
  readonly steps: readonly Step[];
  /** Ready to send to the owner, if that is somebody else. */
  readonly send?: string;
}

/** Everything known about one fault. Its id is its key in the table. */
export interface Symptom {
  readonly owner: Owner;
  /** Where the knowledge comes from. */
  readonly source: string;
  readonly certainty: Certainty;
  /** Further reading. */
  readonly links: readonly string[];
  /** English is required; translations are keyed by BCP 47 tag. */
  readonly texts: { readonly en: SymptomText } & { readonly [language: string]: SymptomText };
}

/**
 * Returns the table unchanged; the compiler checks that every record is whole and every hole in its sentences is one that gets filled. `Records` is held to `Symptom` in the parameter only: as its bound, one field left out would be an error at every
 * sentence of the table and at every check.
 */
export const defineSymptoms = <const Records extends Readonly<Record<string, object>>>(
  records: Records & { readonly [Id in keyof Records]: Symptom } & HolesFilled<Records>,
): Records => records;
