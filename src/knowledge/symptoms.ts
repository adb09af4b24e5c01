import type { symptoms as texts } from '../locales/en/symptoms/index.js';

/** Who can fix it. `tenant-admin` is whoever administers the tenant or the Exchange servers. */
export type Owner = 'you' | 'domain-admin' | 'network-team' | 'tenant-admin' | 'customer' | 'microsoft';

/** A known fault: whose it is, where to read on, and where the knowledge comes from. Its words are in `locales`, by the same id. */
export interface Symptom {
  readonly owner: Owner;
  readonly links: readonly string[];
  readonly source: string;
}

const links = {
  languageModes:
    'https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_language_modes?view=powershell-5.1',
  executionPolicies: 'https://go.microsoft.com/fwlink/?LinkID=135170',
  dotnet: 'https://go.microsoft.com/fwlink/p/?LinkId=257868',
  wmf51: 'https://aka.ms/wmf5download',
  remotePowershellAccess: 'https://go.microsoft.com/fwlink/p/?LinkId=534018',
  module: 'https://learn.microsoft.com/powershell/exchange/exchange-online-powershell-v2',
  onPremises: 'https://learn.microsoft.com/powershell/exchange/connect-to-exchange-servers-using-remote-powershell',
  exchangeMatrix: 'https://learn.microsoft.com/exchange/plan-and-deploy/supportability-matrix',
  winhttp: 'https://support.microsoft.com/kb/3140245',
  tls: 'https://learn.microsoft.com/dotnet/framework/network-programming/tls',
  endpoints: 'https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges',
  troubleshooting: 'https://go.microsoft.com/fwlink/?LinkID=135188',
} as const;

const article = 'Microsoft, "Connect to Exchange Online tenants with remote Windows PowerShell for DAP partners"';
const policies = 'about_Execution_Policies (5.1); PowerShell, SecuritySupport.cs';
const wmf = 'MicrosoftDocs/PowerShell-Docs wmf-overview.md; wmf/setup/install-configure.md (2018)';
const languageModes = 'about_Language_Modes (5.1)';
const module = 'office-docs-powershell exchange-online-powershell-v2.md (2026-07-31)';
const winrm = 'Windows SDK wsmerror.h; MicrosoftDocs/win32 WinRM installation and configuration';
const support = 'MicrosoftDocs/OfficeDocs-Support, Exchange administration';
const windowsErrors = 'MicrosoftDocs/win32 system error codes';
const tlsDocs = 'dotnet/docs, TLS best practices; support.microsoft.com/kb/3140245';
const own = 'observed by this tool';

const row = (owner: Owner, source: string, ...more: readonly string[]): Symptom => ({ owner, source, links: more });

/** Every fault a check may name, sorted by where it is met. */
export const symptoms = {
  'route-closed': row('you', 'techcommunity.microsoft.com 3779692 (update of 2023-10-01)', links.module),

  'windows-too-old': row('you', article, links.module),
  'windows-needs-service-pack': row('you', article),
  'windows-not-listed': row(
    'you',
    'office-docs-powershell exchange-online-powershell-v2.md (2026-07-31)',
    links.module,
  ),
  'windows-newer-than-table': row('you', own),
  'windows-not-in-table': row('you', own),
  'dotnet-missing': row('you', article, links.dotnet),
  'dotnet-too-old': row('you', article, links.dotnet),
  'dotnet-on-exchange-server': row(
    'you',
    'MicrosoftDocs/PowerShell-Docs whats-new/compatibility.md; Exchange Server supportability matrix',
    links.exchangeMatrix,
  ),
  'wmf-superseded': row('you', wmf, links.wmf51),
  'wmf-too-old': row('you', wmf, links.wmf51),
  'wmf-too-old-remove-first': row('you', wmf, links.wmf51),
  'wmf-too-old-unclear': row('you', wmf, links.wmf51),
  'wmf-too-old-by-update': row('you', wmf, links.wmf51),
  'wmf-too-old-on-exchange-server': row('you', 'MicrosoftDocs/PowerShell-Docs whats-new/compatibility.md'),
  'wmf-dead-end': row('you', wmf),

  'scripts-disabled': row('you', policies, links.executionPolicies),
  'scripts-disabled-for-user': row('you', policies, links.executionPolicies),
  'scripts-disabled-by-default': row('you', policies, links.executionPolicies),
  'scripts-disabled-by-policy': row('domain-admin', policies, links.executionPolicies),
  // Met before this tool runs at all, so no check names it: a person does, from the text PowerShell shows.
  'start-file-blocked': row(
    'you',
    'PowerShell, SecuritySupport.cs (PSSecurityException, UnauthorizedAccess); npm cmd-shim',
    links.executionPolicies,
  ),
  'scripts-must-be-signed': row('you', policies, links.executionPolicies),
  'scripts-must-be-signed-for-user': row('you', policies, links.executionPolicies),
  'scripts-must-be-signed-by-policy': row('domain-admin', policies, links.executionPolicies),
  'language-mode-constrained': row(
    'domain-admin',
    `${languageModes}; PowerShell issue 19797; office-docs-powershell exchange-online-powershell-v2.md (2026-07-31)`,
    links.languageModes,
  ),
  'language-mode-restricted': row('domain-admin', languageModes, links.languageModes),
  'powershell-blocked': row('domain-admin', own, links.languageModes),
  'module-missing': row('you', module, links.module),
  'module-too-old': row('you', `${module}; techcommunity.microsoft.com 3779692`, links.module),
  'module-duplicates': row('you', 'about_PSModulePath (5.1)', links.module),
  'module-unfit-for-powershell-7': row('you', module, links.module),
  'module-needs-powershellget': row('you', module, links.module),
  'module-conflict': row(
    'you',
    'office-docs-powershell connect-to-exchange-online-powershell.md; Azure/azure-powershell issue 27378',
    links.module,
  ),
  'module-does-not-load': row('you', own, links.module),
  'basic-disabled': row('you', winrm, links.troubleshooting),
  'basic-disabled-by-policy': row(
    'domain-admin',
    'MicrosoftDocs/windows-itpro-docs policy-csp-remotemanagement.md',
    links.module,
  ),
  'kerberos-disabled': row('you', winrm, links.troubleshooting),
  'kerberos-disabled-by-policy': row(
    'domain-admin',
    'MicrosoftDocs/windows-itpro-docs policy-csp-admx-windowsremotemanagement.md',
    links.onPremises,
  ),
  'kerberos-needs-name': row('you', `${winrm} (0x8033810B)`, links.troubleshooting),
  'kerberos-without-domain': row('you', `${winrm} (0x8033810C, 0x803380E4)`, links.troubleshooting),
  'domain-controller-silent': row('you', `${windowsErrors} (1311)`, links.onPremises),
  'negotiate-disabled': row('you', winrm, links.troubleshooting),
  'negotiate-disabled-by-policy': row(
    'domain-admin',
    'MicrosoftDocs/windows-itpro-docs policy-csp-remotemanagement.md',
    links.onPremises,
  ),
  'trusted-host-missing': row(
    'you',
    `${winrm} (0x803380E4, 0x803380E5); about_Remote_Troubleshooting (5.1)`,
    links.troubleshooting,
  ),
  'tls12-disabled': row('you', tlsDocs, links.tls),
  'tls12-off-by-default': row('you', tlsDocs, links.tls),
  'tls12-off-old-windows': row('you', tlsDocs, links.winhttp),
  'dotnet-tls-weak': row('you', tlsDocs, links.tls),

  'proxy-only-elsewhere': row('you', own),
  'proxy-setting-unusable': row('you', own),
  'proxy-authentication': row('network-team', 'RFC 9110, section 15.5.8', links.endpoints),
  'proxy-refused': row('network-team', 'RFC 9110, section 9.3.6', links.endpoints),
  'proxy-unreachable': row('you', own),
  'proxy-not-one': row('you', own),
  'name-not-found': row('you', own),
  'name-hidden': row('you', own, links.endpoints),
  'resolver-silent': row('you', own),
  'endpoint-refused': row('network-team', own),
  'endpoint-reset': row('network-team', own),
  'endpoint-unreachable': row('you', own),
  'endpoint-timed-out': row('network-team', own, links.endpoints),
  'endpoint-failed': row('you', own),
  'tls-failed': row('tenant-admin', own),
  'tls-reset': row('network-team', own),
  'tls-timed-out': row('you', own),
  'certificate-untrusted': row('network-team', 'RFC 5280, section 6'),
  'certificate-name': row('tenant-admin', 'RFC 9110, section 4.3.4'),
  'certificate-dates': row('you', 'RFC 5280, section 4.1.2.5'),
  'certificate-invalid': row('tenant-admin', 'RFC 5280'),
  'certificate-trusted-by-windows-only': row('you', own),
  'captive-portal': row('you', 'RFC 8952; RFC 6585, section 6'),
  'port-80-blocked': row('network-team', article, links.endpoints),
  'port-80-is-the-endpoint': row(
    'network-team',
    'Microsoft, "Connect to Exchange servers using remote PowerShell"',
    links.onPremises,
  ),
  'clock-off': row('you', 'RFC 4120, section 1.6'),
  'clock-breaks-tls': row('you', 'RFC 5280, section 4.1.2.5'),

  'sign-in-refused': row('you', article),
  'basic-not-offered': row('tenant-admin', 'RFC 9110, section 11.6.1', links.onPremises),
  'wrong-password': row('you', article),
  'customer-account': row('you', article),
  'account-name-form': row('you', winrm),
  'multi-factor-or-security-defaults': row('tenant-admin', `${support}: access-denied-connect-powershell`),
  'account-blocked': row('tenant-admin', `${support}: access-denied-connect-powershell`),
  'password-expired': row('you', windowsErrors),
  'account-disabled': row('tenant-admin', windowsErrors),
  'account-locked': row('tenant-admin', windowsErrors),

  'remote-powershell-disabled': row(
    'tenant-admin',
    `${support}: "Bad request" (KB 4482720); ${article}`,
    links.remotePowershellAccess,
  ),
  'no-role': row('tenant-admin', 'Microsoft Q&A; Netwrix knowledge base'),
  'session-limit': row('you', article),
  'shell-access-denied': row('tenant-admin', `${support}: access-denied-connect-powershell`),
  'shell-refused': row('tenant-admin', support),
  'request-rejected': row('you', winrm),
  forbidden: row('tenant-admin', `${support}: connecting-remote-server-failed`),
  'service-unavailable': row('tenant-admin', `${support}: fail-to-start-exchange-management-shell-console`),
  'server-error': row('tenant-admin', winrm),
  'endpoint-not-found': row('you', winrm),
  'configuration-not-found': row('you', winrm),
  'incompatible-protocol': row('tenant-admin', 'PowerShell, ERROR_WSMAN_INCORRECT_PROTOCOLVERSION'),
  'session-lost': row('network-team', `${support}: invalidshellid-error-in-rps (KB 3090768)`),
  throttled: row('you', winrm),
  'unknown-fault': row('tenant-admin', own, links.troubleshooting),
  'not-wsman': row('you', winrm),

  'redirect-refused': row('you', own),
  'redirect-not-https': row('tenant-admin', 'MicrosoftDocs/win32 WinHTTP error 12156'),
  'redirect-invalid': row('tenant-admin', 'Windows SDK wsmerror.h 0x803381B7'),
  'redirect-loop': row('tenant-admin', 'PowerShell, MAX_URI_REDIRECTION_COUNT'),

  'no-mailbox-role': row('tenant-admin', 'PowerShell CommandNotFoundException; Exchange role based access control'),
  'command-failed': row('tenant-admin', own),
  'connection-lost': row('network-team', own),
  'answer-not-understood': row('tenant-admin', 'MS-WSMV; MS-PSRP'),
  'server-silent': row('tenant-admin', own),
  'powershell-missing': row('you', own),
  'powershell-failed': row('you', own),
  'wsman-missing': row('you', 'PowerShell, RemotingErrorIdStrings; measured on PowerShell 7.6.5, Linux'),
  'authentication-not-offered': row('tenant-admin', 'Windows SDK wsmerror.h 0x8033810E', links.onPremises),
  'authentication-disabled': row('you', winrm),
  'unencrypted-refused': row('you', 'Windows SDK wsmerror.h 0x803380DE'),
  'winrm-corrupted': row('you', 'Windows SDK wsmerror.h 0x80338005'),
  'winrm-policy-corrupted': row('domain-admin', 'Windows SDK wsmerror.h 0x80338088'),
  'untrusted-by-windows': row('network-team', 'MicrosoftDocs/win32 WinHTTP error 12045', links.troubleshooting),
  'revocation-unreachable': row('network-team', 'MicrosoftDocs/win32 WinHTTP error 12057', links.endpoints),
  'import-blocked-by-policy': row(
    'you',
    'PowerShell, ImplicitRemotingCommands.cs; about_Remote_Troubleshooting (5.1)',
    links.executionPolicies,
  ),
  'import-shadowed': row('you', 'PowerShell, ImplicitRemotingStrings.resx'),
  'import-empty': row('tenant-admin', 'PowerShell, ImplicitRemotingStrings.resx'),
  'import-failed': row('you', own),
  'session-left': row('you', article),
} as const satisfies Readonly<Record<keyof typeof texts, Symptom>>;

export type KnownSymptom = keyof typeof symptoms;

export const isKnownSymptom = (id: string): id is KnownSymptom => Object.hasOwn(symptoms, id);
