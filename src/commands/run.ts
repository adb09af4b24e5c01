import { setTimeout as sleep } from 'node:timers/promises';
import { checks as builtIn } from 'exo-preflight/checks';
import { catalog } from '../locales/en/index.js';
import type { Facilities } from 'exo-preflight';
import type { AnyCheck } from '../preflight/index.js';
import { select } from '../preflight/index.js';
import type { Machine } from '../machine/index.js';
import type { Credential } from '../identity/credential.js';
import { chooseTarget } from '../exchange/index.js';
import type { Target } from '../exchange/index.js';
import type { Trust } from '../network/index.js';
import { arg, message, UserError } from '../vocabulary/index.js';
import type { Message } from '../vocabulary/index.js';
import { Interruption } from '../cli/interruption.js';
import { checkPassword, checkUser, readPassword } from '../cli/password.js';
import { canAsk } from '../cli/terminal.js';
import { performRun } from '../session/perform-run.js';
import { chooseMachine, planCommon, readsAloud, wantsColor } from '../session/plan-run.js';
import type { Answered, NextQuestion } from '../ui/prompt/question-store.js';
import type { ConnectionFlags } from './flags.js';
import type { Streams } from '../cli/streams.js';

/** `exo-preflight`: everything about the command line is checked before any network traffic. */
export async function runCommand(flags: ConnectionFlags, streams: Streams): Promise<number> {
  const { flags: asked, password } = await askForMissing(flags, streams);
  if (asked.route === undefined)
    throw new UserError(
      '--route is missing.',
      'Say which way in: --route partner-basic, exchange-server or exchange-online. To try the tool without any of them: exo-preflight lab.',
    );
  if (asked.user !== undefined) checkUser(asked.user);
  const { machine, recording } = await chooseMachine(asked, streams);
  const target = chooseTarget({
    route: asked.route,
    powershellRuns: await powershellRuns(asked, machine),
    ...(asked.via === undefined ? {} : { via: asked.via }),
    ...(asked.authentication === undefined ? {} : { authentication: asked.authentication }),
    ...(asked.endpoint === undefined ? {} : { endpoint: asked.endpoint }),
    ...(asked.tenant === undefined ? {} : { tenant: asked.tenant }),
    // Of a recorded PC nobody signs in.
    ...(asked.allowPlainHttp || machine.origin === 'recorded' ? { allowPlainHttp: true } : {}),
  });
  refuseMeaningless(asked, target, streams);
  const allowedRedirects = (asked.allowRedirect ?? []).map(redirectHost);
  const trust = await trustOf(asked.ca ?? []);
  const common = await planCommon(asked, asked.tryRetired ? ['route-offered'] : [], streams);
  const credential = await credentialOf(asked, target, {
    isUsed: usesAccount(asked),
    ...(password === undefined ? {} : { password }),
  });

  const interruption = new Interruption(() => streams.progress(catalog['left-at-once']));
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
      ...(credential ? { credential } : {}),
    },
    { streams, interruption },
  );
}

/** What `auto` goes by. Only a started PowerShell can tell, so it is asked only where a connection can come of it. */
async function powershellRuns(asked: ConnectionFlags, machine: Machine): Promise<boolean> {
  const isOpen = asked.via === undefined || asked.via === 'auto';
  if (
    !isOpen ||
    machine.origin !== 'live' ||
    machine.platform !== 'win32' ||
    !usesAccount(asked) ||
    (asked.user === undefined && !process.stdin.isTTY)
  )
    return false;
  const mode = await machine.read('powershell.languageMode');
  return mode.state === 'value' && mode.value === 'FullLanguage';
}

function refuseMeaningless(
  { import: imports, authentication, ca = [] }: ConnectionFlags,
  { via, also }: Target,
  streams: Streams,
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
  /** Typed on the screen of the questions; an empty one was not wanted to be given. */
  readonly password?: string;
}

/**
 * On a terminal the questions without an answer are asked, on a screen or line by line, with what was answered the last time on
 * offer; elsewhere the rows that need one are blocked and say so.
 */
async function askForMissing(flags: ConnectionFlags, streams: Streams): Promise<Asked> {
  if (flags.format === 'json' || !canAsk() || flags.machine !== undefined) return { flags };
  const [{ startQuestions }, { recall, remember }] = await Promise.all([
    import('../session/start-questions.js'),
    import('../session/remembered.js'),
  ]);
  const last = flags.remember ? await recall() : {};
  const next = startQuestions(flags, { usesAccount: usesAccount(flags), last });
  if (!next({})) return { flags };
  const answered = await (flags.plain || readsAloud(flags) ? askLineByLine(next, streams) : askOnScreen(next, flags));
  if (!answered)
    throw new UserError(
      'Nothing was run: the questions were left.',
      'Start again, or give the answers as options (see --help).',
      { exitCode: 130 },
    );
  const given = Object.fromEntries(Object.entries(answered.answers).filter(([, answer]) => answer !== ''));
  // A disk that does not answer keeps nobody from the run.
  if (flags.remember)
    await Promise.race([remember({ ...last, ...answered.answers }), sleep(rememberMs, undefined, { ref: false })]);
  return { flags: { ...flags, ...given }, ...(answered.secret === undefined ? {} : { password: answered.secret }) };
}

async function askLineByLine(next: NextQuestion, streams: Streams): Promise<Answered> {
  const [{ ask }, { askInLines }] = await Promise.all([import('../ui/prompt/ask.js'), import('../cli/ask-lines.js')]);
  return askInLines(next, {
    ask: (question, secret) => ask(question, { secret }),
    tell: (line) => streams.progress(line),
  });
}

async function askOnScreen(next: NextQuestion, flags: ConnectionFlags): Promise<Answered | undefined> {
  const [{ askQuestions }, { terminalStyleOf }] = await Promise.all([
    import('../ui/prompt/ask-questions.js'),
    import('../ui/terminal/style.js'),
  ]);
  const style = terminalStyleOf(
    { color: wantsColor(flags.color), motion: flags.motion, reader: false },
    { platform: process.platform, environment: process.env },
  );
  const interruption = new Interruption(() => undefined);
  return askQuestions(next, style, interruption.signal).finally(() => interruption.release());
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
  { isUsed, password }: { readonly isUsed: boolean; readonly password?: string },
): Promise<Credential | undefined> {
  if (passwordStdin) {
    if (user === undefined) throw new UserError('--password-stdin has no account to go with.', 'Add --user NAME.');
    return credentialFor(user, await readPassword());
  }
  const isClosed = target.microsoft && target.closed !== undefined && !tryRetired;
  const isWanted =
    isUsed && !isClosed && user !== undefined && canAsk() && machine === undefined && target.via !== undefined;
  if (!isWanted || password === '') return undefined;
  if (password !== undefined) return credentialFor(user, password);
  const { ask } = await import('../ui/prompt/ask.js');
  return credentialFor(user, checkPassword(await ask(`Password of ${user}`, { secret: true }), 'password'));
}

async function credentialFor(user: string, password: string): Promise<Credential> {
  const { Credential: Holder } = await import('../identity/credential.js');
  return new Holder(user, password);
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
