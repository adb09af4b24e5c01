import type { Certainty } from '../certainty.js';
import type { KnownSymptom } from '../symptoms.js';

/** A stage of a connection that an error can belong to. */
export type SignatureStage =
  'resolve' | 'proxy' | 'connect' | 'tls' | 'http' | 'sign-in' | 'shell' | 'runspace' | 'import' | 'command';

/**
 * Where a key occurs, if that decides its meaning: in a fault that a service sent and the native client read, or in an
 * error of Windows' own client; in answer to a request that carried the credential; while connecting, or in the
 * handshake that follows.
 */
export type Circumstance = 'from-service' | 'from-windows' | 'with-credential' | 'connecting' | 'in-handshake';

/** One row of a table: a code, an identifier or an untranslated word, and what it points to. */
export interface SignatureRow {
  readonly key: string | number;
  /** Limits the row to this circumstance; a row without it applies where no row is specific to the circumstance. */
  readonly when?: Circumstance;
  readonly symptom: KnownSymptom;
  /** Possible causes, likeliest first, if there are several. */
  readonly candidates?: readonly KnownSymptom[];
  /** The stage this error belongs to, if one cmdlet or program covers several. */
  readonly stage?: SignatureStage;
  /**
   * How far the error proves the earlier stages. `http`: something answered over HTTP, perhaps a proxy or a web server;
   * nothing is known about the account. `account`: only a server that accepted the account says this. Absent: this PC
   * may have reported it itself.
   */
  readonly proves?: 'http' | 'account';
  /** A server or domain controller saw the password and may have counted a failure, so it is not sent again. */
  readonly refused?: true;
  /** Windows' own client refuses before it sends anything: the password has not left this PC. */
  readonly stayedHere?: true;
  /** The English text shown with it, for searching only; a connection never relies on it. */
  readonly text?: string;
  readonly certainty: Certainty;
  /** The public document, with its section or file. */
  readonly source: string;
}

/** An unsigned number, and the name PowerShell gives it. */
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
