export const texts = {
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
    'not-a-mode': 'Windows PowerShell says that it runs in {mode} mode, which this version of the tool does not know.',
    'cannot-tell': 'In which language mode Windows PowerShell runs could not be told.',
    'by-hand': 'In a new window of Windows PowerShell: `$ExecutionContext.SessionState.LanguageMode`',
  },
} as const;
