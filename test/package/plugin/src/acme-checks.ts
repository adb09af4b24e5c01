import { defineCheck, fact, message, notApplicable, onWindows, pass, pub, unknown, value, warn } from 'exo-preflight';
import { roleOf } from 'exo-preflight/machine';

/** Acme's technicians work on client PCs, in Acme's domain. */
export const acmeDomain = defineCheck({
  apiVersion: 1,
  id: 'acme-domain',
  group: 'acme',
  texts: {
    en: {
      title: "This PC is in Acme's domain",
      member: 'The PC belongs to {domain}.',
      stranger: 'The PC belongs to {domain}, not to acme.example.',
      'cannot-tell': 'The domain of the PC could not be read.',
      'no-server': 'Technicians do not work on servers.',
      'by-hand': 'In PowerShell: `(Get-WmiObject Win32_ComputerSystem).Domain`, which is {domain}',
    },
    sv: {
      title: 'Datorn hör till Acmes domän',
      member: 'Datorn hör till {domain}.',
      stranger: 'Datorn hör till {domain}, inte till acme.example.',
      'cannot-tell': 'Datorns domän kunde inte läsas.',
      'no-server': 'Tekniker arbetar inte på servrar.',
      'by-hand': 'I PowerShell: `(Get-WmiObject Win32_ComputerSystem).Domain`, som är {domain}',
    },
  },
  needs: ['windows-version'],
  appliesTo: onWindows,
  timeoutMs: 5_000,
  async run({ machine, route }, signal) {
    signal.throwIfAborted();
    const type = await machine.peek('windows.installationType');
    if (type.state === 'value' && roleOf(type.value) === 'server') return notApplicable('no-server');
    const domain = await machine.read('pc.domain');
    const evidence = [
      fact(domain, message('member', { domain: pub('acme.example') })),
      { what: message('title'), observed: value(pub(route.id)), source: 'the route' },
    ];
    if (domain.state !== 'value') return unknown('cannot-tell', { evidence });
    const args = { domain: pub(domain.value) };
    return domain.value === 'acme.example' ? pass('member', { evidence, args }) : warn('stranger', { evidence, args });
  },
});

/** Misbehaves in every way a plugin can, for the tests. */
export const acmeTrouble = defineCheck({
  apiVersion: 1,
  id: 'acme-trouble',
  group: 'acme',
  texts: { en: { title: 'Nothing goes wrong here' } },
  run() {
    throw new RangeError('this is the plugin, not the tool');
  },
});
