import type { Fact, Machine } from './machine.js';

const names: Readonly<Record<number, string>> = { 0: 'Exchange Server 2013', 1: 'Exchange Server 2016', 2: 'Exchange Server 2019 or SE' };

/**
 * The Exchange Server installed on this PC, by its Setup key; `undefined` where there is none or it can not be told.
 * Exchange 2016 and later are named for completeness; the rules about frameworks speak of 2010 and 2013.
 */
export async function exchangeServerOn(machine: Machine): Promise<{ readonly name: string; readonly refusesWmf51: boolean; readonly fact: Fact } | undefined> {
  const [v15, v14] = await Promise.all([machine.mention('exchange.v15.minor'), machine.mention('exchange.v14.minor')]);
  if (v15.state === 'value') return { name: names[v15.value] ?? 'Exchange Server', refusesWmf51: v15.value === 0, fact: v15 };
  if (v14.state === 'value') return { name: 'Exchange Server 2010', refusesWmf51: true, fact: v14 };
  return undefined;
}
