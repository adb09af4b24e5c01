import type { Certainty } from '../certainty.js';
import type { KnownSymptom } from '../symptoms.js';

/** A stage of a connection that an error can belong to. */
export type SignatureStage =
  'resolve' | 'proxy' | 'connect' | 'tls' | 'http' | 'sign-in' | 'shell' | 'runspace' | 'import' | 'command';

/**
 * Where the same key is met, where that decides what it means: in a fault that a service sent and our own client read, or in
 * an error of Windows' own client; in answer to a request that carried the credential; before a connection stood, or in the
 * handshake over it.
 */
export type Circumstance = 'from-service' | 'from-windows' | 'with-credential' | 'connecting' | 'in-handshake';

/** A code, an identifier or a word of no language, and what it points to: one row of a table. */
export interface SignatureRow {
  readonly key: string | number;
  /** Holds only there; a row without it holds wherever there is none for the place. */
  readonly when?: Circumstance;
  readonly symptom: KnownSymptom;
  /** What may lie behind it, likeliest first, where it fits more than one. */
  readonly candidates?: readonly KnownSymptom[];
  /** The stage this error belongs to, where one cmdlet or one program makes several. */
  readonly stage?: SignatureStage;
  /**
   * How far the error proves that the way there works. `http`: something answered over HTTP, a proxy or a web server perhaps, and of the
   * account nothing is known. `account`: only a server that had let the account in says this. Left out: this PC may have said so itself.
   */
  readonly proves?: 'http' | 'account';
  /** A server or a domain controller saw the password and may have counted it: it is not sent again. */
  readonly refused?: true;
  /** Windows' own client refuses before it sends anything: the password has not left this PC. */
  readonly stayedHere?: true;
  /** What is shown beside it, in English: a help to find it by, never what a connection goes by. */
  readonly text?: string;
  readonly certainty: Certainty;
  /** The public document, with its section or file. */
  readonly source: string;
}

/** A number, unsigned, and the name that PowerShell gives it. */
export interface WindowsCode extends SignatureRow {
  readonly key: number;
  readonly when?: 'from-service' | 'from-windows';
  readonly name?: string;
}

export interface HttpStatus extends SignatureRow {
  readonly key: number;
  readonly when?: 'with-credential';
}

export interface WordSignature extends SignatureRow {
  readonly key: string;
}
