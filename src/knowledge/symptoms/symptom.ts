import type { Certainty } from '../certainty.js';
import type { HolesFilled, Step } from './sentence.js';

/** Who can fix it. `tenant-admin` is whoever administers the tenant or the Exchange servers. */
export type Owner = 'you' | 'domain-admin' | 'network-team' | 'tenant-admin' | 'customer' | 'microsoft';

/** What is wrong, what to do, and what to send to the one who can do it. Commands stand in backticks. */
interface SymptomText {
  /** One or two sentences: the fault, not the finding. */
  readonly cause: string;
  /** In order, each one action; some only where the route opens a PowerShell session, or only where it uses the module. */
  readonly steps: readonly Step[];
  /** Ready to send to the owner, where the owner is somebody else. */
  readonly send?: string;
}

/** Everything known of one fault. Its id is its key in the table. */
export interface Symptom {
  readonly owner: Owner;
  /** Where the knowledge comes from. */
  readonly source: string;
  readonly certainty: Certainty;
  /** Where a person reads on. */
  readonly links: readonly string[];
  /** English is always there; a translation stands beside it under its BCP 47 tag. */
  readonly texts: { readonly en: SymptomText } & { readonly [language: string]: SymptomText };
}

/**
 * A table of symptoms as it is, once the compiler has seen that every record is whole and every hole in its sentences is one that
 * somebody fills. `Records` is held to `Symptom` in the parameter only: as its bound, one field left out would be an error at every
 * sentence of the table and at every check.
 */
export const defineSymptoms = <const Records extends Readonly<Record<string, object>>>(
  records: Records & { readonly [Id in keyof Records]: Symptom } & HolesFilled<Records>,
): Records => records;
