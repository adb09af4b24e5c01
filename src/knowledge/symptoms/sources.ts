/** Sources shared by several symptoms. */
export const sources = {
  article: 'Microsoft, "Connect to Exchange Online tenants with remote Windows PowerShell for DAP partners"',
  languageModes: 'about_Language_Modes (5.1)',
  module: 'office-docs-powershell exchange-online-powershell-v2.md (2026-07-31)',
  own: 'observed by this tool',
  policies: 'about_Execution_Policies (5.1); PowerShell, SecuritySupport.cs',
  support: 'MicrosoftDocs/OfficeDocs-Support, Exchange administration',
  tlsDocs: 'dotnet/docs, TLS best practices; support.microsoft.com/kb/3140245',
  windowsErrors: 'MicrosoftDocs/win32 system error codes',
  winrm: 'Windows SDK wsmerror.h; MicrosoftDocs/win32 WinRM installation and configuration',
  wmf: 'MicrosoftDocs/PowerShell-Docs wmf-overview.md; wmf/setup/install-configure.md (2018)',
} as const;

/** Further reading. */
export const links = {
  dotnet: 'https://go.microsoft.com/fwlink/p/?LinkId=257868',
  endpoints: 'https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges',
  exchangeMatrix: 'https://learn.microsoft.com/exchange/plan-and-deploy/supportability-matrix',
  executionPolicies: 'https://go.microsoft.com/fwlink/?LinkID=135170',
  languageModes:
    'https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_language_modes?view=powershell-5.1',
  module: 'https://learn.microsoft.com/powershell/exchange/exchange-online-powershell-v2',
  onPremises: 'https://learn.microsoft.com/powershell/exchange/connect-to-exchange-servers-using-remote-powershell',
  remotePowershellAccess: 'https://go.microsoft.com/fwlink/p/?LinkId=534018',
  tls: 'https://learn.microsoft.com/dotnet/framework/network-programming/tls',
  troubleshooting: 'https://go.microsoft.com/fwlink/?LinkID=135188',
  winhttp: 'https://support.microsoft.com/kb/3140245',
  wmf51: 'https://aka.ms/wmf5download',
} as const;
