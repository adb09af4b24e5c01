/** What Node's and OpenSSL's codes say of a connection attempt and of a certificate: the probes classify by them, the signatures explain them. */
export const connectFailures = {
  EADDRNOTAVAIL: 'unreachable',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EPIPE: 'reset',
  ETIMEDOUT: 'timed-out',
} as const;

export const certificateFaults = {
  CERT_HAS_EXPIRED: 'dates',
  CERT_NOT_YET_VALID: 'dates',
  CERT_UNTRUSTED: 'untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'name',
  HOSTNAME_MISMATCH: 'name',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
} as const;

type Meanings = Readonly<Record<string, string>>;

/** What a code stands for in one of the tables: its own rows only, whatever a code is called. */
export const meaningOf = <Table extends Meanings>(table: Table, code: string): Table[keyof Table] | undefined =>
  Object.hasOwn(table, code) ? table[code as keyof Table] : undefined;
