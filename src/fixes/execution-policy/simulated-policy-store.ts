import type { Fact, FactId } from '../../machine/index.js';
import type { SimulatedMachine } from '../../machine/recording/simulated-machine.js';
import { effectivePolicy } from '../../machine/index.js';
import { absent, message, unreadable, value } from '../../vocabulary/index.js';
import type { Step, Target } from './policy-commands.js';
import { isMachineWide, targets } from './policy-commands.js';
import type { PolicyStore, SetResult } from './policy-store.js';

const facts = {
  CurrentUser: 'policy.currentUser',
  LocalMachine64: 'policy.localMachine64',
  LocalMachine32: 'policy.localMachine32',
} as const satisfies Readonly<Record<Target, FactId>>;

/** A PC in memory: accepts the changes Windows would accept with the same rights, and reports the same results. */
export class SimulatedPolicyStore implements PolicyStore {
  readonly origin = 'simulated';
  readonly #machine: SimulatedMachine;
  readonly #consents: boolean;
  readonly #before: Promise<readonly Fact[]>;

  /** `consents`: whether the user, or an administrator for them, accepts the Windows prompt. */
  constructor(machine: SimulatedMachine, { consents = true } = {}) {
    this.#machine = machine;
    this.#consents = consents;
    this.#before = this.#places();
  }

  fresh(): SimulatedMachine {
    return this.#machine.fresh();
  }

  async set({ target, after, elevation }: Pick<Step, 'target' | 'after' | 'elevation'>): Promise<SetResult> {
    const before = await this.#before;
    if (elevation === 'prompt' && !this.#consents) return { state: 'declined' };
    if (isMachineWide(target) && elevation === 'none') return { state: 'denied' };
    // Undefined removes the value.
    this.#machine.change(facts[target], after === 'Undefined' ? absent : value(after));
    const { winner } = await effectivePolicy(
      this.#machine.fresh(),
      target === 'LocalMachine32' ? 'windows-32' : 'windows-64',
    );
    await this.#keepWordOfPowerShell(before);
    const isInForce = winner.state !== 'unknown' && winner.policy === after;
    return after !== 'Undefined' && !isInForce ? { state: 'overridden' } : { state: 'written' };
  }

  /**
   * If PowerShell itself was asked before, it would now answer differently, and as before once everything is restored.
   */
  async #keepWordOfPowerShell(before: readonly Fact[]): Promise<void> {
    const said = before.find(({ id }) => id === 'policy.effective64');
    if (said?.state !== 'value') return;
    const now = await this.#places();
    const isBack = now.every(
      (one, index) => one.id === 'policy.effective64' || JSON.stringify(one) === JSON.stringify(before[index]),
    );
    const { winner } = await effectivePolicy(this.#machine.fresh());
    this.#machine.change(
      'policy.effective64',
      isBack
        ? value(String(said.value))
        : winner.state === 'set'
          ? value(winner.policy)
          : unreadable(message('unreadable.not-asked')),
    );
  }

  async #places(): Promise<readonly Fact[]> {
    const machine = this.#machine.fresh();
    return Promise.all([...targets.map((target) => machine.read(facts[target])), machine.read('policy.effective64')]);
  }
}
