import { beforeAll, describe, expect, it } from 'vitest';
import { chooseTarget } from '../../../src/exchange/index.js';
import type { ScenarioId } from '../../../src/lab/index.js';
import { conclusionOf } from '../../../src/ui/screen/summary-lines.js';
import { composedPcs } from '../../machines/compose.js';
import { pcWith } from '../../support/composed.js';
import { labs, screenText, seenLab, seenPc, stateAfter } from '../../support/screens.js';
import type { Seen } from '../../support/screens.js';

/** Whose it is, as the screen calls them. */
const owners = {
  you: 'you',
  'domain-admin': 'the administrator of your domain',
  'network-team': 'the network team',
  'tenant-admin': 'the administrator of the tenant or the Exchange server',
} as const;

/** A fault in a newcomer's words, and where it is: on the PC, in the network, with the account, in the connection. */
interface Fault {
  readonly title: string;
  readonly finding: string;
  readonly owner: keyof typeof owners;
  readonly first: string;
}

const lab = labs();
const inLab = async (scenario: ScenarioId, more: Parameters<typeof seenLab>[1] = {}): Promise<Seen> =>
  seenLab(await lab(scenario), more);
const elsewhere = (endpoint: string) =>
  chooseTarget({ route: 'partner-basic', endpoint, tenant: 'contoso.onmicrosoft.com' });

const faults: Readonly<Record<string, Fault & { readonly seen: () => Promise<Seen> }>> = {
  'a PC on which no script may run': {
    seen: () => seenPc('windows-11-fresh'),
    title: 'PowerShell may run scripts',
    finding: 'no script may run',
    owner: 'you',
    first: 'Let the tool do it',
  },
  'a company that forbids scripts by policy': {
    seen: () => seenPc('windows-10-policy-locked'),
    title: 'PowerShell may run scripts',
    finding: 'set by Group Policy or MDM',
    owner: 'domain-admin',
    first: 'Ask the administrator of your domain',
  },
  'a company that turned Basic authentication off': {
    seen: () => seenPc('windows-10-basic-off', 'partner-basic'),
    title: "Windows' WinRM client may use this connection's authentication",
    finding: 'Basic authentication is turned off',
    owner: 'domain-admin',
    first: 'Ask the administrator of your domain',
  },
  'a company that lets only approved programs run': {
    seen: () => seenPc('windows-10-language-constrained'),
    title: 'PowerShell runs in full language mode',
    finding: 'ConstrainedLanguage mode',
    owner: 'domain-admin',
    first: 'Ask the administrator of your domain',
  },
  'a new Windows 7': {
    seen: () => seenPc('windows-7-as-shipped'),
    title: '.NET Framework is new enough',
    finding: '.NET Framework 4.5.2 or later is not installed',
    owner: 'you',
    first: 'Install .NET Framework 4.5.2',
  },
  'a PC with TLS 1.2 turned off': {
    seen: () => seenPc('windows-10-tls-off'),
    title: 'TLS 1.2 is usable by Windows PowerShell',
    finding: 'turned off for clients',
    owner: 'you',
    first: 'As administrator, remove or correct it',
  },
  'a PC without the module': {
    seen: () => seenPc('windows-10-module-missing', 'exchange-online'),
    title: 'The Exchange Online module is in place',
    finding: 'is not installed',
    owner: 'you',
    first: 'Install-Module ExchangeOnlineManagement',
  },
  'a name that is misspelt': {
    seen: () => inLab('healthy', { target: elsewhere('https://nobody.invalid/powershell-liveid') }),
    title: "The endpoint's name has an address",
    finding: 'There is no address for nobody.invalid',
    owner: 'you',
    first: 'Check the spelling of nobody.invalid',
  },
  'a door that is closed': {
    seen: () => inLab('healthy', { target: elsewhere('https://127.0.0.1:9/powershell-liveid') }),
    title: 'The secure door of the endpoint opens',
    finding: 'refuses connections on TCP 9',
    owner: 'network-team',
    first: 'Check the address and the port',
  },
  'a certificate that nobody here trusts': {
    seen: () => inLab('healthy', { trust: { added: [], windowsRoots: () => Promise.resolve([]) } }),
    title: 'The secure door of the endpoint opens',
    finding: 'which this PC does not trust',
    owner: 'network-team',
    first: 'See who issued it',
  },
  'a wrong password': {
    seen: () => inLab('wrong-password'),
    title: 'The account is accepted',
    finding: 'The server refused the account',
    owner: 'you',
    first: 'Go through the reasons below',
  },
  'a server that takes no Basic authentication': {
    seen: () => inLab('basic-not-offered'),
    title: 'The account is accepted',
    finding: 'does not offer Basic authentication',
    owner: 'tenant-admin',
    first: 'Check the address',
  },
  'an account that may not use remote PowerShell': {
    seen: () => inLab('remote-powershell-disabled'),
    title: 'Get-Mailbox answers over a real connection',
    finding: 'The server opened no session',
    owner: 'tenant-admin',
    first: 'Go through the reasons below',
  },
  'an account with too many windows': {
    seen: () => inLab('session-limit'),
    title: 'There is room for one more session of this account',
    finding: 'as many sessions open as the server allows',
    owner: 'you',
    first: 'Get-PSSession | Remove-PSSession',
  },
  'an account without a role': {
    seen: () => inLab('no-mailbox-role'),
    title: 'Get-Mailbox answers over a real connection',
    finding: 'Get-Mailbox did not answer',
    owner: 'tenant-admin',
    first: 'An administrator gives the account a role',
  },
  'a server that sends on to a stranger': {
    seen: () => inLab('redirect-elsewhere'),
    title: 'Get-Mailbox answers over a real connection',
    finding: 'no password was sent',
    owner: 'you',
    first: 'If you trust that host, allow it',
  },
  'a way in that Microsoft closed': {
    seen: () => inLab('retired'),
    title: 'This way in is still offered',
    finding: 'Microsoft closed this way',
    owner: 'you',
    first: 'Connect with the Exchange Online module instead',
  },
  'a PC that is not ready, where the connection itself worked': {
    seen: () => inLab('healthy', { machine: pcWith({}, 'windows-11-fresh') }),
    title: 'PowerShell may run scripts',
    finding: 'no script may run',
    owner: 'you',
    first: 'Let the tool do it',
  },
};

/** As it is read: a line that ends is no end of a sentence. */
const read = (text: string): string => text.replaceAll(/\s+/gu, ' ');

describe.each(Object.entries(faults))('%s', (_what, { seen: run, title, finding, owner, first }) => {
  let seen: Seen;
  beforeAll(async () => (seen = await run()));

  it('is shown on the first screen, 80 by 24: what is wrong, who owns it, what to do next', () => {
    const text = screenText(stateAfter(seen.events), seen);
    expect(text.split('\n')).toHaveLength(23);
    for (const sentence of [title, finding, `Who ${owners[owner]}`, first]) expect(read(text)).toContain(sentence);
    expect(text).toMatch(/^NOT READY\./mu);
    expect(text).toMatch(/^ {2}Do {5,}\S/mu);
  });

  it('is explained in its details, one key further', () => {
    const state = stateAfter(seen.events);
    const check = state.run.finished!.causes[0]!.check;
    const text = screenText({ ...state, over: { kind: 'detail', check }, scroll: 0 }, seen);
    for (const sentence of [title, 'FAILED', finding, `Who ${owners[owner]}`, first])
      expect(read(text)).toContain(sentence);
  });

  it('names its row in the list, where it is chosen', () => {
    const text = screenText({ ...stateAfter(seen.events), view: 'checks' }, seen);
    expect(read(text.split('\n').find((line) => line.startsWith('❯')) ?? '')).toMatch(/✘ FAILED/u);
    expect(read(text)).toContain(title.slice(0, 40));
  });
});

it('a newcomer meets all four owners who can fix something here', () =>
  expect(new Set(Object.values(faults).map(({ owner }) => owner)).size).toBe(Object.keys(owners).length));

describe('every composed PC that has a fault', () => {
  it.each(['partner-basic', 'exchange-server', 'exchange-online'])(
    'on %s: the first one is complete on the first screen: its owner, and the first step',
    async (route) => {
      for (const pc of Object.keys(composedPcs)) {
        const seen = await seenPc(pc, route);
        const state = stateAfter(seen.events);
        const cause = conclusionOf(state, seen.shown)?.causes[0];
        if (!cause?.remedy) continue;
        // A word that is longer than a line is broken inside: blanks are no measure here.
        const whole = (text: string): string => text.replaceAll(/\s/gu, '');
        const text = whole(screenText(state, seen));
        for (const sentence of [cause.title, cause.summary, `Who${cause.owner!}`, cause.remedy.steps[0]!])
          expect([pc, text.includes(whole(sentence)) ? sentence : text]).toEqual([pc, sentence]);
      }
    },
  );
});

describe('without colour, and where it is read aloud', () => {
  it('READY says what it proved', async () => {
    const seen = await inLab('healthy');
    const text = read(screenText(stateAfter(seen.events), seen));
    expect(text).toMatch(/READY\. /u);
    expect(text).toContain("the tool's own client on Node.js");
  });

  it('a recorded PC without a fault says what was not asked', async () => {
    const seen = await seenPc('windows-10');
    const text = read(screenText(stateAfter(seen.events), seen));
    expect(text).toContain('A recorded PC');
    expect(text).toMatch(/UNCLEAR\. .*Not answered, and why: /u);
  });
});
