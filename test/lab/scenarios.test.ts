import { afterEach, describe, expect, it } from 'vitest';
import { isScenarioId, scenarios } from '../../src/lab/index.js';
import type { Scenario } from '../../src/lab/index.js';
import { isKnownSymptom } from '../../src/knowledge/symptoms.js';
import { psValue } from '../../src/remoting/clixml/index.js';
import { basicAuthorization, HttpFailure } from '../../src/remoting/index.js';
import { concat } from '../../src/remoting/psrp/index.js';
import { create, deletion, faultIn, Packets, receive, shellIdIn, soap } from './remoting/messages.js';
import { ask, askSoap, never, outputsOf, run, Scene, soapHeaders } from './remoting/talk.js';

const scene = new Scene();
afterEach(() => scene.end());

const creation = (): string => soap(create(new Packets().opening()));
const anonymous = { 'Content-Type': 'application/soap+xml' };

/** What became of a Create with the lab's own account. */
async function refusal(scenario: keyof typeof scenarios): Promise<unknown> {
  const lab = await scene.lab({ scenario });
  return scene
    .session(lab)
    .create(never)
    .then(
      () => 'created',
      (error: unknown) => error,
    );
}

describe('the scenarios', () => {
  it.each(Object.entries<Scenario>(scenarios))(
    '%s is a sentence with a source, and ends in a symptom that is known',
    (id, scenario) => {
      expect(scenario.id).toBe(id);
      expect(isScenarioId(id)).toBe(true);
      expect(scenario.summary).toMatch(/^[A-Z].*\.$/);
      expect(scenario.source).not.toBe('');
      expect(scenario.breaks === undefined).toBe(scenario.symptom === undefined);
      if (scenario.symptom !== undefined) expect(isKnownSymptom(scenario.symptom)).toBe(true);
    },
  );

  it('know no id only because every object has it', () => {
    expect(isScenarioId('toString')).toBe(false);
  });
});

describe('on the wire', () => {
  it('wrong-password refuses the right one as any other', async () => {
    const lab = await scene.lab({ scenario: 'wrong-password' });
    for (const headers of [soapHeaders(lab), { ...soapHeaders(lab), Authorization: basicAuthorization('x', 'y') }]) {
      const { status, headers: answered, body } = await ask(lab, lab.https, { headers, body: creation() });
      expect([status, answered['www-authenticate'], body]).toEqual([401, 'Basic realm="lab"', '']);
    }
    expect(lab.counts()).toEqual({ shellsOpened: 0, shellsLeft: 0, signIns: 0, signInsRefused: 2 });
  });

  it('basic-not-offered offers Negotiate and Kerberos, before and after a credential', async () => {
    const lab = await scene.lab({ scenario: 'basic-not-offered' });
    for (const headers of [anonymous, soapHeaders(lab)]) {
      const { status, headers: answered } = await ask(lab, lab.https, { headers, body: creation() });
      expect([status, answered['www-authenticate']]).toEqual([401, 'Negotiate, Kerberos']);
    }
    expect(lab.counts()).toMatchObject({ shellsOpened: 0, signIns: 0, signInsRefused: 1 });
  });

  it('retired refuses everything and says whose place it takes', async () => {
    const lab = await scene.lab({ scenario: 'retired' });
    expect(lab.standsFor).toBe('ps.outlook.com');
    const identify =
      '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"><s:Body><i:Identify/></s:Body></s:Envelope>';
    for (const body of [creation(), identify]) {
      for (const headers of [anonymous, soapHeaders(lab)])
        expect((await ask(lab, lab.https, { headers, body })).status).toBe(401);
    }
  });

  it('remote-powershell-disabled lets the account in and answers Create with a bare "Bad Request"', async () => {
    const failure = await refusal('remote-powershell-disabled');
    expect(failure).toBeInstanceOf(HttpFailure);
    expect(failure).toMatchObject({
      status: 400,
      contentType: 'text/html',
      bodyText: expect.stringContaining('Bad Request') as unknown,
    });
    const lab = await scene.lab({ scenario: 'remote-powershell-disabled' });
    expect((await ask(lab, lab.https, { headers: anonymous, body: creation() })).status).toBe(401);
    expect(
      (
        await ask(lab, lab.https, {
          headers: { ...soapHeaders(lab), Authorization: basicAuthorization(lab.user, 'x') },
          body: creation(),
        })
      ).status,
    ).toBe(401);
    expect((await askSoap(lab, creation())).status).toBe(400);
    expect(faultIn((await askSoap(lab, soap(deletion('any')))).body).code).toBe('2150858843');
    expect(lab.counts()).toEqual({ shellsOpened: 0, shellsLeft: 0, signIns: 1, signInsRefused: 1 });
  });

  it('session-limit refuses the first session of ours, for the three of somebody else', async () => {
    expect(await refusal('session-limit')).toMatchObject({
      faultCode: 2150859173,
      subcode: 'QuotaLimit',
      httpStatus: 500,
    });
    const lab = await scene.lab({ scenario: 'session-limit' });
    await askSoap(lab, creation());
    expect(lab.counts()).toEqual({ shellsOpened: 0, shellsLeft: 0, signIns: 1, signInsRefused: 0 });
  });

  it('no-mailbox-role opens a session that has no Get-Mailbox, and nothing else either', async () => {
    const lab = await scene.lab({ scenario: 'no-mailbox-role' });
    const session = await scene.opened(lab);
    expect(await run(session, { name: 'Get-Mailbox', parameters: { ResultSize: 1 } })).toMatchObject([
      { type: 'state', state: 'failed', error: { fullyQualifiedErrorId: 'CommandNotFoundException' } },
    ]);
    const listed = [];
    for await (const event of session.listCommands({ names: ['*'] }, never)) listed.push(event);
    expect(outputsOf(listed)).toHaveLength(1);
  });

  it.each(['http', 'https'] as const)(
    'redirect sends every message on to a second server, query and all, from %s',
    async (endpoint) => {
      const lab = await scene.lab({ scenario: 'redirect' });
      const [host] = lab.allowedRedirects;
      expect(host).toMatch(/^localhost:\d+$/);
      for (const headers of [anonymous, soapHeaders(lab)]) {
        const {
          status,
          headers: answered,
          body,
        } = await ask(lab, `${lab[endpoint]}?DelegatedOrg=contoso.com;PSVersion=5.1`, { headers, body: creation() });
        expect([status, answered.location, body]).toEqual([
          302,
          `https://${host!}/powershell-liveid?DelegatedOrg=contoso.com;PSVersion=5.1`,
          '',
        ]);
      }
      // The first server lets nobody in, but a credential that was shown to it was shown.
      expect(lab.counts()).toEqual({ shellsOpened: 0, shellsLeft: 0, signIns: 1, signInsRefused: 0 });
      await ask(lab, lab[endpoint], {
        headers: { ...anonymous, Authorization: basicAuthorization(lab.user, 'another') },
        body: creation(),
      });
      expect(lab.counts()).toMatchObject({ signIns: 1, signInsRefused: 1 });

      const session = await scene.opened(lab, { url: `https://${host!}/powershell-liveid` });
      expect(outputsOf(await run(session, { name: 'Get-Mailbox' }))).toHaveLength(5);
      await session.close(never);
      expect(lab.counts()).toEqual({ shellsOpened: 1, shellsLeft: 0, signIns: 2, signInsRefused: 1 });
      expect(lab.trap?.()).toBeUndefined();
    },
  );

  it('slow takes its time for the session and for the command, past short timeouts', async () => {
    const lab = await scene.lab({ scenario: 'slow' });
    const session = await scene.opened(lab, { operationTimeoutMs: 1_000 });
    expect(outputsOf(await run(session, { name: 'Get-Mailbox', parameters: { ResultSize: 1 } }))).toHaveLength(1);

    const shellId = shellIdIn((await askSoap(lab, creation())).body);
    await askSoap(lab, soap(receive(shellId)));
    expect(faultIn((await askSoap(lab, soap({ ...receive(shellId), timeout: 'PT0.1S' }))).body).code).toBe(
      '2150858793',
    );
  });
});

describe('redirect-elsewhere', () => {
  it('leads to a host that is not allowed, and counts who comes there', async () => {
    const lab = await scene.lab({ scenario: 'redirect-elsewhere' });
    expect(lab.allowedRedirects).toEqual([]);
    const { status, headers } = await ask(lab, lab.https, { headers: soapHeaders(lab), body: creation() });
    expect(status).toBe(302);
    expect(headers['set-cookie']).toHaveLength(1);
    expect(lab.counts()).toMatchObject({ signIns: 1, signInsRefused: 0 });
    expect(lab.trap!()).toEqual({ requests: 0, credentials: 0 });
    const trap = headers.location!;
    expect((await ask(lab, trap, { headers: anonymous, body: creation() })).headers['www-authenticate']).toContain(
      'Basic',
    );
    await ask(lab, trap, { method: 'GET', headers: { Host: 'elsewhere.example' } });
    expect(lab.trap!()).toEqual({ requests: 2, credentials: 0 });
  });

  const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
  const shifted = (text: string, by: number): string =>
    Buffer.from('u:'.repeat(3).slice(0, by) + text + '&rest').toString('base64');

  it.each<
    [
      string,
      (password: string, user: string) => { headers?: Record<string, string>; body?: string | Buffer; query?: string },
    ]
  >([
    ['a Basic credential', (password, user) => ({ headers: { Authorization: basicAuthorization(user, password) } })],
    ['any other credential', () => ({ headers: { Authorization: 'Bearer x' } })],
    ['a cookie', () => ({ headers: { Cookie: 'X-BackEndCookie=1' } })],
    ['the password in a header of its own', (password) => ({ headers: { 'X-Password': password } })],
    ['the password in the query', (password) => ({ query: `?p=${encodeURIComponent(password)}` })],
    ['the password as it is', (password) => ({ body: `x${password}y` })],
    [
      'the password in XML',
      (password) => ({ body: `<p>${password.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</p>` }),
    ],
    [
      'the password in numbers',
      (password) => ({ body: Array.from(password, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`).join('') }),
    ],
    [
      'the password in CLIXML in a message in base64',
      (password) => ({ body: soap(create(concat(new Packets().command('x', { y: psValue(`${password}\r\n`) })))) }),
    ],
    ['the password in UTF-16', (password) => ({ body: utf16(`p=${password}`) })],
    [
      'the password in base64, at any place',
      (password) => ({ body: [0, 1, 2].map((by) => shifted(password, by)).join(' ') }),
    ],
    ['the password in base64, at the second place', (password) => ({ body: shifted(password, 1) })],
    ['the password in base64, at the third place', (password) => ({ body: shifted(password, 2) })],
    ['the password of UTF-16 in base64', (password) => ({ body: utf16(password).toString('base64') })],
    ['the password in hexadecimal', (password) => ({ body: Buffer.from(password).toString('hex').toUpperCase() })],
    ['the password in JSON', (password) => ({ body: JSON.stringify({ password }) })],
  ])('notices %s', async (_, make) => {
    const lab = await scene.lab({ scenario: 'redirect-elsewhere' });
    const { headers } = await ask(lab, lab.https, { headers: anonymous });
    const { query = '', ...request } = make(lab.password, lab.user);
    await ask(lab, `${headers.location!}${query}`, request);
    expect(lab.trap!()).toEqual({ requests: 1, credentials: 1 });
  });
});
