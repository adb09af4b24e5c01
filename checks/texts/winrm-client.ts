export const texts = {
  en: {
    title: "Windows' WinRM client may use Basic authentication",
    allowed: 'Basic authentication is not turned off for the WinRM client.',
    'basic-disabled': 'Basic authentication is turned off in the local settings of the WinRM client.',
    'basic-disabled-by-policy': 'Basic authentication is turned off for the WinRM client by Group Policy or MDM.',
    'no-winrm': 'This way in uses REST, not WinRM.',
    'not-basic': 'Windows PowerShell uses Kerberos on this way in, which does not depend on this setting.',
    'cannot-tell': 'The settings of the WinRM client could not be read.',
  },
} as const;
