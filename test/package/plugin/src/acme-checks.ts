import {
  defineCheck,
  fact,
  message,
  messageFrom,
  notApplicable,
  onWindows,
  pass,
  pub,
  unknown,
  value,
  warn,
} from 'exo-preflight';
import { roleOf } from 'exo-preflight/machine';

const texts = {
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
} as const;

/** Acme's technicians work on client PCs, in Acme's domain. */
export const acmeDomain = defineCheck({
  apiVersion: 1,
  id: 'acme-domain',
  group: 'acme',
  texts,
  symptoms: {
    'acme-wrong-domain': {
      owner: 'domain-admin',
      cause: 'The PC is a member of {domain}. Rules for technicians are set in acme.example alone.',
      steps: ['Have the PC moved to acme.example.', { on: 'rest', step: 'Until then, work on another PC.' }],
      send: 'A PC of ours is in {domain}. Could you move it to acme.example? It is to reach {host}.',
      links: ['https://intranet.acme.example/domain'],
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
      fact(domain, messageFrom(texts, 'member', { domain: pub('acme.example') })),
      { what: message('route.host'), observed: value(pub(route.id)), source: 'the route' },
    ];
    if (domain.state !== 'value') return unknown('cannot-tell', { evidence });
    const args = { domain: pub(domain.value) };
    return domain.value === 'acme.example'
      ? pass('member', { evidence, args })
      : warn('stranger', { symptom: 'acme-wrong-domain', evidence, args });
  },
});

/** Reads a value of the registry that the tool has no fact for, and comes after a check of its own. */
export const acmeVpn = defineCheck({
  apiVersion: 1,
  id: 'acme-vpn',
  group: 'acme',
  texts: {
    en: {
      title: "Acme's VPN has the profile for technicians",
      right: 'The profile is {profile}.',
      other: 'The profile is {profile}; technicians have their own.',
      'cannot-tell': 'The profile could not be read.',
    },
  },
  symptoms: {
    'acme-vpn-profile': {
      owner: 'you',
      cause: "The VPN runs with another profile than the technicians'.",
      steps: ['Choose the profile "technicians" in the VPN client.'],
    },
  },
  needs: [acmeDomain],
  appliesTo: onWindows,
  async run({ machine }) {
    const profile = await machine.registry({
      key: 'HKLM\\SOFTWARE\\Acme\\Vpn',
      value: 'Profile',
      type: 'text',
      kind: 'public',
    });
    const evidence = [fact(profile)];
    if (profile.state !== 'value') return unknown('cannot-tell', { evidence, candidates: ['acme-vpn-profile'] });
    const args = { profile: pub(profile.value) };
    return profile.value === 'technicians'
      ? pass('right', { evidence, args })
      : warn('other', { symptom: 'acme-vpn-profile', evidence, args });
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
