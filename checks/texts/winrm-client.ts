export const texts = {
  en: {
    title: "Windows' WinRM client may use this connection's authentication",
    allowed: '{authentication} authentication is not turned off for the WinRM client.',
    'allowed-on-exchange-server':
      '{authentication} authentication is not turned off for the WinRM client. {server} is installed on this PC: the Exchange Management Shell is there as well.',
    'trusted-host':
      'Negotiate authentication is not turned off for the WinRM client, and the server is among its trusted hosts.',
    'basic-disabled': 'Basic authentication is turned off in the local settings of the WinRM client.',
    'basic-disabled-by-policy': 'Basic authentication is turned off for the WinRM client by Group Policy or MDM.',
    'kerberos-disabled': 'Kerberos authentication is turned off in the local settings of the WinRM client.',
    'kerberos-disabled-by-policy': 'Kerberos authentication is turned off for the WinRM client by Group Policy or MDM.',
    'kerberos-needs-name': 'The address has the IP address of the server, and Kerberos needs its name.',
    'kerberos-without-domain':
      'This PC is in no domain: Kerberos then needs an account named with its domain, and a domain controller that this PC can find.',
    'domain-controller-silent': 'This PC is in a domain, and no domain controller answers. Kerberos needs one.',
    'negotiate-disabled': 'Negotiate authentication is turned off in the local settings of the WinRM client.',
    'negotiate-disabled-by-policy':
      'Negotiate authentication is turned off for the WinRM client by Group Policy or MDM.',
    'trusted-host-missing':
      'Over plain http, from outside its domain, Negotiate takes trusted hosts only, and the server is not in the local list.',
    'no-winrm': 'This way in uses REST, not WinRM.',
    'domain-undetermined': 'Whether this PC is in a domain could not be told, and {authentication} asks for it here.',
    'controller-undetermined': 'This PC is in a domain; whether a domain controller answers could not be told.',
    'trust-undetermined':
      'The trusted hosts of the WinRM client could not be read, and Negotiate needs the server among them.',
    'cannot-tell': 'The settings of the WinRM client could not be read.',
    'by-hand':
      '`reg query "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\WinRM\\Client"`, then `reg query "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WSMAN\\Client"`',
  },
} as const;
