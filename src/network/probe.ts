/** Results of network probes: plain data, so that checks, reports and plugins share it. Durations in milliseconds. */

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** The answer of the operating system's resolver. `not-found` is an answer; `failed` means there was none. */
export type Resolution = { readonly durationMs: number } & (
  | { readonly state: 'resolved' | 'literal'; readonly addresses: readonly Address[] }
  | { readonly state: 'not-found' | 'timed-out' }
  | { readonly state: 'failed'; readonly code: string }
);

/** `connected` says that something answered, and nothing about what. */
export type TcpState = 'connected' | 'refused' | 'timed-out' | 'reset' | 'unreachable' | 'failed';

export interface TcpProbe extends Address {
  readonly port: number;
  readonly state: TcpState;
  /** The system's own code where it gave one: ECONNREFUSED, EHOSTUNREACH, … */
  readonly code?: string;
  readonly durationMs: number;
}

/** A proxy's answer to CONNECT. */
export type Tunnel = { readonly durationMs: number } & (
  | { readonly state: 'open' | 'refused'; readonly status: number }
  | { readonly state: 'timed-out' | 'lost' | 'not-http' }
);

/** Why a chain was not accepted. `dates`: not yet or no longer valid, which a wrong clock causes too. */
export type CertificateFault = 'untrusted' | 'name' | 'dates' | 'invalid';

export interface CertificateSeen {
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601, seconds. */
  readonly validFrom: string;
  readonly validTo: string;
}

export type Handshake = { readonly durationMs: number } & (
  | {
      readonly state: 'trusted';
      readonly protocol: string;
      readonly trustedBy: 'node' | 'windows';
      readonly certificate: CertificateSeen;
    }
  | {
      readonly state: 'distrusted';
      readonly fault: CertificateFault;
      readonly code: string;
      readonly certificate: CertificateSeen;
    }
  | { readonly state: 'failed'; readonly code: string }
  | { readonly state: 'timed-out' | 'reset' }
);

/** A server's answer to `GET /`: enough to tell a captive portal from the real server, and the time. */
export type PlainAnswer =
  | {
      readonly state: 'answered';
      readonly status: number;
      readonly location?: string;
      readonly date?: string;
      /** By this PC's clock: when it was asked, and when the answer came. */
      readonly askedMs: number;
      readonly localMs: number;
    }
  | { readonly state: 'silent' | 'not-http' | 'lost' };

/** Directly, or through the proxy the environment names; an unusable setting is reported as such. */
export type PathTaken =
  | { readonly via: 'direct' }
  | { readonly via: 'proxy'; readonly host: string; readonly port: number }
  | { readonly via: 'unusable' };

/** Opening a connection to an endpoint along the path the route takes. */
export interface Reach {
  readonly path: PathTaken;
  /** Of the endpoint's host, or of the proxy's. */
  readonly resolution?: Resolution;
  readonly tcp: readonly TcpProbe[];
  readonly tunnel?: Tunnel;
  readonly reached: boolean;
}

export interface TlsProbe {
  readonly reach: Reach;
  /** Missing if the connection did not get that far. */
  readonly handshake?: Handshake;
}

export interface EndpointAnswer {
  readonly reach: Reach;
  /** Missing if no connection was opened or its certificate was not trusted. */
  readonly answer?: PlainAnswer;
}

export interface PortProbe {
  readonly resolution: Resolution;
  /** One per address tried, at most eight. */
  readonly tcp: readonly TcpProbe[];
  readonly answer?: PlainAnswer;
}

/** The probes a check may make. Endpoints are URLs (`https://host:port/…`); answers, never errors. */
export interface NetworkQuestions {
  /** How Node's stack reaches an endpoint. */
  path(endpoint: string): PathTaken;
  resolve(host: string): Promise<Resolution>;
  /** Whether a connection to this endpoint can be opened along the path the route takes. */
  reach(endpoint: string): Promise<Reach>;
  /**
   * A TLS handshake along the same path; none over plain http. What Node distrusts is tried again with the Windows
   * roots.
   */
  tls(endpoint: string): Promise<TlsProbe>;
  /** An endpoint's answer to `GET /` along the same path: no account, no cookie. */
  answer(endpoint: string): Promise<EndpointAnswer>;
  /**
   * Connects to a host's addresses (at most eight) on a plain port, bypassing any proxy; one that connects is sent `GET
   * /`.
   */
  port(host: string, port: number): Promise<PortProbe>;
}

/** What a report keeps of a probe. */
export interface ProbeRecord {
  readonly probe: 'resolve' | 'reach' | 'tls' | 'port' | 'answer';
  readonly host: string;
  readonly port?: number;
  readonly result: Resolution | Reach | TlsProbe | PortProbe | EndpointAnswer;
}
