import * as z from 'zod/mini';
import type { Reading } from '../../../vocabulary/index.js';
import { absent, message, pub, unreadable, value } from '../../../vocabulary/index.js';
import type { FactId, Facts } from '../../fact-table.js';
import { openPowerShell } from './open-session.js';
import domainController from './scripts/domain-controller.ps1';
import domainJoined from './scripts/domain-joined.ps1';
import loadExchangeModule from './scripts/load-exchange-module.ps1';
import type { Hello, PowerShellSession } from './session.js';
import { PowerShellFailure } from './session.js';

/** Facts known only to a running Windows PowerShell. */
export type PowerShellFact = Extract<
  FactId,
  'powershell.languageMode' | 'policy.effective64' | 'pc.domainJoined' | 'pc.domainController' | 'modules.exchangeLoads'
>;

/** Opens an unmodified session; 64-bit, like a technician's own window. */
type Open = () => Promise<PowerShellSession>;

interface Options {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeScale: number;
  /** Default: the 64-bit Windows PowerShell of this PC. */
  readonly open?: Open;
}

/** In milliseconds: the search for an unreachable domain controller takes a while. */
const times = { quick: 10_000, controller: 12_000, module: 60_000, idle: 1_000 } as const;

/** Queries one PowerShell, started for the first fact and ended when idle. */
export class PowerShellFacts {
  readonly #open: Open;
  readonly #timeScale: number;
  #session: Promise<PowerShellSession> | undefined;
  #asking = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor({
    environment,
    timeScale,
    open = () => openPowerShell({ edition: 'windows-64', environment, startMs: 20_000 * timeScale }),
  }: Options) {
    this.#open = open;
    this.#timeScale = timeScale;
  }

  async read(id: PowerShellFact): Promise<Reading<Facts[FactId]>> {
    try {
      switch (id) {
        case 'powershell.languageMode':
          return value((await this.#hello()).languageMode);
        case 'policy.effective64':
          return text((await this.#hello()).executionPolicy);
        case 'pc.domainJoined':
          return value(
            await this.#ask((session) =>
              session.call(domainJoined, {
                parse: (given) => z.boolean().parse(given),
                timeoutMs: times.quick * this.#timeScale,
              }),
            ),
          );
        case 'pc.domainController':
          return text(
            await this.#ask((session) =>
              session.call(domainController, { parse: shortText, timeoutMs: times.controller * this.#timeScale }),
            ),
          );
        case 'modules.exchangeLoads':
          return text(
            await this.#inOwnProcess((session) =>
              session.call(loadExchangeModule, { parse: trial, timeoutMs: times.module * this.#timeScale }),
            ),
          );
      }
    } catch (error) {
      if (error instanceof PowerShellFailure) return readingOf(error);
      throw error;
    }
  }

  #hello(): Promise<Hello> {
    return this.#ask((session) => session.hello());
  }

  async #ask<T>(question: (session: PowerShellSession) => Promise<T>): Promise<T> {
    clearTimeout(this.#idle);
    this.#asking++;
    const mine = (this.#session ??= this.#open());
    try {
      return await question(await mine);
    } catch (error) {
      // A failed session is gone; the next fact gets a new one, unless none can be started at all.
      const isGone =
        !(error instanceof PowerShellFailure) || (error.kind !== 'not-found' && error.kind !== 'blocked-by-policy');
      if (isGone && this.#session === mine) this.#session = undefined;
      throw error;
    } finally {
      if (--this.#asking === 0) this.#endSoon();
    }
  }

  async #inOwnProcess<T>(question: (session: PowerShellSession) => Promise<T>): Promise<T> {
    const session = await this.#open();
    try {
      return await question(session);
    } finally {
      await session.close();
    }
  }

  #endSoon(): void {
    this.#idle = setTimeout(() => {
      const session = this.#session;
      this.#session = undefined;
      session?.then((one) => one.close()).catch(() => undefined);
    }, times.idle).unref();
  }
}

/** `loaded 3.10.1`, or `failed` and the identifier of the error: without names of people or folders. */
const trial = (given: unknown): string =>
  z
    .string()
    .check(z.maxLength(400), z.regex(/^(?:loaded [\d.]+|failed [\w.,+`-]+)$/u))
    .parse(given);
const shortText = (given: unknown): string => z.string().check(z.maxLength(1000)).parse(given);
const text = (found: string): Reading<string> => (found.trim() === '' ? absent : value(found.trim()));

const neverRan = (code: string): Reading<never> =>
  unreadable(message('unreadable.program', { program: pub('powershell.exe'), code: pub(code) }));

function readingOf({ kind, systemCode }: PowerShellFailure): Reading<never> {
  switch (kind) {
    case 'timeout':
      return unreadable(message('unreadable.timed-out'));
    case 'blocked-by-policy':
      return unreadable(message('unreadable.blocked-by-policy'));
    case 'not-found':
      return neverRan(systemCode ?? 'ENOENT');
    default:
      return systemCode === undefined
        ? unreadable(message('unreadable.powershell', { why: pub(kind) }))
        : neverRan(systemCode);
  }
}
