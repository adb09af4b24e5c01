/**
 * Host names that only Microsoft can answer for: where a redirect may take a credential, and where the route of the seed
 * article is closed. A name counts when it is the suffix itself or ends with a dot and the suffix. Zones whose names
 * customers choose (sharepoint.com, onmicrosoft.com, azurewebsites.net, cloudapp.net) are not listed.
 */
interface HostSuffix {
  readonly suffix: string;
  readonly source: string;
}

const endpoints = 'MicrosoftDocs/microsoft-365-docs includes/office-365-worldwide-endpoints.md';
const clouds =
  'MicrosoftDocs/office-docs-powershell Connect-ExchangeOnline.md, basic-auth-connect-to-exo-powershell.md (2023)';

const microsoftHosts = [
  { suffix: 'outlook.com', source: `${endpoints}, ID 8: *.outlook.com` },
  { suffix: 'outlook.office.com', source: `${endpoints}, ID 1` },
  { suffix: 'outlook.office365.com', source: `${endpoints}, ID 1` },
  { suffix: 'outlook.cloud.microsoft', source: `${endpoints}, ID 1` },
  { suffix: 'outlook.office365.us', source: clouds },
  { suffix: 'outlook-dod.office365.us', source: clouds },
  { suffix: 'protection.office365.us', source: 'MicrosoftDocs/office-docs-powershell connect-to-scc-powershell.md' },
  { suffix: 'webmail.apps.mil', source: clouds },
  { suffix: 'partner.outlook.cn', source: clouds },
  { suffix: 'outlook.office365.cn', source: clouds },
] as const satisfies readonly HostSuffix[];

/** Inside the zones above, names that begin with a customer's own: mail routing, never PowerShell. */
const customerNamed = [
  'mail.protection.outlook.com',
  'mail.protection.office365.us',
  'mail.protection.partner.outlook.cn',
];

const within = (host: string, suffix: string): boolean => host === suffix || host.endsWith(`.${suffix}`);

/** `host` without port, in any case, with or without a final dot. */
export function isMicrosoftHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/u, '');
  return (
    microsoftHosts.some(({ suffix }) => within(name, suffix)) && !customerNamed.some((suffix) => within(name, suffix))
  );
}

/** Where Microsoft's own servers may send a browser. Never used to decide where a credential may go. */
const microsoftSites = [
  'microsoft.com',
  'cloud.microsoft',
  'office.com',
  'office365.com',
  'microsoftonline.com',
  'live.com',
  'office365.us',
  'microsoftonline.us',
  'apps.mil',
  'outlook.cn',
  'office365.cn',
];

export function isMicrosoftSite(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/u, '');
  return isMicrosoftHost(name) || microsoftSites.some((site) => within(name, site));
}
