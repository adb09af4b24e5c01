import type { Signal } from '../../../vocabulary/index.js';

/** Which PowerShell: the two that Windows ships, and the one that is installed beside them. */
export type Edition = 'windows-64' | 'windows-32' | 'powershell-7';

/** Why a call brought no answer. Identifiers and codes only: texts are in the language of Windows. */
export type PowerShellFailureKind =
  /** There is no such program. */
  | 'not-found'
  /** No answer within the call's deadline; the process was ended. */
  | 'timeout'
  /** The caller's signal fired; the process was ended. */
  | 'cancelled'
  /** The process ended without an answer, whatever its exit code; or it could not be started, for a reason that names no policy. */
  | 'crashed'
  /** A policy lets it start, but not run what we ask: ConstrainedLanguage, AppLocker, a start that was denied. */
  | 'blocked-by-policy'
  /** The script ran and failed. */
  | 'script-error'
  /** Something answered that is not what was asked for. */
  | 'bad-output';

/** An error as PowerShell identifies it. */
export interface ScriptError {
  /** `System.UnauthorizedAccessException,Microsoft.PowerShell.Commands.SetExecutionPolicyCommand` */
  readonly fullyQualifiedErrorId: string;
  /** `PermissionDenied`: name of the error category, never translated. */
  readonly category: string;
  /** Transport code of a remoting error, signed and never 0, where there is one. */
  readonly errorCode?: number;
  /** The address a redirect names, as the remoting error carries it. */
  readonly redirectTo?: string;
  /** In the language of Windows: for evidence, never for a decision. */
  readonly text: string;
}

export class PowerShellFailure extends Error {
  override readonly name = 'PowerShellFailure';
  readonly kind: PowerShellFailureKind;
  /** Of `crashed`, where the process ended by itself. */
  readonly exitCode?: number;
  /** Of `script-error`. */
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

/** What a PowerShell says of itself before it is asked anything. */
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
  /** Handed to the script as its first argument, through JSON. */
  readonly arguments?: Readonly<Record<string, unknown>>;
  /** Sent as a line of standard input, once the script asks for it with `Read-ExoSecret`. */
  readonly secret?: string;
  /** Checks what came back. Throws for anything else. */
  readonly parse: (value: unknown) => T;
  readonly signal?: Signal;
  /** In milliseconds. */
  readonly timeoutMs: number;
}

/** One started PowerShell. Calls run one after the other; after any failure but `script-error` it is thrown away. */
export interface PowerShellSession {
  readonly edition: Edition;
  hello(): Promise<Hello>;
  /** Runs a script and resolves to its checked answer. Rejects with a PowerShellFailure. */
  call<T>(script: string, options: CallOptions<T>): Promise<T>;
  /** Asks the process to leave, and ends it with whatever it started where it does not. */
  close(): Promise<void>;
  /** Ends the process and whatever it started, at once. */
  kill(): Promise<void>;
}
