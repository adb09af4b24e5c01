import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { reportOf } from '../support/cli.js';
import { labArgs, withLab } from '../support/lab-run.js';
import { inProcess } from '../support/run-cli.js';

/** A server that lets nobody in without Basic, and then repeats the password it was sent wherever it can. */
async function echoing(answer: (password: string, response: ServerResponse, request: string) => void) {
  const server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const sent = request.headers.authorization;
        if (sent === undefined) response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="here"' }).end();
        else
          answer(
            Buffer.from(sent.slice(6), 'base64').toString().split(':').slice(1).join(':'),
            response,
            Buffer.concat(chunks).toString(),
          );
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/PowerShell/`, close: () => server.close() };
}

const envelope = (request: string, body: string): string =>
  `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell" xmlns:x="http://schemas.xmlsoap.org/ws/2004/09/transfer"><s:Header><a:RelatesTo>${/MessageID[^>]*>([^<]*)</u.exec(request)?.[1] ?? ''}</a:RelatesTo></s:Header><s:Body>${body}</s:Body></s:Envelope>`;
const fault = (subcode: string, text: string): string =>
  `<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>${subcode}</s:Value></s:Subcode></s:Code><s:Reason><s:Text>${text}</s:Text></s:Reason><s:Detail><f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="5"><f:Message>${text}</f:Message></f:WSManFault></s:Detail></s:Fault>`;
const soap = (response: ServerResponse, status: number, text: string): void =>
  void response.writeHead(status, { 'content-type': 'application/soap+xml;charset=UTF-8' }).end(text);

describe('a server that repeats the password', () => {
  const password = 'Secret-Word-123';

  it.each<[string, (password: string, response: ServerResponse, request: string) => void]>([
    [
      'as the subcode of a fault',
      (word, response, request) => soap(response, 500, envelope(request, fault(word, 'no'))),
    ],
    [
      'as a category of Exchange',
      (word, response, request) =>
        soap(response, 500, envelope(request, fault('w:AccessDenied', `[FailureCategory=${word}] no`))),
    ],
    [
      'in the text of a fault',
      (word, response, request) => soap(response, 500, envelope(request, fault('w:AccessDenied', `you said ${word}`))),
    ],
    [
      'as a content type',
      (word, response) => void response.writeHead(500, { 'content-type': `text/${word}` }).end('<p>no</p>'),
    ],
    [
      'in a page',
      (word, response) => void response.writeHead(403, { 'content-type': 'text/html' }).end(`<p>${word}</p>`),
    ],
    [
      'in a header for its logs',
      (word, response) =>
        void response.writeHead(503, { 'request-id': word, 'x-feserver': word, 'x-diaginfo': word }).end(),
    ],
    [
      'as the place to go to',
      (word, response) => void response.writeHead(302, { location: `https://${word}.example/${word}` }).end(),
    ],
    [
      'as the id of a session',
      (word, response, request) =>
        soap(response, 200, envelope(request, `<rsp:Shell><rsp:ShellId>${word}</rsp:ShellId></rsp:Shell>`)),
    ],
  ])('%s does not get it into any output', async (_what, answer) => {
    const server = await echoing(answer);
    try {
      for (const more of [['--format', 'json'], ['--format', 'json', '--redact'], ['--debug']]) {
        const ended = await inProcess(
          [
            '--route',
            'exchange-server',
            '--endpoint',
            server.url,
            '--user',
            'admin@partner.example',
            '--password-stdin',
            '--timeout',
            '0.3',
            ...more,
          ],
          { input: password },
        );
        expect(ended.status).toBe(1);
        expect((ended.stdout + ended.stderr).toLowerCase()).not.toContain(password.toLowerCase());
      }
    } finally {
      server.close();
    }
  });
});

describe('a server that repeats a password that looks like a tag', () => {
  it('does not get what is left of it between the tags into any output', async () => {
    const password = `it's"4<me>&you`;
    const server = await echoing(
      (word, response) =>
        void response
          .writeHead(403, {
            'content-type': 'text/html',
            'x-diaginfo': Buffer.from(word, 'utf16le').toString('base64'),
          })
          .end(
            `<p>${word.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll("'", '&#39;')}</p><p>${word}</p>`,
          ),
    );
    try {
      const { stdout, stderr } = await inProcess(
        ['--route', 'exchange-server', '--endpoint', server.url, '--user', 'u', '--password-stdin', '--format', 'json'],
        { input: password },
      );
      expect(stdout + stderr).not.toMatch(/it(?:'|&#39;)s|me&gt;|&you|aQB0ACcA/u);
    } finally {
      server.close();
    }
  });
});

describe('--redact', () => {
  it('leaves nothing of a live run that says who and where, in the report and in plain lines', async () => {
    await withLab({ scenario: 'session-limit' }, async (lab) => {
      const args = [...labArgs(lab, { endpoint: lab.http }), '--password-stdin', '--redact'];
      const report = await inProcess([...args, '--format', 'json'], { input: lab.password });
      expect(reportOf(report)).toMatchObject({ redacted: true });
      const plain = await inProcess(args, { input: lab.password });
      for (const { stdout, stderr } of [report, plain]) {
        for (const name of ['127.0.0.1', 'contoso', 'partner.example', 'alva'])
          expect(stdout + stderr, name).not.toContain(name);
      }
    });
  });

  it('leaves nothing of a name that was not found', async () => {
    const args = [
      '--route',
      'exchange-server',
      '--endpoint',
      'https://secret-host.customer.invalid/PowerShell/',
      '--redact',
      '--timeout',
      '0.4',
      '--only',
      'name-resolution,port-443,port-80,proxy,clock',
    ];
    for (const more of [['--format', 'json'], []]) {
      const { stdout, stderr } = await inProcess([...args, ...more]);
      expect((stdout + stderr).toLowerCase()).not.toMatch(/secret-host|customer/u);
    }
  });
});
