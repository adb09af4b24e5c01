import type { Signal } from '../../../vocabulary/index.js';
import type { Edition } from '../../rules/edition.js';

export type { Edition };

/** Why a call failed. Identifiers and codes only, as texts are in the language of Windows. */
export type PowerShellFailureKind =
  | 'not-found'
  /** No answer within the call's deadline; the process was ended. */
  | 'timeout'
  /** The caller's signal fired; the process was ended. */
  | 'cancelled'
  /**
   * The process ended without an answer, whatever its exit code; or it could not be started, for a reason other than a
   * policy.
   */
  | 'crashed'
  /** A policy forbids the start or what we run: ConstrainedLanguage, AppLocker. */
  | 'blocked-by-policy'
  /** The script ran and failed. */
  | 'script-error'
  /** The answer is not what was asked for. */
  | 'bad-output';

/** An error as PowerShell identifies it. */
export interface ScriptError {
  /** `System.UnauthorizedAccessException,Microsoft.PowerShell.Commands.SetExecutionPolicyCommand` */
  readonly fullyQualifiedErrorId: string;
  /** `PermissionDenied`: error category, never translated. */
  readonly category: string;
  /** Transport code of a remoting error, signed and never 0, where there is one. */
  readonly errorCode?: number;
  /** Target of a redirect, from the remoting error. */
  readonly redirectTo?: string;
  /** In the language of Windows: for evidence, never for a decision. */
  readonly text: string;
}

export class PowerShellFailure extends Error {
  override readonly name = 'PowerShellFailure';
  readonly kind: PowerShellFailureKind;
  /** For `crashed`, where the process ended by itself. */
  readonly exitCode?: number;
  /** For `script-error`. */
  readonly error?: ScriptError;
  /** Where it could not be started, as the system reported it: `ENOENT`, `EPERM`, `UNKNOWN`. */
  readonly systemCode?: string;

  constructor(
    kind: PowerShellFailureKind,
    sentence: string,
    more: {
      readonly exitCode?: number;
      readonly error?: ScriptError;
      readonly systemCode?: string;
      readonly cause?: unknown;
    } = {},
  ) {
    super(sentence, more.cause === undefined ? {} : { cause: more.cause });
    this.kind = kind;
    if (more.exitCode !== undefined) this.exitCode = more.exitCode;
    if (more.error) this.error = more.error;
    if (more.systemCode !== undefined) this.systemCode = more.systemCode;
  }
}

/** What a PowerShell reports about itself at the start. */
export interface Hello {
  /** `FullLanguage`, `ConstrainedLanguage`, … */
  readonly languageMode: string;
  /** `5.1.26100.1` */
  readonly version: string;
  /** `Desktop` or `Core`; empty before 5.1. */
  readonly edition: string;
  /** The execution policy in force in a new window of this PowerShell. */
  readonly executionPolicy: string;
}

export interface CallOptions<T> {
  /** Passed to the script as its first argument, as JSON. */
  readonly arguments?: Readonly<Record<string, unknown>>;
  /** Sent as a line of standard input, once the script asks for it with `Read-ExoSecret`. */
  readonly secret?: string;
  /** Validates the answer. Throws for anything else. */
  readonly parse: (value: unknown) => T;
  readonly signal?: Signal;
  /** In milliseconds. */
  readonly timeoutMs: number;
}

/** A running PowerShell. Calls run one after the other; after any failure but `script-error` it is discarded. */
export interface PowerShellSession {
  readonly edition: Edition;
  hello(): Promise<Hello>;
  /** Runs a script and resolves to its parsed answer. Rejects with a PowerShellFailure. */
  call<T>(script: string, options: CallOptions<T>): Promise<T>;
  /** Asks the process to exit, and otherwise ends it and its descendants. */
  close(): Promise<void>;
  /** Ends the process and its descendants, at once. */
  kill(): Promise<void>;
}
