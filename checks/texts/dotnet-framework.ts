export const texts = {
  en: {
    title: '.NET Framework is new enough',
    enough: '.NET Framework {found} is installed; {required} or later is asked for.',
    'dotnet-missing': '.NET Framework {required} or later is not installed.',
    'dotnet-too-old': '.NET Framework {found} is installed; {required} or later is needed.',
    'cannot-tell': 'The installed .NET Framework could not be read.',
    'cannot-tell-next':
      '.NET Framework 4.5 is enough for PowerShell 3.0 and later, and too old to install 5.1; which PowerShell this PC has could not be read.',
    'by-hand':
      "In PowerShell: `(Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full').Release`",
  },
} as const;
