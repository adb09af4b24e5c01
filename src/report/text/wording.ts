import { isKnownSymptom, symptoms } from '../../knowledge/symptoms.js';
import type { KnownSymptom, Owner, RunHole, Symptom } from '../../knowledge/symptoms.js';
import { catalog } from '../../locales/en/index.js';
import type { MessageId } from '../../locales/en/index.js';
import type { Catalog, ShowArg } from '../../locales/render.js';
import { clean, fill, render, renderReading, showAll } from '../../locales/render.js';
import type { AnyCheck, CheckId, OwnSymptom, Outcome } from '../../preflight/index.js';
import type { Arg, Evidence, Message } from '../../vocabulary/index.js';
import { pub } from '../../vocabulary/index.js';

export interface Remedy {
  readonly owner: Owner;
  readonly cause: string;
  readonly steps: readonly string[];
  readonly links: readonly string[];
  readonly send?: string;
}

/** The account and the server of a run, which fill the remedies. */
export interface Subject {
  readonly user?: string;
  readonly tenant?: string;
  readonly host: string;
  readonly port: number;
  /** The port of the http endpoint: 80 unless the address itself is plain http on another port. */
  readonly plainPort?: number;
  /** How Windows PowerShell would sign in; default Basic. */
  readonly authentication?: string;
  readonly speaks: 'remote-powershell' | 'rest';
}

/**
 * Only characters that neither a command prompt nor PowerShell treats specially, and no option. Brackets and colons
 * allow an IPv6 address.
 */
const plainWord = /^[\p{L}\p{N}[][\p{L}\p{N}@._+\\:[\]-]*$/u;

export interface WordingOptions {
  /** How much of an argument may be shown; default everything. */
  readonly show?: ShowArg;
  /** How much of a source may be shown: it is plain text that does not say what kinds of values it holds. */
  readonly inside?: (text: string) => string;
  /** Checks that have a page in `docs/checks`. */
  readonly pages?: ReadonlySet<CheckId>;
}

/** A name that is unsafe on a command line stays a placeholder for the reader to fill in. */
const fitForCommands = (args: Readonly<Record<string, Arg>>): Readonly<Record<string, Arg>> =>
  Object.fromEntries(
    Object.entries(args).map(([name, given]) => [
      name,
      typeof given === 'number' || given.kind === 'public' || plainWord.test(given.value) ? given : pub(`<${name}>`),
    ]),
  );

function knownSymptom(symptom: KnownSymptom): Symptom['texts']['en'] & Pick<Symptom, 'owner' | 'links'> {
  const { owner, links, texts }: Symptom = symptoms[symptom];
  return { owner, links, ...texts.en };
}

/** Turns ids and arguments into sentences, in one language, with every argument shown as its kind allows. */
export class Wording {
  /** An argument as it may be shown. */
  readonly show: ShowArg;
  readonly #checks: ReadonlyMap<CheckId, AnyCheck<never>>;
  readonly #inside: (text: string) => string;
  readonly #subject: Subject;
  readonly #pages: ReadonlySet<CheckId>;

  constructor(
    checks: readonly AnyCheck<never>[],
    subject: Subject,
    { show = showAll, inside = (text) => text, pages = new Set() }: WordingOptions = {},
  ) {
    this.#checks = new Map(checks.map((check) => [check.id, check]));
    this.#subject = subject;
    this.show = show;
    this.#inside = inside;
    this.#pages = pages;
  }

  /** A sentence of the tool's own. */
  own(id: MessageId, args: Readonly<Record<string, Arg>> = {}): string {
    return render({ id, args }, this.#words());
  }

  title(check: CheckId): string {
    return this.message(check, { id: 'title' });
  }

  /** The page about a check, inside the package; `undefined` for a plugin's check. */
  page(check: CheckId): string | undefined {
    return this.#pages.has(check) ? `docs/checks/${check}.md` : undefined;
  }

  /** The heading of a group; a plugin's own group is shown by its name. */
  group(group: string): string {
    const id = `group.${group}`;
    return Object.hasOwn(catalog, id) ? this.own(id as MessageId) : clean(group);
  }

  message(check: CheckId, message: Message): string {
    return render(message, this.#words(check));
  }

  /** One line for any outcome. */
  summary(check: CheckId, outcome: Outcome): string {
    if ('summary' in outcome) return this.message(check, outcome.summary);
    switch (outcome.status) {
      case 'not-applicable':
        return this.message(check, outcome.why);
      case 'blocked':
        return 'check' in outcome.by
          ? this.own('blocked.by', { title: { value: this.title(outcome.by.check), kind: 'public' } })
          : this.#missing(outcome.by.input);
      case 'timed-out': {
        const seconds = Math.round(outcome.afterMs / 1000);
        return outcome.waitingOn === undefined
          ? this.own('timed-out', { seconds })
          : this.own('timed-out.waiting', { seconds, what: { value: this.stage(outcome.waitingOn), kind: 'public' } });
      }
      case 'unknown':
        if ('outdated' in outcome)
          return this.own('outdated', { title: { value: this.title(outcome.outdated.check), kind: 'public' } });
        return 'crash' in outcome
          ? this.own('crashed', { name: { value: outcome.crash.name, kind: 'public' } })
          : this.own('interrupted');
    }
  }

  evidence(check: CheckId, evidence: Evidence): { what: string; observed: string; expected?: string; source: string } {
    const words = this.#words(check);
    return {
      what: render(evidence.what, words),
      observed: renderReading(evidence.observed, words),
      source: this.#inside(clean(evidence.source)),
      ...(evidence.expected ? { expected: render(evidence.expected, words) } : {}),
    };
  }

  /** What is known about a fault, its sentences filled with this run's names; `undefined` for one nobody brought. */
  remedy(symptom: string, summary?: Message): Remedy | undefined {
    const known = isKnownSymptom(symptom) ? knownSymptom(symptom) : this.#ownSymptom(symptom);
    if (!known) return undefined;
    const { owner, links = [], ...text } = known;
    const say = (sentence: string): string => this.#fill(sentence, summary?.args ?? {});
    const steps = text.steps.flatMap((step) =>
      typeof step === 'string' ? [step] : step.on === this.#subject.speaks ? [step.step] : [],
    );
    return {
      owner,
      links,
      cause: say(text.cause),
      steps: steps.map(say),
      ...(text.send === undefined ? {} : { send: say(text.send) }),
    };
  }

  /**
   * How to see the same without this tool: the check's own text `by-hand`, or `by-hand-rest` if it has one and the
   * route opens no PowerShell session. Filled like a remedy, with names that are safe on a command line; `undefined` if
   * the check has none.
   */
  byHand(check: CheckId, summary?: Message): string | undefined {
    const own: Catalog = this.#checks.get(check)?.texts.en ?? {};
    const ids = this.#subject.speaks === 'rest' ? ['by-hand-rest', 'by-hand'] : ['by-hand'];
    const id = ids.find((one) => Object.hasOwn(own, one));
    return id === undefined ? undefined : clean(this.#fill(own[id]!, summary?.args ?? {}, fitForCommands));
  }

  /** A fault that a plugin brings. Who owns it was looked at when it was loaded. */
  #ownSymptom(symptom: string): (OwnSymptom & { readonly owner: Owner }) | undefined {
    for (const { symptoms: own } of this.#checks.values())
      if (own && Object.hasOwn(own, symptom)) return own[symptom] as OwnSymptom & { readonly owner: Owner };
    return undefined;
  }

  #fill(
    sentence: string,
    args: Readonly<Record<string, Arg>>,
    fit = (all: Readonly<Record<string, Arg>>) => all,
  ): string {
    const { user, tenant, host, port, plainPort = 80, authentication = 'Basic' } = this.#subject;
    const known: Readonly<Record<RunHole, Arg>> = {
      user: user === undefined ? { value: this.own('default.user'), kind: 'public' } : { value: user, kind: 'user' },
      tenant:
        tenant === undefined
          ? { value: this.own('default.tenant'), kind: 'public' }
          : { value: tenant, kind: 'tenant' },
      host: { value: host, kind: 'host' },
      port,
      plainPort,
      authentication: { value: authentication, kind: 'public' },
    };
    // A finding may be about another host than the run's: one that a redirect led to.
    return fill(sentence, fit({ ...known, ...args }), this.#words());
  }

  #missing(input: string): string {
    const id = `input.${input}`;
    return Object.hasOwn(catalog, id)
      ? this.own(id as MessageId)
      : this.own('input.other', { input: { value: input, kind: 'public' } });
  }

  /** The name of a stage of the connection. */
  stage(stage: string): string {
    const id = `stage.name.${stage}`;
    return Object.hasOwn(catalog, id) ? this.own(id as MessageId) : clean(stage);
  }

  #words(check?: CheckId): { catalogs: readonly Catalog[]; language: string; show: ShowArg } {
    const own = check === undefined ? undefined : this.#checks.get(check)?.texts.en;
    return { catalogs: own ? [own, catalog] : [catalog], language: 'en', show: this.show };
  }
}
