import type { PowerShellSession, ScriptError } from '../../machine/live/powershell/session.js';
import { PowerShellFailure } from '../../machine/live/powershell/session.js';
import type { Evidence } from '../../vocabulary/index.js';
import { arg, message, pub, value } from '../../vocabulary/index.js';
import type { CommandAnswer, ConnectionSteps, Diagnosis, Step, StepContext } from '../connection-steps.js';
import type { SignInProof, StageName } from '../connection.js';
import { stageNames } from '../connection.js';
import { seen } from '../failure.js';
import type { ConnectionOptions } from '../staged-connection.js';
import { fired, StagedConnection } from '../staged-connection.js';
import { getMailbox, importSession, newSession, removeSession } from './cmdlets.js';
import type { SessionFault } from './session-fault.js';
import { diagnoseScriptError, isRedirect, scriptErrorEvidence } from './session-fault.js';
import type { NotStarted } from './start.js';
import { whyNotStarted, whyUnusable } from './start.js';
import { Work } from './work.js';

export interface PowerShellOptions extends ConnectionOptions {
  /** What the row calls the software that connects: `Windows PowerShell`. */
  readonly stack: string;
  /** Import-PSSession and the imported command, instead of Invoke-Command. */
  readonly imports?: boolean;
  /** Time limit for one call to PowerShell, in milliseconds. */
  readonly callMs?: number;
  /** Starts the PowerShell that connects; the signal also cancels the start. */
  readonly open: (signal: AbortSignal) => Promise<PowerShellSession>;
}

/**
 * Remote PowerShell with the PowerShell of this PC. It proves what the native client cannot: that this PC's WinRM and
 * policies let it through.
 */
export class PowerShellConnection extends StagedConnection {
  constructor(options: PowerShellOptions) {
    super(options, {
      stack: options.stack,
      needsAccount: true,
      stepsOf: (context) => new PowerShellSteps(options, context),
    });
  }
}

/**
 * The article's own commands: New-PSSession, then Invoke-Command or Import-PSSession with Get-Mailbox, then
 * Remove-PSSession. One cmdlet covers everything from name resolution to the runspace, so its error is assigned to the
 * stage it belongs to.
 */
class PowerShellSteps implements ConnectionSteps {
  proof: SignInProof | undefined;
  /** New-PSSession has begun and has not reported failure. */
  mayHaveSession = false;
  readonly opening: readonly Step[] = [
    { upTo: 'runspace', attempt: () => this.#openSession() },
    { upTo: 'import', attempt: () => this.#import() },
  ];
  readonly #options: PowerShellOptions;
  readonly #context: StepContext;
  #starting: Promise<PowerShellSession> | undefined;
  #powershell: PowerShellSession | undefined;
  #work: Work | undefined;
  #handedOver = false;
  #stayedHere = false;

  constructor(options: PowerShellOptions, context: StepContext) {
    this.#options = options;
    this.#context = context;
  }

  /** A PowerShell that was started has to be ended too. */
  get isRunning(): boolean {
    return this.#powershell !== undefined || this.#starting !== undefined;
  }

  /** Another way may send the password only if it has not left this PC or was accepted. */
  get leavesRoom(): boolean {
    return !this.#handedOver || this.#stayedHere || (this.proof === 'shell-opened' && !this.#options.credential?.spent);
  }

  async getMailbox(): Promise<CommandAnswer> {
    const { imports = false, all = false } = this.#options;
    const { clean, signals } = this.#context;
    const { reported, problems, warnings } = await getMailbox(this.#work!, { imported: imports, all }, signals.any);
    const [first] = problems;
    const answer = {
      source: imports ? 'Get-Mailbox, imported' : 'Invoke-Command {Get-Mailbox}',
      evidence: problems.flatMap((problem) => scriptErrorEvidence(problem, clean, 'Get-Mailbox')),
      // An error counts only if the command returned nothing; beside results it is a remark.
      ...(first && !reported?.count ? { fault: faultOnly(this.#judge(first, 'command')) } : {}),
    };
    if (!reported) return answer;
    const { count, names, version } = reported;
    const mailboxes = {
      count,
      // Exchange signals that there are more results with a warning beside as many results as were requested.
      more: warnings > 0 && (all ? count > 0 : count === 1),
      names: (names ?? []).map((name) => clean(name ?? '')),
      ...(version ? { serverVersion: clean(version) } : {}),
      errorIds: problems.map(({ fullyQualifiedErrorId }) => clean(fullyQualifiedErrorId)),
    };
    return { ...answer, mailboxes };
  }

  /**
   * Runs Remove-PSSession after stopping whatever is still running. Rejects when the signal fires, whatever the work
   * does then.
   */
  async remove(signal: AbortSignal): Promise<readonly Evidence[]> {
    const work = this.#work;
    if (work)
      await Promise.race([removeSession(work, signal), fired(signal).then(() => Promise.reject(reasonOf(signal)))]);
    this.mayHaveSession = false;
    return [seen('stage.left', '0', 'Get-PSSession')];
  }

  /** A PowerShell that fails midway may leave its session behind; a script error does not. */
  diagnose(error: unknown, stage: StageName | undefined): Diagnosis | undefined {
    if (!(error instanceof PowerShellFailure)) return undefined;
    const source = stage === 'disconnect' ? 'Remove-PSSession' : 'PowerShell';
    return { fault: { symptom: 'powershell-failed' }, evidence: [seen('stage.code', error.kind, source)] };
  }

  async release(how: 'leave' | 'kill'): Promise<void> {
    await this.#starting?.catch(() => undefined);
    const powershell = this.#powershell;
    this.#powershell = undefined;
    await (how === 'leave' ? powershell?.close() : powershell?.kill());
  }

  /** From name resolution to the runspace, following the redirects that are allowed. */
  async #openSession(): Promise<void> {
    const { recorder, redirects, signals } = this.#context;
    recorder.begin('shell');
    for (;;) {
      signals.any.throwIfAborted();
      if (redirects.isClosed) {
        recorder.endedOn('sign-in', below('sign-in', 'nothing'));
        return redirects.breakClosed();
      }
      this.#work ??= new Work(await this.#start(), this.#options.callMs);
      signals.any.throwIfAborted();
      this.mayHaveSession = this.#handedOver = true;
      const { reported, problems } = await this.#newSession(this.#work);
      if (reported?.opened) {
        this.#sessionOpened(reported.id);
        return;
      }
      this.mayHaveSession = false;
      const [problem] = problems;
      if (!problem)
        return this.#break({ stage: 'shell', symptom: 'unknown-fault', proves: 'nothing' }, this.#command());
      if (!isRedirect(problem)) return this.#refused(problem);
      // The article's -AllowRedirection would follow any redirect.
      recorder.endedOn('http', below('http', 'http'));
      redirects.follow(problem.redirectTo, 'New-PSSession, RedirectInformationRequired');
      recorder.begin('shell');
    }
  }

  /** If PowerShell itself fails on the way, how far it got is undetermined. */
  async #newSession(work: Work): ReturnType<typeof newSession> {
    const { target, credential, connectionMs } = this.#options;
    const { redirects, signals } = this.#context;
    if (!credential) throw new Error('a session was asked for without an account');
    try {
      return await newSession(work, {
        uri: redirects.url.href,
        authentication: target.auth,
        openMs: Math.round(connectionMs),
        account: { user: credential.user, password: credential.forPowerShell() },
        signal: signals.any,
      });
    } catch (error) {
      if (!(error instanceof PowerShellFailure)) throw error;
      this.proof = 'undetermined';
      this.#context.recorder.endedOn('shell', below('shell', 'nothing'));
      throw error;
    }
  }

  async #import(): Promise<void> {
    if (!this.#options.imports) return;
    const { recorder, signals, tell, clean } = this.#context;
    recorder.begin('import');
    const { reported, problems } = await importSession(this.#work!, {
      signal: signals.any,
      onPercent: (percent) => tell({ stage: 'import', redirect: recorder.redirect, state: 'running', percent }),
    });
    if (reported?.imported && reported.commands > 0) {
      recorder.passed([
        { what: message('stage.commands'), observed: value(reported.commands), source: 'Import-PSSession' },
      ]);
      return;
    }
    const [problem] = problems;
    if (!problem)
      return recorder.break({ symptom: 'import-empty', candidates: ['no-mailbox-role'] }, [
        seen('stage.commands', '0', 'Import-PSSession'),
      ]);
    return recorder.break(
      faultOnly(this.#judge(problem, 'import')),
      scriptErrorEvidence(problem, clean, 'Import-PSSession'),
    );
  }

  async #start(): Promise<PowerShellSession> {
    const { signals } = this.#context;
    try {
      this.#starting = this.#options.open(signals.any);
      this.#powershell = await this.#starting;
      const unusable = await whyUnusable(this.#powershell);
      return unusable ? this.#nothingTried(unusable) : this.#powershell;
    } catch (error) {
      signals.any.throwIfAborted();
      if (error instanceof PowerShellFailure) return this.#nothingTried(whyNotStarted(error));
      throw error;
    } finally {
      this.#starting = undefined;
    }
  }

  /** Reported on the first stage, since no other was tried. */
  #nothingTried({ fault, evidence }: NotStarted): never {
    this.#context.recorder.endedOn('resolve', []);
    return this.#context.recorder.break(fault, evidence);
  }

  #sessionOpened(id: string): void {
    const { recorder, clean } = this.#context;
    this.proof = 'shell-opened';
    recorder.endedOn('shell', below('shell', 'account'));
    recorder.passed([
      ...this.#command(),
      { what: message('stage.shell'), observed: value(arg('server-text', clean(id))), source: 'New-PSSession' },
    ]);
    recorder.begin('runspace');
    recorder.passed();
    if (!this.#options.imports) recorder.notNeeded('import');
  }

  /** Reports New-PSSession's error on the stage it belongs to. */
  #refused(problem: ScriptError): never {
    const fault = this.#judge(problem, 'shell');
    this.#stayedHere = fault.stayedHere;
    if (stageNames.indexOf(fault.stage) > stageNames.indexOf('sign-in'))
      this.proof = fault.proves === 'account' ? 'server-answered' : 'undetermined';
    const evidence = scriptErrorEvidence(problem, this.#context.clean, 'New-PSSession');
    return this.#break(fault, [...this.#command(), ...evidence]);
  }

  /** An error about the password ends its use, whichever cmdlet reported it. */
  #judge(problem: ScriptError, working: 'shell' | 'import' | 'command'): SessionFault {
    const fault = diagnoseScriptError(problem, working);
    if (fault.refused) this.#options.credential?.refused();
    return fault;
  }

  /** Reports the earlier stages as far as the error proves them. */
  #break(
    fault: Pick<SessionFault, 'stage' | 'symptom' | 'candidates' | 'proves'>,
    evidence: readonly Evidence[],
  ): never {
    this.#context.recorder.endedOn(fault.stage, below(fault.stage, fault.proves));
    return this.#context.recorder.break(faultOnly(fault), evidence);
  }

  #command(): readonly Evidence[] {
    return [
      {
        what: message('stage.new-session', { authentication: pub(this.#options.target.auth) }),
        observed: value(arg('host', this.#context.redirects.url.href)),
        expected: message('stage.without-redirection'),
        source: 'New-PSSession',
      },
    ];
  }
}

const faultOnly = ({ symptom, candidates }: Pick<SessionFault, 'symptom' | 'candidates'>) => ({
  symptom,
  ...(candidates ? { candidates } : {}),
});

/**
 * The stages before the one New-PSSession ended on. Its error proves nothing about them, that something answered over
 * HTTP, or that the account was let in.
 */
function below(end: StageName, proves: SessionFault['proves']) {
  const isProven = (stage: StageName): boolean =>
    proves === 'account' || (proves === 'http' && stage !== 'sign-in' && stage !== 'shell');
  return stageNames.slice(0, stageNames.indexOf(end)).map((stage) => ({
    stage,
    state: isProven(stage) ? ('passed' as const) : ('undetermined' as const),
  }));
}

const reasonOf = ({ reason }: AbortSignal): Error =>
  reason instanceof Error ? reason : new DOMException('no time left', 'AbortError');
