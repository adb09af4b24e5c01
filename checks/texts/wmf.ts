export const texts = {
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
