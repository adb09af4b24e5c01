import type { Evidence, FindingOf, Target } from 'exo-preflight';
import { defineCheck, fact, fail, message, onWindows, pass, pub, unknown, warn } from 'exo-preflight';
import type { EffectivePolicy, Winner } from 'exo-preflight/machine';
import { effectivePolicy, isSetByPolicy, runsUnsignedLocalScripts } from 'exo-preflight/machine';
import { texts } from './texts/execution-policy.js';

/** Import-PSSession loads an unsigned module it has just written, so AllSigned stops it as surely as Restricted. */
export const executionPolicy = defineCheck({
  apiVersion: 1,
  id: 'execution-policy',
  group: 'pc',
  texts,
  appliesTo: onWindows,
  // On a server with nothing set, PowerShell is started and asked.
  timeoutMs: 30_000,
  async run({ machine, route }) {
    const { winner, facts, fallback } = await effectivePolicy(machine);
    const beside = await Promise.all([machine.peek('policy.localMachine32'), machine.peek('policy.process')]);
    const evidence = [...facts.map((one) => fact(one, expected)), ...beside.map((one) => fact(one))];
    if (winner.state === 'set') {
      const args = { policy: pub(winner.policy), scope: pub(winner.scope) };
      if (runsUnsignedLocalScripts(winner.policy)) return pass('allowed', { evidence, args });
      const symptom = symptomOf(winner);
      return stops(route)(sentence(symptom, route), { symptom, evidence, args });
    }
    if (winner.state === 'unknown' && winner.scope !== undefined)
      return unknown('cannot-tell', { evidence, args: { scope: pub(winner.scope) } });
    return judgeDefault(fallback, route, evidence);
  },
});

const expected = message('policy.expected');

/** REST from our own client loads no module on the PC. */
const stops = (route: Target) => (route.requires.loadsModules && route.via !== 'rest' ? fail : warn);

/** What can not be loaded: the module Import-PSSession writes, or the installed one. */
const sentence = (symptom: ScriptsStopped, route: Target) =>
  `${symptom.replace('-for-user', '') as WithoutUser<ScriptsStopped>}${route.speaks === 'rest' ? '-module' : ''}` as const;

type ScriptsStopped = `scripts-${'disabled' | 'must-be-signed'}${'' | '-by-policy' | '-for-user'}`;
type WithoutUser<Symptom extends string> = Symptom extends `${infer Rest}-for-user` ? Rest : Symptom;

function symptomOf({ scope, policy }: Extract<Winner, { state: 'set' }>): ScriptsStopped {
  const what = policy === 'AllSigned' ? 'scripts-must-be-signed' : 'scripts-disabled';
  if (isSetByPolicy(scope)) return `${what}-by-policy`;
  return scope === 'CurrentUser' ? `${what}-for-user` : what;
}

/** No scope is set. */
function judgeDefault(
  { role, policy, facts }: EffectivePolicy['fallback'],
  route: Target,
  above: readonly Evidence[],
): FindingOf<typeof texts> {
  const symptom = 'scripts-disabled-by-default';
  const stopped = route.speaks === 'rest' ? (`${symptom}-module` as const) : symptom;
  const [type, ...said] = facts;
  const evidence = [...above, fact(type)];
  if (role === undefined) return unknown('cannot-tell-default', { evidence, candidates: [symptom] });
  evidence.push(...said.map((one) => fact(one, expected)));
  if (policy === 'Restricted') return stops(route)(stopped, { symptom, evidence });
  return policy !== undefined && runsUnsignedLocalScripts(policy)
    ? pass('allowed-as-asked', { evidence, args: { policy: pub(policy) } })
    : unknown('server-default', { evidence, candidates: [symptom] });
}
