import { checks as builtIn } from 'exo-preflight/checks';
import type { Facilities } from 'exo-preflight';
import type { Account } from '../identity/account.js';
import type { Credential } from '../identity/credential.js';
import type { Target } from '../exchange/index.js';
import type { MessageId } from '../locales/en/index.js';
import type { Machine } from '../machine/index.js';
import type { Trust } from '../network/index.js';
import { portOf } from '../network/host.js';
import type { AnyCheck, Choice } from '../preflight/index.js';
import { GraphError, select } from '../preflight/index.js';
import { Redaction } from '../redaction/pseudonyms.js';
import type { Wording } from '../report/text/wording.js';
import { UserError } from '../vocabulary/index.js';
import type { Message } from '../vocabulary/index.js';

/** What a run signs in with: apart from its plan, which is looked into everywhere. */
export interface SignIn {
  readonly credential: Credential;
  /** Of the lab alone: its account as it was at the beginning. Nobody is locked out by trying it again. */
  readonly labCredential?: () => Credential;
}

/** Everything decided; nothing has touched the network yet. */
export interface RunPlan {
  readonly target: Target;
  readonly machine: Machine;
  readonly recording?: string;
  readonly account?: Account;
  readonly trust: Trust;
  readonly allowedRedirects: readonly string[];
  /** Sign in even where Microsoft closed the way in. */
  readonly tryRetired: boolean;
  /** Import-PSSession instead of Invoke-Command, where the PowerShell of this PC connects. */
  readonly imports?: boolean;
  readonly plugins: readonly AnyCheck<Facilities>[];
  readonly choice: Choice;
  readonly format: 'text' | 'json';
  /** Lines instead of a screen, on a terminal too. */
  readonly plain: boolean;
  readonly motion: boolean;
  readonly reader: boolean;
  readonly output?: string;
  readonly force: boolean;
  readonly strict: boolean;
  readonly all: boolean;
  readonly redact: boolean;
  readonly debug: boolean;
  readonly color: boolean;
  readonly timeScale: number;
  readonly about: boolean;
  /** What to say first: the lab and a recording are named before anything else. */
  readonly origin: Message;
}

/** Rows of our own probes. */
const ownProbes: readonly string[] = ['name-resolution', 'port-443'];

/** PowerShell goes its own way, by WinHTTP's proxy and Windows' certificates: what our probes met does not keep its connection from being tried. */
function asConnected(check: AnyCheck<Facilities>, { via }: Target): AnyCheck<Facilities> {
  if (via !== 'powershell' || !check.uses?.includes('connection') || !check.blockedByFailureOf) return check;
  return { ...check, blockedByFailureOf: check.blockedByFailureOf.filter((one) => !ownProbes.includes(one)) };
}

export function choose({ plugins, choice, target }: RunPlan) {
  try {
    return select(
      [...(builtIn as readonly AnyCheck<Facilities>[]).map((check) => asConnected(check, target)), ...plugins],
      choice,
    );
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new UserError(
      error.message,
      plugins.length > 0
        ? 'Ask `exo-preflight checks` for the ids there are; a plugin must not use the id of another check.'
        : 'Ask `exo-preflight checks` for the ids there are.',
      { cause: error },
    );
  }
}

export const subjectOf = ({ target, account }: RunPlan) => ({
  host: target.host,
  port: portOf(new URL(target.endpoint)),
  plainPort: target.httpEndpoint.port,
  speaks: target.speaks,
  ...(target.powershellAuth === undefined ? {} : { authentication: target.powershellAuth }),
  ...(target.tenant === undefined ? {} : { tenant: target.tenant }),
  ...(account ? { user: account.user } : {}),
});

/** What a recorded PC lacks above all is its network: ours is not asked in its place. */
export function inputsOf({ target, machine, account }: RunPlan): ReadonlySet<string> {
  return new Set([
    ...(machine.origin === 'recorded' ? [] : ['network']),
    ...(target.via === undefined ? [] : ['way']),
    ...(target.tenant === undefined && target.delegatedOrganization ? [] : ['tenant']),
    ...(account ? ['account'] : []),
  ]);
}

/** One for the whole run: a name stands for the same thing on the screen and in the file. It knows from the start whom the run is about. */
export function redactionFor({ redact, target, account }: RunPlan): Redaction | undefined {
  if (!redact) return undefined;
  const redaction = new Redaction();
  const url = new URL(target.endpoint);
  for (const host of [target.host, url.hostname, url.host]) redaction.text(host, 'host');
  if (target.tenant !== undefined) redaction.text(target.tenant, 'tenant');
  if (account) redaction.text(account.user, 'user');
  return redaction;
}

/** What a way that worked has proven, and what it has not. */
export function stackNoteOf(via: string | null | undefined, isBoth: boolean): MessageId {
  if (isBoth) return 'stack.note.both';
  return via === 'powershell' ? 'stack.note.powershell' : 'stack.note';
}

export function headlineOf({ target }: RunPlan, wording: Wording): string {
  return wording.own('route.line', {
    route: { value: target.id, kind: 'public' },
    via: {
      value: wording.own(target.via === undefined ? 'via.none' : target.also ? 'via.both' : `via.${target.via}`),
      kind: 'public',
    },
    host: { value: new URL(target.endpoint).host, kind: 'host' },
  });
}
