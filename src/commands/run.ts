import { setTimeout as sleep } from 'node:timers/promises';
import { checks as builtIn } from 'exo-preflight/checks';
import type { Facilities } from 'exo-preflight';
import { defineCommand, flag, negated, text } from '../cli/command.js';
import type { FlagsOf } from '../cli/command.js';
import type { CommandHost } from '../cli/io.js';
import { readPassword } from '../cli/password.js';
import { chooseTarget } from '../exchange/index.js';
import type { Target } from '../exchange/index.js';
import { checkPassword, checkUser } from '../identity/checked-input.js';
import type { Credential } from '../identity/credential.js';
import { catalog } from '../locales/en/index.js';
import type { Machine } from '../machine/index.js';
import type { Trust } from '../network/index.js';
import type { AnyCheck } from '../preflight/index.js';
import { select } from '../preflight/index.js';
import { chooseMachine } from '../session/choose-machine.js';
import type { Output } from '../session/host.js';
import { performRun } from '../session/perform-run.js';
import type { Answered, NextQuestion } from '../ui/prompt/question-store.js';
import { arg, message, UserError } from '../vocabulary/index.js';
import type { Message } from '../vocabulary/index.js';
import { list, planCommon, readsAloud, repeatable, runOptions, wantsColor } from './run-options.js';

const options = {
  route: text('<id>', 'way in: partner-basic, exchange-server or exchange-online'),
  via: text('<way>', 'what makes the test connection: powershell (of this PC), native (this tool), both, or auto'),
  authentication: text('<kind>', 'with PowerShell on exchange-server: kerberos, negotiate or basic'),
  import: flag('with PowerShell: Import-PSSession instead of Invoke-Command'),
  tryModule: flag('load the Exchange Online module once, to see that it loads'),
  tenant: text('<domain>', "the customer's tenant, for example contoso.onmicrosoft.com"),
  user: text('<name>', 'the account, for example admin@partner.example'),
  passwordStdin: flag('read the password from standard input, up to its end'),
  endpoint: text('<url>', 'another server than the one the route names'),
  ca: repeatable('<file>', 'trust this certificate authority too (PEM)'),
  allowRedirect: list('<host[:port]>', 'a host a redirect may take the password to'),
  allowPlainHttp: flag('let the password cross the network unencrypted'),
  tryRetired: flag('connect even where Microsoft has closed the way in'),
  remember: negated('neither offer the answers of the last run nor keep those of this one'),
  ...runOptions,
};
type ConnectionFlags = FlagsOf<typeof options>;

/** The command without a name. Everything about the command line is checked before any network traffic. */
export const run = defineCommand({
  name: 'exo-preflight',
  summary:
    'Checks whether this PC, network and account can connect to Exchange with remote PowerShell, tries it with a real Get-Mailbox, and names what is wrong, who can mend it and how.',
  options,
  run: runOnce,
});

async function runOnce(flags: ConnectionFlags, host: CommandHost): Promise<number> {
  const { streams } = host;
  const { flags: asked, password } = await askForMissing(flags, host);
  if (asked.route === undefined)
    throw new UserError(
      '--route is missing.',
      'Say which way in: --route partner-basic, exchange-server or exchange-online. To try the tool without any of them: exo-preflight lab.',
    );
  if (asked.user !== undefined) checkUser(asked.user);
  const { machine, recording } = await chooseMachine(asked, host);
  const target = chooseTarget({
    route: asked.route,
    powershellRuns: await powershellRuns(asked, machine, host),
    ...(asked.via === undefined ? {} : { via: asked.via }),
    ...(asked.authentication === undefined ? {} : { authentication: asked.authentication }),
    ...(asked.endpoint === undefined ? {} : { endpoint: asked.endpoint }),
    ...(asked.tenant === undefined ? {} : { tenant: asked.tenant }),
    // Nobody signs in from a recorded PC.
    ...(asked.allowPlainHttp || machine.origin === 'recorded' ? { allowPlainHttp: true } : {}),
  });
  refuseMeaningless(asked, target, streams);
  const allowedRedirects = (asked.allowRedirect ?? []).map(redirectHost);
  const trust = await trustOf(asked.ca ?? []);
  const common = await planCommon(asked, asked.tryRetired ? ['route-offered'] : [], host);
  const credential = await credentialOf(asked, target, {
    host,
    isUsed: usesAccount(asked),
    ...(password === undefined ? {} : { password }),
  });

  const interruption = host.interruption(() => streams.progress(catalog['left-at-once']));
  const name = recording === undefined ? {} : { recording };
  const origin: Message =
    machine.origin === 'recorded'
      ? message('origin.recorded', { name: arg('path', recording ?? '') })
      : message('origin.live');
  return performRun(
    {
      ...common,
      ...name,
      target,
      tryRetired: asked.tryRetired ?? false,
      imports: asked.import ?? false,
      machine,
      trust,
      allowedRedirects,
      origin,
      ...(credential ? { account: credential.account } : {}),
    },
    { host, interruption, ...(credential ? { signIn: { credential } } : {}) },
  );
}

/** What `auto` goes by. Only a started PowerShell can tell, so it is asked only where a connection can come of it. */
async function powershellRuns(asked: ConnectionFlags, machine: Machine, { stdin }: CommandHost): Promise<boolean> {
  const isOpen = asked.via === undefined || asked.via === 'auto';
  if (
    !isOpen ||
    machine.origin !== 'live' ||
    machine.platform !== 'win32' ||
    !usesAccount(asked) ||
    (asked.user === undefined && !stdin.isTTY)
  )
    return false;
  const mode = await machine.read('powershell.languageMode');
  return mode.state === 'value' && mode.value === 'FullLanguage';
}

function refuseMeaningless(
  { import: imports, authentication, ca = [] }: ConnectionFlags,
  { via, also }: Target,
  streams: Output,
): void {
  if (authentication !== undefined && via === undefined)
    throw new UserError(
      '--authentication has no meaning here: this version makes no connection on this way in.',
      'Leave it out.',
    );
  if (imports && via === undefined)
    throw new UserError(
      '--import has no meaning here: this version makes no connection on this way in.',
      'Leave it out.',
    );
  if (imports && via !== 'powershell')
    throw new UserError(
      '--import goes with the PowerShell of this PC, which does not make this connection.',
      'Add --via powershell, or leave it out.',
    );
  if (ca.length > 0 && via === 'powershell' && also === undefined)
    streams.progress(
      "--ca: PowerShell goes by the certificates that Windows trusts; the file counts for this tool's own probes only.",
    );
}

/** In milliseconds. */
const rememberMs = 1_000;

interface Asked {
  readonly flags: ConnectionFlags;
  /** Typed on the screen of the questions; empty where the person gave none. */
  readonly password?: string;
}

/**
 * On a terminal the questions without an answer are asked, on a screen or line by line, with what was answered the last time on
 * offer; elsewhere the rows that need one are blocked and say so.
 */
async function askForMissing(flags: ConnectionFlags, host: CommandHost): Promise<Asked> {
  if (flags.format === 'json' || !host.terminal.canAsk || flags.machine !== undefined) return { flags };
  const [{ startQuestions }, { recall, remember, rememberedPath }] = await Promise.all([
    import('../session/start-questions.js'),
    import('../session/remembered.js'),
  ]);
  const last = flags.remember ? await recall(rememberedPath(host)) : {};
  const next = startQuestions(flags, { usesAccount: usesAccount(flags), last });
  if (!next({})) return { flags };
  const answered = await (flags.plain || readsAloud(flags, host)
    ? askLineByLine(next, host)
    : askOnScreen(next, flags, host));
  if (!answered)
    throw new UserError(
      'Nothing was run: the questions were left.',
      'Start again, or give the answers as options (see --help).',
      { exitCode: 130 },
    );
  // From now on, whatever else goes wrong before it is used.
  if (answered.secret !== undefined) host.masker.add(answered.secret);
  const given = Object.fromEntries(Object.entries(answered.answers).filter(([, answer]) => answer !== ''));
  // A disk that does not answer keeps nobody from the run.
  if (flags.remember)
    await Promise.race([
      remember({ ...last, ...answered.answers }, rememberedPath(host), host.masker),
      sleep(rememberMs, undefined, { ref: false }),
    ]);
  return { flags: { ...flags, ...given }, ...(answered.secret === undefined ? {} : { password: answered.secret }) };
}

async function askLineByLine(next: NextQuestion, { streams }: CommandHost): Promise<Answered> {
  const [{ ask }, { askInLines }] = await Promise.all([import('../ui/prompt/ask.js'), import('../cli/ask-lines.js')]);
  return askInLines(next, {
    ask: (question, secret) => ask(question, { secret }),
    tell: (line) => streams.progress(line),
  });
}

async function askOnScreen(
  next: NextQuestion,
  flags: ConnectionFlags,
  host: CommandHost,
): Promise<Answered | undefined> {
  const [{ askQuestions }, { terminalStyleOf }, { FullScreen }] = await Promise.all([
    import('../ui/prompt/ask-questions.js'),
    import('../ui/terminal/style.js'),
    import('../ui/terminal/full-screen.js'),
  ]);
  const style = terminalStyleOf({ color: wantsColor(flags, host), motion: flags.motion, reader: false }, host);
  const interruption = host.interruption(() => undefined);
  const screen = new FullScreen(host.masker.text);
  return askQuestions(next, { style, signal: interruption.signal, screen }).finally(() => interruption.release());
}

/** Whether a chosen row asks for an account. A plugin may have one, so with plugins it is taken to be so. */
function usesAccount({ only = [], skip = [], checks = [] }: ConnectionFlags): boolean {
  if (checks.length > 0) return true;
  try {
    return select(builtIn as readonly AnyCheck<Facilities>[], { only, skip }).checks.some(({ inputs = [] }) =>
      inputs.includes('account'),
    );
  } catch {
    // What is wrong with the choice is said where the choice is made.
    return false;
  }
}

async function credentialOf(
  { user, passwordStdin, machine, tryRetired }: ConnectionFlags,
  target: Target,
  { isUsed, password, host }: { readonly isUsed: boolean; readonly password?: string; readonly host: CommandHost },
): Promise<Credential | undefined> {
  if (passwordStdin) {
    if (user === undefined) throw new UserError('--password-stdin has no account to go with.', 'Add --user NAME.');
    return credentialFor(user, await readPassword(host.stdin), host);
  }
  const isClosed = target.microsoft && target.closed !== undefined && !tryRetired;
  const isWanted =
    isUsed &&
    !isClosed &&
    user !== undefined &&
    host.terminal.canAsk &&
    machine === undefined &&
    target.via !== undefined;
  if (!isWanted || password === '') return undefined;
  if (password !== undefined) return credentialFor(user, password, host);
  const { ask } = await import('../ui/prompt/ask.js');
  return credentialFor(user, checkPassword(await ask(`Password of ${user}`, { secret: true }), 'password'), host);
}

async function credentialFor(user: string, password: string, { masker }: CommandHost): Promise<Credential> {
  const { Credential: Holder } = await import('../identity/credential.js');
  return new Holder(user, password).guardedBy(masker);
}

async function trustOf(files: readonly string[]): Promise<Trust> {
  const added =
    files.length === 0
      ? []
      : await Promise.all(files.map((await import('../cli/certificate-authority.js')).readAuthority));
  const windowsRoots = async () => (await import('../machine/live/windows-roots.js')).windowsRoots();
  let roots: Promise<readonly string[]> | undefined;
  return { added, windowsRoots: () => (roots ??= windowsRoots()) };
}

function redirectHost(given: string): string {
  const url = URL.canParse(`https://${given}`) ? new URL(`https://${given}`) : undefined;
  if (
    !url ||
    !/^(?:\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)$/iu.test(url.hostname) ||
    url.host.toLowerCase() !== given.toLowerCase().replace(/:443$/u, '')
  ) {
    throw new UserError(
      `--allow-redirect "${given}" is not a host.`,
      'Give an exact host, with its port if it has one, for example mail.contoso.com or mail.contoso.com:8443.',
    );
  }
  return url.host;
}
