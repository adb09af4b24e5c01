import type { Message, Target } from 'exo-preflight';
import { defineCheck, fact, fail, message, onWindows, pass, pub, unknown, warn } from 'exo-preflight';

/** Where a policy does not even let PowerShell start, or answer, the mode it would have run in is one guess of two. */
const behindABlock = ['language-mode-constrained', 'powershell-blocked'] as const;

/** A policy that approves programs puts every PowerShell of the PC into ConstrainedLanguage; the registry does not tell which policy it is. */
export const languageMode = defineCheck({
  apiVersion: 1,
  id: 'language-mode',
  group: 'pc',
  texts: {
    en: {
      title: 'PowerShell runs in full language mode',
      full: 'Windows PowerShell runs in FullLanguage mode.',
      constrained:
        'Windows PowerShell runs in {mode} mode, in which Import-PSSession can not bring the commands of Exchange.',
      'constrained-module':
        'Windows PowerShell runs in {mode} mode, in which the Exchange Online module needs a signing certificate.',
      restricted: 'Windows PowerShell runs in {mode} mode, which takes no scripts.',
      blocked: 'A policy of this PC does not let Windows PowerShell tell in which mode it runs.',
      'not-started':
        'Windows did not start PowerShell, and its reason did not come through, so the mode could not be told.',
      'not-a-mode':
        'Windows PowerShell says that it runs in {mode} mode, which this version of the tool does not know.',
      'cannot-tell': 'In which language mode Windows PowerShell runs could not be told.',
      'by-hand': 'In a new window of Windows PowerShell: `$ExecutionContext.SessionState.LanguageMode`',
    },
  },
  appliesTo: onWindows,
  // Only a started PowerShell can tell.
  timeoutMs: 30_000,
  async run({ machine, route }) {
    const mode = await machine.read('powershell.languageMode');
    const evidence = [fact(mode, message('language-mode.expected'))];
    if (mode.state === 'unreadable' && mode.why.id === 'unreadable.blocked-by-policy')
      return unknown('blocked', { evidence, candidates: behindABlock });
    if (mode.state === 'unreadable' && saysNotWhy(mode.why))
      return unknown('not-started', { evidence, candidates: ['powershell-blocked'] });
    if (mode.state !== 'value') return unknown('cannot-tell', { evidence });
    const args = { mode: pub(mode.value) };
    switch (mode.value) {
      case 'FullLanguage':
        return pass('full', { evidence });
      case 'ConstrainedLanguage':
        return stops(route)(route.speaks === 'rest' ? 'constrained-module' : 'constrained', {
          symptom: 'language-mode-constrained',
          evidence,
          args,
        });
      case 'RestrictedLanguage':
      case 'NoLanguage':
        return stops(route)('restricted', { symptom: 'language-mode-restricted', evidence, args });
      default:
        return unknown('not-a-mode', { evidence, args });
    }
  },
});

/** Node.js passes on the error of Windows behind a policy for programs (1260) as UNKNOWN, and many another too. */
const saysNotWhy = ({ id, args }: Message): boolean => {
  const code = args?.['code'];
  return id === 'unreadable.program' && typeof code === 'object' && code.value === 'UNKNOWN';
};

/** REST from our own client loads no module on the PC. */
const stops = (route: Target) => (route.via === 'rest' ? warn : fail);
