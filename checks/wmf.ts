import { defineCheck, fact, fail, message, onWindows, pass, pub, unknown, warn } from 'exo-preflight';
import type { Evidence, Machine } from 'exo-preflight';
import { exchangeServerOn, oldestAble, powershellVersion, roleOf, wmf51PackageFor } from 'exo-preflight/machine';

const texts = {
  en: {
    title: 'Windows Management Framework is new enough',
    enough: 'Windows Management Framework {found} is in place; {required} or later is asked for.',
    'wmf-superseded':
      'Windows Management Framework 5.0 works, but Microsoft replaced it by 5.1 and no longer supports it.',
    'no-powershell': 'Windows PowerShell is not installed; Windows Management Framework {required} or later is needed.',
    'wmf-too-old':
      'Windows PowerShell {found} is in place; Windows Management Framework {required} or later is needed.',
    'wmf-too-old-remove-first':
      'Windows PowerShell {found} is in place; Windows Management Framework {required} or later is needed.',
    'wmf-too-old-unclear':
      'Windows PowerShell {found} is in place; Windows Management Framework {required} or later is needed.',
    'wmf-too-old-by-update':
      'Windows PowerShell {found} is in place; Windows Management Framework {required} or later is needed.',
    'wmf-too-old-on-exchange-server':
      'Windows PowerShell {found} is in place, and this PC is an Exchange server that can not take version 5.1.',
    'wmf-dead-end': 'Windows PowerShell {found} is in place, and Windows 8 has no later one.',
    'cannot-tell': 'The version of Windows PowerShell could not be read.',
    'by-hand': '`reg query "HKLM\\SOFTWARE\\Microsoft\\PowerShell\\3\\PowerShellEngine" /v PowerShellVersion /reg:64`',
  },
} as const;

/** Windows 7 and Server 2008 R2 as first released: everything else comes after Service Pack 1. */
const withoutServicePack = 7600;

/** As a client it has no later framework; as Server 2012 the same build has. */
const windows8 = 9200;

/** Version n.m of the framework brings Windows PowerShell n.m, so the engine's version tells which one is installed. */
export const wmf = defineCheck({
  apiVersion: 1,
  id: 'wmf',
  group: 'pc',
  texts,
  appliesTo: onWindows,
  async run({ machine, route }) {
    const required = route.requires.wmf;
    const { version, facts } = await powershellVersion(machine);
    const evidence = facts.map((one) => fact(one, message('wmf.expected', { required: pub(required) })));
    if (version.state === 'unreadable') return unknown('cannot-tell', { evidence });

    const found = version.state === 'value' ? version.value : undefined;
    const args = { found: pub(found ?? ''), required: pub(required) };
    if (found !== undefined && Number(found) >= Number(required))
      return found === '5.0' ? warn('wmf-superseded', { evidence, args }) : pass('enough', { evidence, args });
    const { symptom, ...remedy } = await whatToInstall(machine);
    return fail(found === undefined ? 'no-powershell' : sentenceFor(symptom), {
      symptom,
      evidence: [...evidence, ...remedy.evidence],
      args: { ...args, package: pub(remedy.package ?? '') },
    });
  },
});

/** A Windows that can take no later framework has no sentence here: its own row says what is wrong with it. */
const sentenceFor = (symptom: Remedy['symptom']) =>
  symptom === 'windows-too-old' || symptom === 'windows-needs-service-pack' ? 'wmf-too-old' : symptom;

interface Remedy {
  readonly symptom:
    | `wmf-too-old${'' | '-remove-first' | '-unclear' | '-by-update' | '-on-exchange-server'}`
    | 'wmf-dead-end'
    | 'windows-needs-service-pack'
    | 'windows-too-old';
  readonly evidence: readonly Evidence[];
  readonly package?: string;
}

/** Which repair fits this PC. The facts asked here choose the advice, never the outcome. */
async function whatToInstall(machine: Machine): Promise<Remedy> {
  const [build, type, exchange] = await Promise.all([
    machine.peek('windows.build'),
    machine.peek('windows.installationType'),
    exchangeServerOn(machine),
  ]);
  const evidence = [fact(build), ...(exchange ? [fact(exchange.fact)] : [])];
  if (exchange?.refusesWmf51) return { symptom: 'wmf-too-old-on-exchange-server', evidence };
  const role = type.state === 'value' ? roleOf(type.value) : undefined;
  if (build.state !== 'value' || (build.value === windows8 && role === undefined))
    return { symptom: 'wmf-too-old-unclear', evidence };
  if (build.value < oldestAble.build)
    return { symptom: build.value === withoutServicePack ? 'windows-needs-service-pack' : 'windows-too-old', evidence };
  const found = wmf51PackageFor(build.value, role);
  if (!found) return { symptom: build.value === windows8 ? 'wmf-dead-end' : 'wmf-too-old-by-update', evidence };
  return {
    symptom: found.remove30First ? 'wmf-too-old-remove-first' : 'wmf-too-old',
    evidence,
    package: found.package,
  };
}
