export const texts = {
  en: {
    title: 'PowerShell may run scripts',
    allowed: '{policy} is in force, set for {scope}.',
    'allowed-as-asked': 'No execution policy is set, and PowerShell says that {policy} is in force.',
    'scripts-disabled':
      '{policy}, set for {scope}, lets no script run: Import-PSSession can not load its module. Invoke-Command works without.',
    'scripts-disabled-by-policy':
      '{policy}, set by Group Policy or MDM ({scope}), lets no script run: Import-PSSession can not load its module. Invoke-Command works without.',
    'scripts-must-be-signed':
      '{policy}, set for {scope}, runs signed scripts only: Import-PSSession can not load the unsigned module it writes. Invoke-Command works without.',
    'scripts-must-be-signed-by-policy':
      '{policy}, set by Group Policy or MDM ({scope}), runs signed scripts only: Import-PSSession can not load the unsigned module it writes. Invoke-Command works without.',
    'scripts-disabled-by-default':
      'No execution policy is set, and Windows starts with Restricted: no script may run. Invoke-Command works without.',
    'scripts-disabled-module':
      '{policy}, set for {scope}, lets no script run: the Exchange Online module can not be loaded.',
    'scripts-disabled-by-policy-module':
      '{policy}, set by Group Policy or MDM ({scope}), lets no script run: the Exchange Online module can not be loaded.',
    'scripts-must-be-signed-module':
      '{policy}, set for {scope}, runs signed scripts only: the temporary module of the Exchange Online module is not signed.',
    'scripts-must-be-signed-by-policy-module':
      '{policy}, set by Group Policy or MDM ({scope}), runs signed scripts only: the temporary module of the Exchange Online module is not signed.',
    'scripts-disabled-by-default-module':
      'No execution policy is set, and Windows starts with Restricted: the Exchange Online module can not be loaded.',
    'server-default':
      'No execution policy is set. Servers are documented to start with RemoteSigned; only PowerShell itself can tell, and it did not.',
    'cannot-tell-default':
      'No execution policy is set, and whether this is a server, which starts with another one, could not be read.',
    'cannot-tell': 'The execution policy for {scope} could not be read, and it may be the one that decides.',
    'by-hand': 'In a new window of Windows PowerShell: `Get-ExecutionPolicy -List`',
  },
} as const;
