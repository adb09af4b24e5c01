import type { Evidence, FindingOf, Machine, Target } from 'exo-preflight';
import { defineCheck, fact, fail, message, onWindows, pass, pub, unknown, warn } from 'exo-preflight';
import type { Winner } from 'exo-preflight/machine';
import { effectivePolicy, isSetByPolicy, parsePolicy, roleOf, runsUnsignedLocalScripts } from 'exo-preflight/machine';
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
    const { winner, facts } = await effectivePolicy(machine);
    const beside = await Promise.all([machine.peek('policy.localMachine32'), machine.peek('policy.process')]);
    const evidence = [...facts.map((one) => fact(one, message('policy.expected'))), ...beside.map((one) => fact(one))];
    if (winner.state === 'unreadable') return unknown('cannot-tell', { evidence, args: { scope: pub(winner.scope) } });
    if (winner.state === 'undefined') return judgeDefault(machine, route, evidence);

    const args = { policy: pub(winner.policy), scope: pub(winner.scope) };
    if (runsUnsignedLocalScripts(winner.policy)) return pass('allowed', { evidence, args });
    const symptom = symptomOf(winner);
    return stops(route)(sentence(symptom, route), { symptom, evidence, args });
  },
});

/** REST from our own client loads no module on the PC. */
const stops = (route: Target) => (route.requires.loadsModules && route.via !== 'rest' ? fail : warn);

/** What can not be loaded: the module Import-PSSession writes, or the installed one. */
const sentence = (symptom: ScriptsStopped, route: Target) =>
  `${symptom.replace('-for-user', '') as WithoutUser<ScriptsStopped>}${route.speaks === 'rest' ? '-module' : ''}` as const;

type ScriptsStopped = `scripts-${'disabled' | 'must-be-signed'}${'' | '-by-policy' | '-for-user'}`;
type WithoutUser<Symptom extends string> = Symptom extends `${infer Rest}-for-user` ? Rest : Symptom;

function symptomOf({ scope, policy }: Extract<Winner, { state: 'value' }>): ScriptsStopped {
  const what = policy === 'AllSigned' ? 'scripts-must-be-signed' : 'scripts-disabled';
  if (isSetByPolicy(scope)) return `${what}-by-policy`;
  return scope === 'CurrentUser' ? `${what}-for-user` : what;
}

/** With no scope defined, a client falls to Restricted. A server is documented as RemoteSigned, but the code falls to Restricted too: only PowerShell itself can tell. */
async function judgeDefault(
  machine: Machine,
  route: Target,
  evidence: readonly Evidence[],
): Promise<FindingOf<typeof texts>> {
  const type = await machine.read('windows.installationType');
  const all = [...evidence, fact(type)];
  const role = type.state === 'value' ? roleOf(type.value) : undefined;
  const symptom = 'scripts-disabled-by-default';
  const stopped = route.speaks === 'rest' ? (`${symptom}-module` as const) : symptom;
  if (role === 'client') return stops(route)(stopped, { symptom, evidence: all });
  if (role === undefined) return unknown('cannot-tell-default', { evidence: all, candidates: [symptom] });
  const asked = await machine.read('policy.effective64');
  const said = [...all, fact(asked, message('policy.expected'))];
  const policy = asked.state === 'value' ? parsePolicy(asked.value) : 'Undefined';
  if (policy === 'Restricted') return stops(route)(stopped, { symptom, evidence: said });
  return runsUnsignedLocalScripts(policy)
    ? pass('allowed-as-asked', { evidence: said, args: { policy: pub(policy) } })
    : unknown('server-default', { evidence: said, candidates: [symptom] });
}
