export const texts = {
  en: {
    title: 'The Exchange Online module is in place for Windows PowerShell',
    'in-place': 'Version {found} is in place.',
    loads: 'Version {loads} is in place and loads.',
    'module-missing': 'The Exchange Online module (ExchangeOnlineManagement) is not installed.',
    'only-in-powershell-7':
      'The Exchange Online module is installed for PowerShell 7 only; Windows PowerShell does not see it there.',
    'module-too-old':
      'Version {found} of the Exchange Online module can no longer connect; {oldest} is the first that can.',
    'old-one-loads':
      'Of several versions of the Exchange Online module Windows PowerShell loads {loads}, which can no longer connect; {oldest} is the first that can.',
    'module-duplicates':
      'Several versions of the Exchange Online module are installed ({found}); Windows PowerShell loads {loads}.',
    'copies-in-several-folders':
      'Several copies of the Exchange Online module are installed, in several folders ({found}); which one is loaded depends on the order of the module path.',
    'module-needs-powershellget':
      'The Exchange Online module is in place, but Windows PowerShell lacks {missing}, which it needs.',
    'module-unfit-for-powershell-7':
      'Version {found} fits Windows PowerShell. The PowerShell {powershell7} that is installed beside it is too old for the module, which asks for {required} there.',
    'powershell-7-undetermined':
      'Version {found} fits Windows PowerShell. A PowerShell 7 is installed beside it whose version could not be read; the module asks for {required} there.',
    'module-conflict':
      'Loading the Exchange Online module in a new Windows PowerShell failed on a library that is there in another version ({error}).',
    'module-does-not-load':
      'The Exchange Online module is in place, and a new Windows PowerShell, without a profile, could not load it ({error}).',
    'no-module': 'This way in needs no module.',
    'trial-undetermined': 'The Exchange Online module is in place; whether it loads was asked, and could not be told.',
    'cannot-tell-helpers':
      'The Exchange Online module is in place; whether PowerShellGet and PackageManagement are could not be read.',
    'not-understood': 'Which versions of the Exchange Online module are installed is not told in this recording.',
    'cannot-tell': 'Whether the Exchange Online module is installed could not be read.',
    'by-hand':
      'In a new window of Windows PowerShell: `Get-Module ExchangeOnlineManagement, PowerShellGet, PackageManagement -ListAvailable`',
  },
} as const;
