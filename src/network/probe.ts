/** What comes of asking the network: plain data, so that checks, reports and plugins share it. Durations in milliseconds. */

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** What the operating system's resolver says. `not-found` is an answer; `failed` is one that could not be had. */
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

/** What a proxy said to CONNECT. */
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

/** What a server said to `GET /`: enough to tell a captive portal from the real thing, and the time. */
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

/** Straight, or through the proxy the environment names; a setting nobody can use is reported as such. */
export type PathTaken =
  | { readonly via: 'direct' }
  | { readonly via: 'proxy'; readonly host: string; readonly port: number }
  | { readonly via: 'unusable' };

/** Getting as far as an open connection to an endpoint, the way the route goes. */
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
  /** Missing where the connection came not that far. */
  readonly handshake?: Handshake;
}

export interface EndpointAnswer {
  readonly reach: Reach;
  /** Missing where no connection was open, or its certificate was not trusted. */
  readonly answer?: PlainAnswer;
}

export interface PortProbe {
  readonly resolution: Resolution;
  /** One an address, all of them tried. */
  readonly tcp: readonly TcpProbe[];
  readonly answer?: PlainAnswer;
}

/** The questions a check may ask. Endpoints are URLs (`https://host:port/…`); answers, never errors. */
export interface NetworkQuestions {
  /** How Node's stack goes to an endpoint. */
  path(endpoint: string): PathTaken;
  resolve(host: string): Promise<Resolution>;
  /** Whether a connection to this endpoint can be opened along the path the route takes. */
  reach(endpoint: string): Promise<Reach>;
  /** A TLS handshake along the same path. None over plain http. What Node distrusts is tried again with the roots of Windows. */
  tls(endpoint: string): Promise<TlsProbe>;
  /** What an endpoint says to `GET /` along the same path: no account, no cookie. */
  answer(endpoint: string): Promise<EndpointAnswer>;
  /** Every address of a host on a plain port, straight and past any proxy; the first that answers is asked what it is. */
  port(host: string, port: number): Promise<PortProbe>;
}

/** What a report keeps of a probe. */
export interface ProbeRecord {
  readonly probe: 'resolve' | 'reach' | 'tls' | 'port' | 'answer';
  readonly host: string;
  readonly port?: number;
  readonly result: Resolution | Reach | TlsProbe | PortProbe | EndpointAnswer;
}
