import { hostname, release, userInfo } from 'node:os';
import type { Reading, Signal } from '../../vocabulary/index.js';
import { absent, message, unreadable, value } from '../../vocabulary/index.js';
import type { Decoding, FactId, Facts } from '../fact-table.js';
import { factIds, factTable, sourceOf } from '../fact-table.js';
import type { Fact, Machine } from '../machine.js';
import type { RegistryFact, RegistryQuestion, RegistrySource, RegistryType } from '../registry-question.js';
import { aboutQuestion, placeAsked } from '../registry-question.js';
import type { PowerShellFact, PowerShellFacts } from './powershell/powershell-facts.js';
import { moduleVersions } from './module-folders.js';
import { newestPowerShell7 } from './powershell-7.js';
import { withoutCredentials } from '../rules/proxy-text.js';
import type { RegistryValue } from './registry/parse-query.js';
import { bytesOf, numberOf, textOf } from './registry/parse-query.js';
import { regExe } from './registry/reg-exe.js';
import { Registry } from './registry/registry.js';
import { systemRootOf } from './system-root.js';
import { setting } from './settings-file.js';
import type { Whereabouts } from './whereabouts.js';
import { mayHoldPassword } from '../rules/winhttp-proxy.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Timeout of one registry query, in milliseconds. */
const registryMs = 5_000;
/** Timeout of one folder or file, in milliseconds. */
const folderMs = 5_000;

export interface LiveOptions {
  /** Default: that of this process. */
  readonly environment?: Environment;
  /** Multiplies every deadline; default 1. */
  readonly timeScale?: number;
  /**
   * Load the Exchange Online module to see whether that works. It runs third-party code, so only when the user asked
   * for it.
   */
  readonly tryModule?: boolean;
}

/** The PC we run on. On other systems than Windows, registry facts are unreadable, never absent. */
export class LiveMachine implements Machine {
  readonly origin = 'live';
  readonly platform = process.platform;
  readonly #options: LiveOptions;
  readonly #environment: Environment;
  readonly #facts = new Map<FactId, Promise<Fact>>();
  readonly #registry: Registry | undefined;
  readonly #registryFacts = new Map<string, Promise<RegistryFact>>();
  #powershell: Promise<PowerShellFacts> | undefined;

  constructor(options: LiveOptions = {}) {
    const { environment = process.env, timeScale = 1 } = options;
    this.#options = options;
    this.#environment = environment;
    if (this.platform === 'win32')
      this.#registry = new Registry(
        regExe({ systemRoot: systemRootOf(environment), timeoutMs: registryMs * timeScale }),
      );
  }

  read<Id extends FactId>(id: Id): Promise<Fact<Id>> {
    let fact = this.#facts.get(id);
    if (!fact) this.#facts.set(id, (fact = this.#find(id)));
    return fact as Promise<Fact<Id>>;
  }

  registry<As extends RegistryType>(question: RegistryQuestion<As>): Promise<RegistryFact<As>> {
    const about = aboutQuestion(question);
    // Two checks may ask for the same place as different types: each gets its own answer, and the report the first.
    const asked = `${question.type} ${about.id}`;
    let found = this.#registryFacts.get(asked);
    if (!found) this.#registryFacts.set(asked, (found = this.#findInRegistry(question, about)));
    return found as Promise<RegistryFact<As>>;
  }

  async #findInRegistry(question: RegistryQuestion, about: Omit<RegistryFact, 'state'>): Promise<RegistryFact> {
    const reading = await this.#fromRegistry(question.type, placeAsked(question));
    return { ...about, ...reading } as RegistryFact;
  }

  peek<Id extends FactId>(id: Id): Promise<Fact<Id>> {
    return this.read(id);
  }

  async snapshot(signal?: Signal): Promise<readonly (Fact | RegistryFact)[]> {
    return [...(await this.#knownFacts(signal)), ...(await this.#askedOfRegistry())];
  }

  /** Each place once. Every reading was begun by a check and ends within its own deadline. */
  async #askedOfRegistry(): Promise<readonly RegistryFact[]> {
    const found = await Promise.all(this.#registryFacts.values());
    return found.filter(({ id }, index) => found.findIndex((one) => one.id === id) === index);
  }

  async #knownFacts(signal?: Signal): Promise<readonly Fact[]> {
    if (!signal) return Promise.all(factIds.map((id) => this.#readOrLeave(id)));
    let stop = (): void => undefined;
    const stopped = new Promise<undefined>((resolve) => (stop = () => resolve(undefined)));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      // A finished reading wins over a signal that has fired.
      return await Promise.all(
        factIds.map(
          async (id) =>
            (await Promise.race([this.#readOrLeave(id), stopped])) ?? {
              ...unreadable(message('unreadable.interrupted')),
              id,
              source: sourceOf(id),
            },
        ),
      );
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** A report starts no PowerShell: facts that no check asked for are left out. */
  #readOrLeave(id: FactId): Promise<Fact> {
    if ('powershell' in factTable[id].from && !this.#facts.has(id))
      return Promise.resolve({ ...unreadable(message('unreadable.not-asked')), id, source: sourceOf(id) });
    return this.read(id);
  }

  fresh(): Machine {
    return new LiveMachine(this.#options);
  }

  async #find(id: FactId): Promise<Fact> {
    const { from } = factTable[id];
    let reading: Reading<Facts[FactId]>;
    if ('registry' in from) reading = await this.#fromRegistry(from.as, from.registry);
    else if ('environment' in from) reading = this.#fromEnvironment(from.environment, from.as);
    else if ('powershell' in from) reading = await this.#fromPowerShell(id as PowerShellFact);
    else if ('module' in from) reading = await this.#fromDisk((where) => moduleVersions(from.module, where));
    else if ('settings' in from) reading = await this.#fromDisk((where) => setting(from.settings, from.key, where));
    else reading = await this.#fromNode(id);
    return { ...reading, id, source: sourceOf(id) };
  }

  async #fromRegistry(as: Decoding, { hive, key, value: name, view }: RegistrySource): Promise<Reading<Facts[FactId]>> {
    if (!this.#registry) return unreadable(message('unreadable.not-windows'));
    const listing = await this.#registry.key(`${hive}\\${key}`, view);
    if (listing.state !== 'value') return listing;
    const raw = listing.value.values.get(name.toLowerCase());
    return raw ? decode(as, raw) : absent;
  }

  #fromEnvironment(name: string, as: 'text' | 'proxy'): Reading<string> {
    const found = this.#environment[name] ?? this.#environment[name.toLowerCase()];
    if (found === undefined || found === '') return absent;
    return value(as === 'proxy' ? withoutCredentials(found) : found);
  }

  /** Loaded and started only for a fact that has no other source. */
  async #fromPowerShell(id: PowerShellFact): Promise<Reading<Facts[FactId]>> {
    if (this.platform !== 'win32') return unreadable(message('unreadable.not-windows'));
    if (id === 'modules.exchangeLoads' && !this.#options.tryModule) return unreadable(message('unreadable.not-asked'));
    this.#powershell ??= import('./powershell/powershell-facts.js').then(
      ({ PowerShellFacts }) =>
        new PowerShellFacts({ environment: this.#environment, timeScale: this.#options.timeScale ?? 1 }),
    );
    return (await this.#powershell).read(id);
  }

  async #fromNode(id: FactId): Promise<Reading<Facts[FactId]>> {
    switch (id) {
      case 'host.platform':
        return value(this.platform);
      case 'windows.kernel':
        return value(release());
      case 'pc.name':
        return value(hostname());
      case 'user.name':
        return this.#userName();
      case 'user.elevated':
        return this.#elevated();
      case 'powershell.7':
        return this.#fromDisk(newestPowerShell7);
      default:
        return unreadable(message('unreadable.not-recorded'));
    }
  }

  async #fromDisk<T>(read: (where: Whereabouts) => Promise<Reading<T>>): Promise<Reading<T>> {
    if (!this.#registry) return unreadable(message('unreadable.not-windows'));
    return read({
      environment: this.#environment,
      registry: this.#registry,
      timeoutMs: folderMs * (this.#options.timeScale ?? 1),
    });
  }

  #userName(): Reading<string> {
    try {
      const domain = this.#environment['USERDOMAIN'];
      const { username } = userInfo();
      return value(domain && this.platform === 'win32' ? `${domain}\\${username}` : username);
    } catch {
      return unreadable(message('unreadable.denied'));
    }
  }

  /** Only an elevated administrator may open the hive of LocalService, an account of every Windows. */
  async #elevated(): Promise<Reading<boolean>> {
    if (!this.#registry) {
      const id = process.getuid?.();
      return id === undefined ? unreadable(message('unreadable.not-windows')) : value(id === 0);
    }
    const hive = await this.#registry.key('HKU\\S-1-5-19');
    if (hive.state === 'value') return value(true);
    return hive.state === 'unreadable' && hive.why.id === 'unreadable.denied'
      ? value(false)
      : unreadable(message('unreadable.no-hive'));
  }
}

/** A registry value of another type than the fact has, or one that lost characters on the way, is unreadable: not absent, not a guess. */
function decode(as: Decoding, raw: RegistryValue): Reading<Facts[FactId]> {
  const wrongType = unreadable(message('unreadable.type', { type: { value: raw.type, kind: 'public' } }));
  switch (as) {
    case 'dword': {
      const number = numberOf(raw);
      return number === undefined ? wrongType : value(number);
    }
    case 'bytes': {
      const bytes = bytesOf(raw);
      if (bytes === undefined) return wrongType;
      return mayHoldPassword(bytes) ? unreadable(message('unreadable.withheld')) : value(bytes);
    }
    case 'proxy': {
      const text = textOf(raw);
      return text === undefined ? wrongType : value(withoutCredentials(text));
    }
    default: {
      const text = textOf(raw);
      if (text === undefined) return wrongType;
      // reg.exe prints a question mark for characters outside the console's code page; none of these values can contain
      // one.
      return text.includes('?') ? unreadable(message('unreadable.undecodable')) : value(text);
    }
  }
}
