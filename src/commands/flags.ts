/** Options of every run, whatever it runs against. */
export interface RunFlags {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly strict?: boolean;
  readonly format: 'text' | 'json';
  readonly output?: string;
  readonly force?: boolean;
  readonly redact?: boolean;
  readonly all?: boolean;
  readonly about?: boolean;
  readonly timeout?: number;
  readonly color: boolean;
  /** Lines instead of a screen, on a terminal too. */
  readonly plain?: boolean;
  readonly motion: boolean;
  readonly screenReader?: boolean;
  readonly debug?: boolean;
  readonly checks?: readonly string[];
  readonly allowElevatedPlugins?: boolean;
  readonly machine?: string;
}

export interface ConnectionFlags extends RunFlags {
  readonly route?: string;
  readonly via?: string;
  readonly authentication?: string;
  /** Import-PSSession instead of Invoke-Command. */
  readonly import?: boolean;
  readonly tryModule?: boolean;
  readonly tenant?: string;
  readonly user?: string;
  readonly passwordStdin?: boolean;
  readonly endpoint?: string;
  readonly ca?: readonly string[];
  readonly allowRedirect?: readonly string[];
  readonly allowPlainHttp?: boolean;
  readonly tryRetired?: boolean;
  /** Offer what was answered the last time, and keep what is answered now. */
  readonly remember: boolean;
}

export interface LabFlags extends RunFlags {
  readonly scenario: string;
  readonly list?: boolean;
  readonly serve?: boolean;
  readonly port?: number;
  readonly user?: string;
  readonly passwordStdin?: boolean;
  readonly tryRetired?: boolean;
}

export interface CollectFlags {
  readonly output?: string;
  readonly force?: boolean;
  readonly script?: boolean;
}

export interface OpenFlags {
  readonly plain?: boolean;
  readonly screenReader?: boolean;
  readonly color: boolean;
  readonly debug?: boolean;
}

export interface FixFlags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly scope?: 'user' | 'machine';
  readonly also32Bit?: boolean;
  readonly undo?: boolean;
  readonly force?: boolean;
  readonly machine?: string;
  /** The lab's PC, with no execution policy set. */
  readonly lab?: boolean;
  readonly journal?: string;
  readonly format: 'text' | 'json';
}
