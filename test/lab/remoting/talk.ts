import { request as plainRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { basicAuthorization, httpTransport, RemoteSession } from '../../../src/remoting/index.js';
import type {
  Command,
  HttpTransport,
  PipelineEvent,
  PsValue,
  RemoteSessionOptions,
} from '../../../src/remoting/index.js';
import { startLab } from '../../../src/lab/index.js';
import type { Lab, LabOptions } from '../../../src/lab/index.js';

export const resourceUri = 'http://schemas.microsoft.com/powershell/Microsoft.Exchange';

export const never: AbortSignal = new AbortController().signal;

/** Labs and transports of one test; all of them end with it. */
export class Scene {
  readonly #endings: (() => unknown)[] = [];

  async lab(options: LabOptions = {}): Promise<Lab> {
    const lab = await startLab(options);
    this.#endings.push(() => lab.close());
    return lab;
  }

  transport(
    lab: Lab,
    { url = lab.https, password = lab.password }: { url?: string; password?: string | undefined } = {},
  ): HttpTransport {
    const transport = httpTransport({ url, ca: lab.ca, authorization: basicAuthorization(lab.user, password) });
    this.#endings.push(() => transport.close());
    return transport;
  }

  session(
    lab: Lab,
    { url = lab.https, ...options }: Partial<RemoteSessionOptions> & { url?: string; password?: string } = {},
  ): RemoteSession {
    return new RemoteSession({
      transport: this.transport(lab, { url, password: options.password }),
      uri: url,
      resourceUri,
      ...options,
    });
  }

  async opened(lab: Lab, options: Parameters<Scene['session']>[1] = {}): Promise<RemoteSession> {
    const session = this.session(lab, options);
    await session.create(never);
    await session.open(never);
    return session;
  }

  async end(): Promise<void> {
    for (const ending of this.#endings.splice(0).reverse()) await ending();
  }
}

export async function run(session: RemoteSession, command: Command | readonly Command[]): Promise<PipelineEvent[]> {
  const events: PipelineEvent[] = [];
  for await (const event of session.invoke(command, never)) events.push(event);
  return events;
}

export const outputsOf = (events: readonly PipelineEvent[]): PsValue[] =>
  events.flatMap((event) => (event.type === 'output' ? [event.value] : []));

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request on a connection of its own, as raw as Node.js allows. */
export function ask(
  lab: Lab,
  url: string,
  {
    method = 'POST',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array } = {},
): Promise<Answer> {
  const to = new URL(url);
  return new Promise((resolve, reject) => {
    const options = {
      host: to.hostname.replace(/^\[|\]$/g, ''),
      port: to.port,
      path: to.pathname + to.search,
      method,
      headers,
      agent: false,
      ca: lab.ca,
      servername: 'localhost',
    };
    const request = (to.protocol === 'https:' ? tlsRequest : plainRequest)(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

export const soapHeaders = (lab: Lab): Record<string, string> => ({
  'Content-Type': 'application/soap+xml;charset=UTF-8',
  Authorization: basicAuthorization(lab.user, lab.password),
});

/** A message to the lab with its own account. */
export const askSoap = (lab: Lab, body: string, url = lab.https): Promise<Answer> =>
  ask(lab, url, { headers: soapHeaders(lab), body });
