import { afterEach, describe, expect, it } from 'vitest';
import { isOfType, itemsOf, property, readCommandMetadata, textOf } from '../../../src/remoting/index.js';
import type { PsObject } from '../../../src/remoting/index.js';
import { never, outputsOf, run, Scene } from './talk.js';

const scene = new Scene();
afterEach(() => scene.end());

const text = (value: unknown, name: string): string | undefined => textOf(property(value as PsObject, name));

describe('a session with a healthy lab', () => {
  it.each(['https', 'http'] as const)(
    'signs in, opens, runs Get-Mailbox and leaves nothing behind, over %s',
    async (endpoint) => {
      const lab = await scene.lab();
      const session = await scene.opened(lab, { url: lab[endpoint] });
      expect(session.negotiated).toMatchObject({
        protocol: '2.3',
        peer: { protocol: '2.3', psVersion: '2.0', serialization: '1.1.0.1' },
      });
      expect(session.shellId).toBe(session.requestedShellId);
      const events = await run(session, { name: 'Get-Mailbox', parameters: { ResultSize: 1 } });
      expect(events.map(({ type }) => type)).toEqual(['progress', 'output', 'warning', 'state']);
      expect(lab.counts()).toEqual({ shellsOpened: 1, shellsLeft: 1, signIns: 1, signInsRefused: 0 });
      expect(await session.close(never)).toBe('deleted');
      expect(lab.counts()).toEqual({ shellsOpened: 1, shellsLeft: 0, signIns: 1, signInsRefused: 0 });
    },
  );

  it('tells its version table', async () => {
    const session = await scene.opened(await scene.lab());
    const table = session.negotiated?.privateData;
    const entries = table?.type === 'Object' && table.container?.kind === 'dictionary' ? table.container.entries : [];
    expect(entries.map(([key]) => textOf(key))).toEqual(['PSVersionTable']);
  });

  it('sends mailboxes typed as Exchange types them', async () => {
    const session = await scene.opened(await scene.lab());
    const mailboxes = outputsOf(await run(session, { name: 'Get-Mailbox' })) as PsObject[];
    expect(mailboxes.length).toBeGreaterThan(2);
    for (const mailbox of mailboxes) {
      expect(isOfType(mailbox, 'Microsoft.Exchange.Data.Directory.Management.Mailbox')).toBe(true);
      expect(mailbox.typeNames.at(-1)).toBe('System.Object');
      expect(itemsOf(property(mailbox, 'EmailAddresses'))?.length).toBe(2);
      expect(['Name', 'ExchangeGuid', 'IsValid', 'WhenCreatedUTC', 'RetainDeletedItemsFor', 'ForwardingAddress', 'RunspaceId'].map((name) => property(mailbox, name)?.type)).toEqual([
        'String', 'Guid', 'Boolean', 'DateTime', 'TimeSpan', 'Null', 'Guid',
      ]); // prettier-ignore
    }
    const names = mailboxes.map((mailbox) => text(mailbox, 'DisplayName')!);
    expect(names.some((name) => /\p{Emoji_Presentation}/u.test(name) && /[ÅÄÖ]/u.test(name))).toBe(true);
    expect(new Set(mailboxes.map((mailbox) => text(mailbox, 'RunspaceId'))).size).toBe(1);
  });

  it.each([
    ['?DelegatedOrg=fabrikam.onmicrosoft.com', 'fabrikam.onmicrosoft.com'],
    ['?delegatedorg=Fabrikam.onmicrosoft.com;PSVersion=5.1.17763.1490', 'fabrikam.onmicrosoft.com'],
    ['?serializationLevel=Full;DelegatedOrg=fabrikam.com&x=1', 'fabrikam.com'],
    ['?DelegatedOrg=fabrikam%2Ecom', 'fabrikam.com'],
    ['?DelegatedOrg=no%20domain', 'partner.example'],
    ['?PSVersion=5.1', 'partner.example'],
    ['', 'partner.example'],
  ])('takes the customer from %j: %s', async (query, organization) => {
    const lab = await scene.lab();
    const session = await scene.opened(lab, { url: `${lab.https}${query}` });
    const [mailbox] = outputsOf(await run(session, { name: 'Get-Mailbox', parameters: { ResultSize: 1 } }));
    expect(text(mailbox, 'PrimarySmtpAddress')?.split('@')[1]).toBe(organization);
  });

  it.each([
    [{ parameters: {} }, 5, false],
    [{ parameters: { ResultSize: 2 } }, 2, true],
    [{ parameters: { ResultSize: '2' } }, 2, true],
    [{ parameters: { resultsize: 'unlimited' } }, 5, false],
    [{ parameters: { '-ResultSize:': 5 } }, 5, false],
    [{ parameters: { ResultSize: 0 } }, 0, true],
    [{ parameters: { Res: 1 } }, 1, true],
    [{ parameters: { Identity: 'ZOE' } }, 1, false],
    [{ parameters: { '-Identity:': 'zoe@partner.example' } }, 1, false],
    [{ arguments: ['Alva Lindqvist'] }, 1, false],
    [{ parameters: { Verbose: true, ErrorAction: 'Stop', Identity: 'alva' } }, 1, false],
    [{ parameters: { Identity: 'nobody', ErrorAction: 'SilentlyContinue' } }, 0, false],
  ])('Get-Mailbox with %j gives %i, and says whether there are more: %s', async (command, count, more) => {
    const events = await run(await scene.opened(await scene.lab()), { name: 'Get-Mailbox', ...command });
    expect(events.at(-1)).toMatchObject({ type: 'state', state: 'completed' });
    expect(outputsOf(events)).toHaveLength(count);
    expect(events.some(({ type }) => type === 'warning')).toBe(more);
    expect(events.some(({ type }) => type === 'error')).toBe(false);
  });

  it('says of an unknown identity what Exchange says, and goes on', async () => {
    const events = await run(await scene.opened(await scene.lab()), {
      name: 'Get-Mailbox',
      parameters: { Identity: 'nobody' },
    });
    expect(events.map(({ type }) => type)).toEqual(['progress', 'error', 'state']);
    const [, error, state] = events;
    expect(error).toMatchObject({
      record: {
        category: { name: 'NotSpecified', activity: 'Get-Mailbox', reason: 'ManagementObjectNotFoundException' },
      },
    });
    expect(error?.type === 'error' && error.record.fullyQualifiedErrorId).toMatch(
      /^\[Server=LAB,RequestId=[\da-f-]{36},TimeStamp=\d+\/\d+\/\d{4} \d+:\d\d:\d\d [AP]M\] \[FailureCategory=Cmdlet-ManagementObjectNotFoundException\] [\dA-F]{8},Microsoft\.Exchange\.Management\.RecipientTasks\.GetMailbox$/,
    );
    expect(state).toMatchObject({ state: 'completed' });
  });

  it.each([
    ['an unknown cmdlet', { name: 'Get-Nothing' }, 'CommandNotFoundException', 'ObjectNotFound'],
    ['a cmdlet that others have', { name: 'Get-Command' }, 'CommandNotFoundException', 'ObjectNotFound'],
    ['a script', { name: 'Get-Mailbox | Format-Table', isScript: true }, 'ScriptsNotAllowed', 'ParserError'],
    [
      'an unknown parameter',
      { name: 'Get-Mailbox', parameters: { Colour: 'red' } },
      'NamedParameterNotFound,Get-Mailbox',
      'InvalidArgument',
    ],
    [
      'the beginning of several parameters',
      { name: 'Get-Mailbox', parameters: { Out: 'x' } },
      'AmbiguousParameter,Get-Mailbox',
      'InvalidArgument',
    ],
    [
      'a parameter twice',
      { name: 'Get-Mailbox', parameters: { Identity: 'zoe', identity: 'zoe' } },
      'ParameterAlreadyBound,Get-Mailbox',
      'InvalidArgument',
    ],
    [
      'a second positional argument',
      { name: 'Get-Mailbox', arguments: ['zoe', 'alva'] },
      'PositionalParameterNotFound,Get-Mailbox',
      'InvalidArgument',
    ],
    [
      'a size that is none',
      { name: 'Get-Mailbox', parameters: { ResultSize: 'many' } },
      'ParameterArgumentTransformationError,Get-Mailbox',
      'InvalidData',
    ],
  ])('refuses %s', async (_, command, id, category) => {
    const events = await run(await scene.opened(await scene.lab()), command);
    expect(events).toMatchObject([
      { type: 'state', state: 'failed', error: { fullyQualifiedErrorId: id, category: { name: category } } },
    ]);
  });

  it('stops at the first error when asked to', async () => {
    const events = await run(await scene.opened(await scene.lab()), {
      name: 'Get-Mailbox',
      parameters: { Identity: 'nobody', ErrorAction: 'Stop' },
    });
    expect(events.at(-1)).toMatchObject({
      state: 'failed',
      error: { category: { reason: 'ManagementObjectNotFoundException' } },
    });
  });

  it('pipes one cmdlet into another, and nothing into one that is not there', async () => {
    const session = await scene.opened(await scene.lab());
    const piped = await run(session, [{ name: 'Get-Mailbox', parameters: { ResultSize: 2 } }, { name: 'Get-Mailbox' }]);
    expect(outputsOf(piped).map((mailbox) => text(mailbox, 'Alias'))).toEqual(['alva', 'bram']);
    expect((await run(session, [{ name: 'Get-Mailbox' }, { name: 'Select-Object' }])).at(-1)).toMatchObject({
      state: 'failed',
      error: { fullyQualifiedErrorId: 'CommandNotFoundException' },
    });
  });

  it('runs many commands in one session, and shows progress before the first', async () => {
    const session = await scene.opened(await scene.lab());
    const shown = [];
    for (let count = 0; count < 20; count++)
      shown.push(
        (await run(session, { name: 'Get-Mailbox', parameters: { ResultSize: 5 } })).filter(
          ({ type }) => type === 'progress',
        ).length,
      );
    expect(shown).toEqual([1, ...Array<number>(19).fill(0)]);
  });

  it('lists what there is', async () => {
    const session = await scene.opened(await scene.lab());
    const list = async (...names: string[]) => {
      const events = [];
      for await (const event of session.listCommands({ names }, never)) events.push(event);
      return outputsOf(events).map((output) => readCommandMetadata(output));
    };
    const [count, command] = await list('get-*box');
    expect(count).toEqual({ count: 1 });
    expect(command).toMatchObject({ name: 'Get-Mailbox', commandType: 'Cmdlet' });
    const parameters = command && 'parameters' in command ? command.parameters : [];
    expect(parameters.find(({ name }) => name === 'Verbose')).toMatchObject({ isSwitch: true });
    expect(parameters.find(({ name }) => name === 'Identity')).toMatchObject({
      isSwitch: false,
      typeName: 'Microsoft.Exchange.Configuration.Tasks.MailboxIdParameter',
    });
    expect(await list('Set-*')).toEqual([{ count: 0 }]);
  });

  it('agrees on a key', async () => {
    const key = await (await scene.opened(await scene.lab())).exchangeKeys(never);
    expect(key.decrypt(key.encrypt('å_x0041_😀'))).toBe('å_x0041_😀');
  });

  it.each(['2.1', '2.2', '2.3'] as const)('speaks with a client of protocol %s', async (protocol) => {
    const session = await scene.opened(await scene.lab(), { protocol });
    expect(session.negotiated?.protocol).toBe(protocol);
    expect(outputsOf(await run(session, { name: 'Get-Mailbox' }))).toHaveLength(5);
  });

  it('fits its answers into the smallest envelope a client may ask for', async () => {
    const session = await scene.opened(await scene.lab(), { maxEnvelopeBytes: 8192 });
    expect(outputsOf(await run(session, { name: 'Get-Mailbox' })).map((mailbox) => text(mailbox, 'Alias'))).toEqual([
      'alva',
      'bram',
      'zoe',
      'noor',
      'support',
    ]);
  });

  it('can be left in the middle of a command', async () => {
    const lab = await scene.lab({ scenario: 'slow' });
    const session = await scene.opened(lab);
    const leave = new AbortController();
    const running = (async () => {
      for await (const event of session.invoke({ name: 'Get-Mailbox' }, leave.signal))
        expect(event.type).not.toBe('output');
    })();
    setTimeout(() => leave.abort(new Error('enough')), 50);
    await expect(running).rejects.toThrow('enough');
    expect(await session.close(never)).toBe('deleted');
    expect(lab.counts().shellsLeft).toBe(0);
  });

  it('knows one account, and its password to the last character', async () => {
    const lab = await scene.lab({ user: 'Åsa@Partner.Example', password: 'lösen:ord & <mer>' });
    const session = await scene.opened(lab);
    expect(session.state).toBe('opened');
    for (const password of ['lösen:ord & <mer', 'Lösen:ord & <mer>', 'lösen', '']) {
      await expect(scene.session(lab, { password }).create(never)).rejects.toMatchObject({ code: 'http', status: 401 });
    }
    expect(lab.counts()).toMatchObject({ signIns: 1, signInsRefused: 4 });
  });

  it('makes another password each time, hard to guess and hard to escape', async () => {
    const labs = [await scene.lab(), await scene.lab(), await scene.lab()];
    expect(new Set(labs.map(({ password }) => password)).size).toBe(3);
    for (const { password } of labs) {
      expect(password.length).toBeGreaterThanOrEqual(20);
      expect(password).toMatch(/^[A-Za-z].*[A-Za-z]$/);
      expect(password).toMatch(/\d/);
      expect(password).toMatch(/[^A-Za-z0-9]/);
    }
  });

  it('gives three sessions to an account and refuses the fourth until one is closed', async () => {
    const lab = await scene.lab();
    const sessions = [await scene.opened(lab), await scene.opened(lab), await scene.opened(lab)];
    const fourth = scene.session(lab);
    await expect(fourth.create(never)).rejects.toMatchObject({ faultCode: 2150859173, subcode: 'QuotaLimit' });
    await sessions[0]!.close(never);
    await fourth.create(never);
    expect(lab.counts()).toEqual({ shellsOpened: 4, shellsLeft: 3, signIns: 5, signInsRefused: 0 });
  });
});
