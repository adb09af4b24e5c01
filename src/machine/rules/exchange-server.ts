import type { Message } from '../../vocabulary/index.js';
import { message } from '../../vocabulary/index.js';
import type { Fact, Machine } from '../machine.js';

interface Line {
  readonly name: string;
  /** Which version is supported, where support for this one has ended. */
  readonly support?: Message;
}

/**
 * By the minor version in the Setup key. Ends of support: techcommunity.microsoft.com 4366605; 2019 and SE share their
 * number.
 */
const lines: Readonly<Record<number, Line>> = {
  0: { name: 'Exchange Server 2013' },
  1: { name: 'Exchange Server 2016', support: message('exchange.support.2016') },
  2: { name: 'Exchange Server 2019 or SE', support: message('exchange.support.2019-or-se') },
};

interface ExchangeServer extends Line {
  readonly refusesWmf51: boolean;
  readonly fact: Fact;
}

/**
 * The Exchange Server installed on this PC, by its Setup key; `undefined` where there is none or it is not known. The
 * rules about frameworks concern 2010 and 2013.
 */
export async function exchangeServerOn(machine: Machine): Promise<ExchangeServer | undefined> {
  const [v15, v14] = await Promise.all([machine.peek('exchange.v15.minor'), machine.peek('exchange.v14.minor')]);
  if (v15.state === 'value')
    return { ...(lines[v15.value] ?? { name: 'Exchange Server' }), refusesWmf51: v15.value === 0, fact: v15 };
  if (v14.state === 'value') return { name: 'Exchange Server 2010', refusesWmf51: true, fact: v14 };
  return undefined;
}

/**
 * Support status by a version as Exchange writes it (`Version 15.1 (Build 2507.6)`); `undefined` where there is nothing
 * to say. Claims no more than the number alone proves.
 */
export function supportOf(version: string): Message | undefined {
  const { major, minor } = /\b(?<major>\d{1,2})\.(?<minor>\d{1,2})\b/u.exec(version)?.groups ?? {};
  return major === '15' && minor !== undefined ? lines[Number(minor)]?.support : undefined;
}
