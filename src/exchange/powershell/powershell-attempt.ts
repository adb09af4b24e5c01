import * as z from 'zod/mini';
import { isMicrosoftHost } from '../../knowledge/microsoft-hosts.js';
import type { PowerShellSession, ScriptError } from '../../machine/live/powershell/session.js';
import { PowerShellFailure } from '../../machine/live/powershell/session.js';
import type { Evidence, Json } from '../../vocabulary/index.js';
import { arg, message, pub, value } from '../../vocabulary/index.js';
import type { Mailboxes, StageName, SignInProof } from '../connection.js';
import { stageNames } from '../connection.js';
import type { Credential } from '../../identity/credential.js';
import { seen } from '../failure.js';
import type { StageRecorder } from '../stage-recorder.js';
import { judgeRedirect } from '../redirect.js';
import type { Target } from '../target.js';
import getMailbox from './scripts/get-mailbox.ps1';
import importSession from './scripts/import-session.ps1';
import openSession from './scripts/open-session.ps1';
import removeSession from './scripts/remove-session.ps1';
import type { SessionFault } from './session-fault.js';
import { diagnoseScriptError, isRedirect, scriptErrorEvidence } from './session-fault.js';
import type { WorkDone } from './work.js';
import { Work } from './work.js';

export interface PowerShellAttemptOptions {
  readonly target: Target;
  readonly credential?: Credential;
  readonly allowedRedirects: readonly string[];
  readonly tryRetired?: boolean;
  readonly all?: boolean;
  /** Import-PSSession and the imported command, instead of Invoke-Command. */
  readonly imports?: boolean;
  /** From the first question to the answer, in milliseconds. */
  readonly connectionMs: number;
  /** For one call to the PowerShell at work, in milliseconds. */
  readonly callMs?: number;
  /** Starts the PowerShell that connects; the signal ends the start as well. */
  readonly open: (signal: AbortSignal) => Promise<PowerShellSession>;
}

const opened = z.object({ opened: z.boolean(), id: z.string() });
const imported = z.object({ imported: z.boolean(), commands: z.number().check(z.int(), z.minimum(0)) });
const found = z.object({
  count: z.number().check(z.int(), z.minimum(0)),
  names: z.nullable(z.array(z.nullable(z.string()))),
  version: z.optional(z.nullable(z.string())),
});
const removed = z.object({ left: z.number() });

/** WinRM attempts these by itself, inside New-PSSession. */
const insideNewSession: readonly StageName[] = [
  'resolve',
  'proxy',
  'connect',
  'tls',
  'http',
  'sign-in',
  'shell',
  'runspace',
];

/** The stages below one, as far as its end proves them: nothing; that something answered over HTTP; or that the account was let in. */
function below(stage: StageName, proves: SessionFault['proves']) {
  const stagesBelow = insideNewSession.slice(0, Math.max(0, insideNewSession.indexOf(stage)));
  const isProven = (one: StageName): boolean =>
    proves === 'account' || (proves === 'http' && one !== 'sign-in' && one !== 'shell');
  return stagesBelow.map((one) => ({
    stage: one,
    state: isProven(one) ? ('passed' as const) : ('undetermined' as const),
  }));
}

/** For a piece of work to stop once it was reported to, in milliseconds. */
const stopMs = 1_500;
/** For New-PSSession to close what it had begun, once it was reported to stop; it waits for that, so it must be the shorter one. */
const cancelMs = 800;

/**
 * The article's own commands, run by the PowerShell of this PC: New-PSSession, then Invoke-Command or Import-PSSession with
 * Get-Mailbox, then Remove-PSSession. One cmdlet attempts from the name to the runspace; what it reports is put on the stage the
 * error belongs to.
 */
export class PowerShellAttempt {
  proof: SignInProof | undefined;
  mailboxes: Mailboxes | undefined;
  /** A session is there, or may be: New-PSSession was begun and has not said that it failed. */
  mayBeOpen = false;
  readonly #options: PowerShellAttemptOptions;
  readonly #recorder: StageRecorder;
  readonly #any: AbortSignal;
  readonly #tell: (step: Json) => void;
  #powershell: PowerShellSession | undefined;
  #work: Work | undefined;
  #url: URL;
  readonly #asked = new Set<string>();
  #opening: Promise<PowerShellSession> | undefined;
  #handedOver = false;
  #stayedHere = false;

  constructor(
    options: PowerShellAttemptOptions,
    recorder: StageRecorder,
    any: AbortSignal,
    tell: (step: Json) => void,
  ) {
    this.#options = options;
    this.#recorder = recorder;
    this.#any = any;
    this.#tell = tell;
    this.#url = new URL(options.target.endpoint);
  }

  /** From the name to the runspace, through as many redirects as are allowed. */
  async open(): Promise<void> {
    const { credential, target } = this.#options;
    if (!credential) throw new Error('a session was asked for without an account');
    this.#recorder.begin('shell');
    for (;;) {
      this.#any.throwIfAborted();
      if (this.#isClosed())
        return this.#break(
          { stage: 'sign-in', symptom: 'route-closed', refused: false, proves: 'nothing', stayedHere: true },
          [
            {
              what: message('route.host'),
              observed: value(arg('host', this.#url.host)),
              source: 'the address that was asked',
            },
          ],
        );
      this.#work ??= new Work(await this.#start(), this.#options.callMs);
      this.#any.throwIfAborted();
      this.mayBeOpen = this.#handedOver = true;
      const { reported, problems } = await this.#opened(() =>
        this.#work!.run(openSession, {
          given: {
            uri: this.#url.href,
            authentication: target.auth,
            openMs: Math.round(this.#options.connectionMs),
            cancelMs,
          },
          account: { user: credential.user, password: credential.forPowerShell() },
          parse: (one) => opened.parse(one),
          signal: this.#any,
        }),
      );
      if (reported?.opened) {
        this.#sessionOpened(reported.id);
        return;
      }
      this.mayBeOpen = false;
      const [problem] = problems;
      if (!problem)
        return this.#break(
          { stage: 'shell', symptom: 'unknown-fault', refused: false, proves: 'nothing', stayedHere: false },
          this.#command(),
        );
      if (!isRedirect(problem)) return this.#refused(problem);
      this.#follow(problem);
    }
  }

  async import(): Promise<void> {
    this.#recorder.begin('import');
    const { reported, problems } = await this.#trying(() =>
      this.#work!.run(importSession, {
        given: {},
        parse: (one) => imported.parse(one),
        signal: this.#any,
        onPercent: (percent) =>
          this.#tell({ stage: 'import', redirect: this.#recorder.redirect, state: 'running', percent }),
      }),
    );
    const [problem] = problems;
    if (reported?.imported && reported.commands > 0) {
      this.#recorder.passed([
        { what: message('stage.commands'), observed: value(reported.commands), source: 'Import-PSSession' },
      ]);
      return;
    }
    const fault = problem
      ? this.#judge(problem, 'import')
      : ({ symptom: 'import-empty', candidates: ['no-mailbox-role'] } as const);
    return this.#recorder.break(
      faultOnly(fault),
      problem
        ? scriptErrorEvidence(problem, this.#clean, 'Import-PSSession')
        : [seen('stage.commands', '0', 'Import-PSSession')],
    );
  }

  async getMailbox(): Promise<void> {
    const { imports = false, all = false } = this.#options;
    this.#recorder.begin('command');
    const { reported, problems, warnings } = await this.#trying(() =>
      this.#work!.run(getMailbox, {
        given: { imported: imports, all },
        parse: (one) => found.parse(one),
        signal: this.#any,
      }),
    );
    const evidence = problems.flatMap((problem) => scriptErrorEvidence(problem, this.#clean, 'Get-Mailbox'));
    const [first] = problems;
    if (first && (!reported || reported.count === 0))
      return this.#recorder.break(faultOnly(this.#judge(first, 'command')), evidence);
    if (!reported) return this.#recorder.break({ symptom: 'command-failed' }, evidence);
    const { count, names, version } = reported;
    // A warning together with as many results as were asked for is how Exchange says that there are more.
    this.mailboxes = {
      count,
      more: warnings > 0 && (all ? count > 0 : count === 1),
      names: (names ?? []).map((name) => this.#clean(name ?? '')),
      ...(version ? { serverVersion: this.#clean(version) } : {}),
      errorIds: problems.map(({ fullyQualifiedErrorId }) => this.#clean(fullyQualifiedErrorId)),
    };
    this.#recorder.passed([
      {
        what: message('stage.results'),
        observed: value(count),
        source: imports ? 'Get-Mailbox, imported' : 'Invoke-Command {Get-Mailbox}',
      },
      ...evidence,
    ]);
  }

  /** Remove-PSSession, after whatever still runs was stopped. Throws what `signal` was aborted with when the time for it is over. */
  async disconnect(signal: AbortSignal): Promise<void> {
    this.#recorder.begin('disconnect');
    try {
      await this.#remove(signal);
    } catch (error) {
      return this.#recorder.break(
        { symptom: 'session-left' },
        error instanceof PowerShellFailure ? [seen('stage.code', error.kind, 'Remove-PSSession')] : [],
      );
    }
    this.mayBeOpen = false;
    this.#recorder.passed([seen('stage.left', '0', 'Get-PSSession')]);
  }

  /** Whether there is a PowerShell to end. */
  get isRunning(): boolean {
    return this.#powershell !== undefined || this.#opening !== undefined;
  }

  /** Whether the password has not left this PC, or was accepted: only then may another way send it. */
  get leavesRoom(): boolean {
    return !this.#handedOver || this.#stayedHere || (this.proof === 'shell-opened' && !this.#options.credential?.spent);
  }

  /** Ends the PowerShell itself: asked to, or at once. */
  async end(how: 'leave' | 'kill' = 'leave'): Promise<void> {
    await this.#opening?.catch(() => undefined);
    const powershell = this.#powershell;
    this.#powershell = undefined;
    await (how === 'leave' ? powershell?.close() : powershell?.kill());
  }

  async #remove(signal: AbortSignal): Promise<void> {
    const work = this.#work;
    if (!work) return;
    const reported = await within(signal, async () => {
      if (!(await work.stop(stopMs))) throw new PowerShellFailure('timeout', 'The work did not stop.');
      return work.run(removeSession, { given: {}, parse: (one) => removed.parse(one), signal });
    });
    if (reported.reported?.left !== 0) throw new PowerShellFailure('script-error', 'Remove-PSSession left a session.');
  }

  async #start(): Promise<PowerShellSession> {
    try {
      this.#opening = this.#options.open(this.#any);
      this.#powershell = await this.#opening;
      const { languageMode } = await this.#powershell.hello();
      if (languageMode !== 'FullLanguage')
        return this.#nothingTried('powershell-blocked', [
          seen('fact.powershell.languageMode', languageMode, 'PowerShell'),
        ]);
      return this.#powershell;
    } catch (error) {
      this.#any.throwIfAborted();
      if (error instanceof PowerShellFailure) return this.#notStarted(error);
      throw error;
    } finally {
      this.#opening = undefined;
    }
  }

  #notStarted({ kind, systemCode, exitCode }: PowerShellFailure): never {
    const code = [kind, systemCode, exitCode === undefined ? undefined : `exit code ${exitCode}`]
      .filter((one) => one !== undefined)
      .join(', ');
    const symptom =
      kind === 'blocked-by-policy'
        ? 'powershell-blocked'
        : kind === 'not-found'
          ? 'powershell-missing'
          : 'powershell-failed';
    return this.#nothingTried(
      symptom,
      [seen('stage.code', code, 'starting PowerShell')],
      systemCode === 'UNKNOWN' ? ['powershell-blocked'] : [],
    );
  }

  /** Told on the first stage: no other was tried. */
  #nothingTried(symptom: string, evidence: readonly Evidence[], candidates: readonly string[] = []): never {
    this.#recorder.endedOn('resolve', []);
    return this.#recorder.break({ symptom, ...(candidates.length > 0 ? { candidates } : {}) }, evidence);
  }

  /** New-PSSession in a PowerShell that failed on the way: how far it had come nobody can tell. */
  async #opened<T>(work: () => Promise<WorkDone<T>>): Promise<WorkDone<T>> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PowerShellFailure)) throw error;
      this.proof = 'undetermined';
      return this.#break(
        { stage: 'shell', symptom: 'powershell-failed', refused: false, proves: 'nothing', stayedHere: false },
        [seen('stage.code', error.kind, 'PowerShell')],
      );
    }
  }

  /** A PowerShell that failed in the middle may have left its session behind; an error of a script has not. */
  async #trying<T>(work: () => Promise<WorkDone<T>>): Promise<WorkDone<T>> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PowerShellFailure)) throw error;
      return this.#recorder.break({ symptom: 'powershell-failed' }, [seen('stage.code', error.kind, 'PowerShell')]);
    }
  }

  #sessionOpened(id: string): void {
    this.proof = 'shell-opened';
    this.#recorder.endedOn('shell', below('shell', 'account'));
    this.#recorder.passed([
      ...this.#command(),
      { what: message('stage.shell'), observed: value(arg('server-text', this.#clean(id))), source: 'New-PSSession' },
    ]);
    this.#recorder.begin('runspace');
    this.#recorder.passed();
    if (!this.#options.imports) this.#recorder.notNeeded('import');
  }

  /** New-PSSession's error, on the stage it belongs to. */
  #refused(problem: ScriptError): never {
    const fault = this.#judge(problem, 'shell');
    this.#stayedHere = fault.stayedHere;
    if (stageNames.indexOf(fault.stage) > stageNames.indexOf('sign-in'))
      this.proof = fault.proves === 'account' ? 'server-answered' : 'undetermined';
    return this.#break(fault, [...this.#command(), ...scriptErrorEvidence(problem, this.#clean, 'New-PSSession')]);
  }

  /** Whatever was at work: an error that speaks of the password ends its use. */
  #judge(problem: ScriptError, working: 'shell' | 'import' | 'command'): SessionFault {
    const fault = diagnoseScriptError(problem, working);
    if (fault.refused) this.#options.credential?.refused();
    return fault;
  }

  /** Tells the stages below as far as the end proves them. */
  #break(fault: SessionFault, evidence: readonly Evidence[]): never {
    this.#recorder.endedOn(fault.stage, below(fault.stage, fault.proves));
    return this.#recorder.break(faultOnly(fault), evidence);
  }

  /** Goes where a redirect leads, if it may; the article's -AllowRedirection would have gone anywhere. */
  #follow(problem: ScriptError): void {
    const verdict = judgeRedirect(
      this.#url,
      problem.redirectTo,
      this.#recorder.redirect,
      this.#options.allowedRedirects,
    );
    const to = this.#clean(verdict.allowed ? verdict.url.host : verdict.to);
    const evidence: Evidence[] = [
      {
        what: message('route.host'),
        observed: value(arg('host', this.#url.host)),
        source: 'the address that was asked',
      },
      {
        what: message('stage.redirect'),
        observed: value(arg('host', to)),
        expected: message('stage.redirect.allowed'),
        source: 'New-PSSession, RedirectInformationRequired',
      },
    ];
    const stop = (symptom: string): never =>
      this.#break(
        { stage: 'http', symptom, args: { host: arg('host', to) }, refused: false, proves: 'http', stayedHere: false },
        evidence,
      );
    if (!verdict.allowed) return stop(verdict.symptom);
    this.#asked.add(this.#url.href);
    if (this.#asked.has(verdict.url.href)) return stop('redirect-loop');
    if (!this.#options.tryRetired && isMicrosoftHost(verdict.url.hostname)) return stop('route-closed');
    this.#recorder.endedOn('http', below('http', 'http'));
    this.#recorder.passed(evidence);
    this.#recorder.redirect++;
    this.#url = verdict.url;
    this.#recorder.begin('shell');
  }

  #isClosed(): boolean {
    const { target, tryRetired } = this.#options;
    return !tryRetired && this.#recorder.redirect === 0 && target.microsoft;
  }

  #command(): readonly Evidence[] {
    const { auth } = this.#options.target;
    return [
      {
        what: message('stage.new-session', { authentication: pub(auth) }),
        observed: value(arg('host', this.#url.href)),
        expected: message('stage.without-redirection'),
        source: 'New-PSSession',
      },
    ];
  }

  readonly #clean = (text: string): string => this.#options.credential?.scrub(text) ?? text;
}

const faultOnly = ({ symptom, candidates, args }: Pick<SessionFault, 'symptom' | 'candidates' | 'args'>) => ({
  symptom,
  ...(candidates ? { candidates } : {}),
  ...(args ? { args } : {}),
});

/** Rejects when the signal fires, whatever the work does then. */
function within<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const late = (): void =>
      reject(signal.reason instanceof Error ? signal.reason : new DOMException('no time left', 'AbortError'));
    if (signal.aborted) return late();
    signal.addEventListener('abort', late, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', late));
  });
}
