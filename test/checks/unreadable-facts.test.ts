import { describe, expect, it } from 'vitest';
import { valueTypeOf } from '../../src/machine/fact-table.js';
import type { Fact, FactId, Facts, Machine } from '../../src/machine/index.js';
import type { Recording } from '../../src/machine/recording/recorded-machine.js';
import { RecordedMachine } from '../../src/machine/recording/recorded-machine.js';
import { readMachineFile } from '../../src/machine/recording/machine-file.js';
import type { Finding } from '../../src/preflight/index.js';
import type { Reading } from '../../src/vocabulary/index.js';
import { composedPcs } from '../machines/compose.js';
import { judge, pcChecks, pcFacilities } from '../support/facilities.js';

/** Notes which facts an answer was made to rest on, and which were only shown beside it. */
class Watched extends RecordedMachine {
  readonly decisive = new Set<FactId>();
  readonly peeked = new Set<FactId>();

  override read<Id extends FactId>(id: Id): Promise<Fact<Id>> {
    this.decisive.add(id);
    return super.read(id);
  }

  override peek<Id extends FactId>(id: Id): Promise<Fact<Id>> {
    this.peeked.add(id);
    return super.read(id);
  }
}

type RecordedId = Recording extends ReadonlyMap<infer Id, unknown> ? Id : never;
type Entry = { readonly reading: Reading<Facts[FactId]> };
const without = (recording: Recording, id: FactId, reading: Reading<Facts[FactId]>): Recording =>
  new Map<RecordedId, Entry>([...recording, [id, { reading }]]);
const unreadable: Reading<never> = { state: 'unreadable', why: { id: 'unreadable.denied' } };

const load = async (pc: string) =>
  (await readMachineFile(new URL(`../machines/${pc}.json`, import.meta.url).pathname)).recording;
const saysOf = (check: (typeof pcChecks)[number], machine: Machine, route: string): Promise<Finding> =>
  judge(check, pcFacilities(machine, route));

/** Values of the right type that no composed PC has. */
const otherValues = (id: FactId): Reading<Facts[FactId]>[] =>
  ({ number: [0, 1, 3, 4_294_967_295], string: ['', 'Restricted', 'Server', '0'], boolean: [true, false] })[
    valueTypeOf(id)
  ].map((value) => ({ state: 'value', value }));

describe.each(['partner-basic', 'exchange-server', 'exchange-online'])(
  'on %s, for every composed PC and every check of the PC',
  (route) => {
    it('a fact the answer rests on that can not be read leaves neither a pass nor a failure', async () => {
      let tried = 0;
      for (const pc of Object.keys(composedPcs)) {
        const recording = await load(pc);
        for (const check of pcChecks) {
          const watched = new Watched(recording);
          await saysOf(check, watched, route);
          for (const id of watched.decisive) {
            const { status } = await saysOf(check, new RecordedMachine(without(recording, id, unreadable)), route);
            expect(['warn', 'unknown'], `${pc}, ${check.id}, without ${id}: ${status}`).toContain(status);
            tried++;
          }
        }
      }
      expect(tried).toBeGreaterThan(300);
    });

    it('a fact that is only mentioned decides nothing, whatever it says', async () => {
      for (const pc of Object.keys(composedPcs)) {
        const recording = await load(pc);
        for (const check of pcChecks) {
          const watched = new Watched(recording);
          const before = await saysOf(check, watched, route);
          for (const id of [...watched.peeked].filter((one) => !watched.decisive.has(one))) {
            for (const reading of [unreadable, { state: 'absent' } as const, ...otherValues(id)]) {
              const after = await saysOf(check, new RecordedMachine(without(recording, id, reading)), route);
              expect(after.status, `${pc}, ${check.id}, ${id} ${reading.state}`).toBe(before.status);
            }
          }
        }
      }
    });
  },
);
