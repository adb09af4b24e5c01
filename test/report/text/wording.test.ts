import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from 'exo-preflight/checks';
import { describe, expect, it } from 'vitest';
import { signatures } from '../../../src/knowledge/signatures.js';
import { symptoms } from '../../../src/knowledge/symptoms.js';
import { readMachineFile } from '../../../src/machine/recording/machine-file.js';
import { RecordedMachine } from '../../../src/machine/recording/recorded-machine.js';
import { Wording } from '../../../src/report/text/wording.js';
import type { Remedy } from '../../../src/report/text/wording.js';
import { judge, pcChecks, pcFacilities } from '../../support/facilities.js';

const folder = join(import.meta.dirname, '../../machines');
const pcs = readdirSync(folder).filter((name) => name.endsWith('.json'));
const subject = {
  host: 'mail.contoso.example',
  port: 443,
  tenant: 'contoso.onmicrosoft.com',
  user: 'admin@partner.example',
};
const speaking = (speaks: 'remote-powershell' | 'rest'): Wording => new Wording(checks, { ...subject, speaks });

const everything = ({ cause, steps, send = '' }: Remedy): string => [cause, ...steps, send].join('\n');
const placeholder = /\{\w+(?:\|[^}]*)?\}/u;
/** A script block of a command is no placeholder. */
const withoutCommands = (text: string): string =>
  text.replaceAll(/`[^`]*`/gu, (command) => command.replaceAll(/\{[A-Z][\w-]*\}/gu, ''));

const routes = ['partner-basic', 'exchange-server', 'exchange-online'] as const;

describe('every sentence about a composed PC', () => {
  it.each(pcs)('%s: is filled to the last name, on every route', async (name) => {
    const machine = new RecordedMachine((await readMachineFile(join(folder, name))).recording);
    for (const route of routes) {
      const facilities = pcFacilities(machine, route);
      const wording = speaking(facilities.route.speaks);
      for (const check of pcChecks) {
        const finding = await judge(check, facilities);
        const said = 'summary' in finding ? finding.summary : finding.why;
        const sentences = [wording.message(check.id, said)];
        if (finding.status === 'fail' || finding.status === 'warn')
          sentences.push(everything(wording.remedy(finding.symptom, finding.summary)!));
        if (finding.status === 'unknown')
          sentences.push(...(finding.candidates ?? []).map((one) => everything(wording.remedy(one, finding.summary)!)));
        for (const sentence of sentences) {
          expect(withoutCommands(sentence), `${route} ${check.id}`).not.toMatch(placeholder);
          expect(sentence, `${route} ${check.id}`).not.toMatch(
            /undefined|\[[a-z]+(?:[.-][a-z]+)*\]|\bnone is in place\b/u,
          );
        }
      }
    }
  });
});

describe('a remedy', () => {
  const needsMore = Object.keys(symptoms).filter((symptom) =>
    placeholder.test(withoutCommands(everything(speaking('remote-powershell').remedy(symptom)!))),
  );

  it('asks the finding for no more than who issued a certificate, which package, which version', () => {
    expect(needsMore.filter((symptom) => !/^(?:certificate-|wmf-|dotnet-|module-)/u.test(symptom))).toEqual([]);
  });

  it('that is one of several stands on its own', () => {
    // An error of PowerShell's carries no certificate to name, so what it means must stand on its own as well.
    const ofPowerShell = signatures.filter(
      ({ kind, when }) => kind === 'error-id' || (kind === 'windows-code' && when !== 'from-service'),
    );
    const several = [
      ...signatures.flatMap(({ candidates = [] }) => candidates),
      ...ofPowerShell.map(({ symptom }) => symptom),
    ];
    expect(several.length).toBeGreaterThan(5);
    expect(several.filter((symptom) => needsMore.includes(symptom))).toEqual([]);
  });

  it('names the version that the route asks for, not one that another route does', async () => {
    const machine = new RecordedMachine((await readMachineFile(join(folder, 'exchange-2010-server.json'))).recording);
    const reported = async (route: string): Promise<string> => {
      const facilities = pcFacilities(machine, route);
      const finding = await judge(
        checks.find(({ id }) => id === 'dotnet-framework')!,
        facilities,
      );
      if (finding.status !== 'fail') throw new Error(`${route}: ${finding.status}`);
      return everything(speaking(facilities.route.speaks).remedy(finding.symptom, finding.summary)!);
    };
    expect(await reported('partner-basic')).toMatch(/\b4\.5\b(?!\.)/u);
    expect(await reported('exchange-online')).toContain('4.7.2');
  });

  it('speaks of sessions where the route opens one, and of the module where it does not', () => {
    const both = Object.keys(symptoms).filter(
      (symptom) =>
        everything(speaking('rest').remedy(symptom)!) !== everything(speaking('remote-powershell').remedy(symptom)!),
    );
    expect(both.length).toBeGreaterThan(0);
    for (const symptom of both)
      expect(everything(speaking('rest').remedy(symptom)!), symptom).not.toMatch(
        /New-PSSession|Invoke-Command -Session/u,
      );
  });
});
