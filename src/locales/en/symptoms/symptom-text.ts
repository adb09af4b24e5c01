export type Step = string | { readonly on: 'remote-powershell' | 'rest'; readonly step: string };

/**
 * What is wrong, what to do, and what to send to the one who can do it. Commands stand in backticks. `{user}`, `{tenant}`,
 * `{host}` and `{port}` are those of the run; `{package}`, `{required}`, `{issuer}` come from the finding.
 */
export interface SymptomText {
  /** One or two sentences: the fault, not the finding. */
  readonly cause: string;
  /** In order, each one action; some only where the route opens a PowerShell session, or only where it uses the module. */
  readonly steps: readonly Step[];
  /** Ready to send to the owner, where the owner is somebody else. */
  readonly send?: string;
}
