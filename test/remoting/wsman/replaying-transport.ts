import type { HttpAnswer, WsManTransport } from '../../../src/remoting/index.js';
import type { Exchange } from '../vectors.js';

const action = (soap: string): string => /Action[^>]*>([^<]*)</.exec(soap)?.[1] ?? '';
const messageId = (soap: string): string => /MessageID[^>]*>([^<]*)</.exec(soap)?.[1] ?? '';
/** What a request is about: its verb, and the command a Receive or Signal names. */
const subject = (soap: string): string => {
  const verb = action(soap).replace(/^.*\//, '');
  const commandId = /<[\w:]*(?:DesiredStream|Signal)[^>]*CommandId="([^"]*)"/.exec(soap)?.[1];
  return verb === 'Receive' || verb === 'Signal' ? `${verb} ${commandId ?? ''}` : verb;
};

const gone = (id: string): string =>
  `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:RelatesTo>${id}</a:RelatesTo></s:Header><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>w:InvalidSelectors</s:Value></s:Subcode></s:Code><s:Reason><s:Text>Nothing more was recorded.</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>`;

/**
 * Answers each request with the next recorded answer to a request of the same kind, the recorded message id replaced by the one
 * asked with. Where nothing more was recorded the shell is gone.
 */
export class ReplayingTransport implements WsManTransport {
  readonly requests: string[] = [];
  readonly #left: Exchange[];

  constructor(exchanges: readonly Exchange[]) {
    this.#left = [...exchanges];
  }

  /** Verbs of everything that was asked, in order. */
  get verbs(): string[] {
    return this.requests.map((request) => action(request).replace(/^.*\//, ''));
  }

  async post(body: string): Promise<HttpAnswer> {
    this.requests.push(body);
    const index = this.#left.findIndex(({ request }) => subject(request) === subject(body));
    const [exchange] = index < 0 ? [] : this.#left.splice(index, 1);
    const soap = exchange?.response.replaceAll(messageId(exchange.request), messageId(body)) ?? gone(messageId(body));
    return { status: exchange?.status ?? 500, headers: exchange?.headers ?? {}, body: new TextEncoder().encode(soap) };
  }
}
