export const texts = {
  en: {
    title: 'TLS 1.2 is usable by Windows PowerShell',
    usable: 'Nothing turns TLS 1.2 off on this PC.',
    'tls12-disabled': 'TLS 1.2 is turned off for clients in the SChannel settings.',
    'tls12-off-by-default': 'TLS 1.2 is kept out of what programs use by default in the SChannel settings.',
    'tls12-off-old-windows':
      'On this Windows WinRM uses TLS 1.2 only after an update and registry values, and not all of them are there.',
    'dotnet-tls-weak': '.NET Framework is told not to use strong cryptography or the protocols of Windows.',
    'winhttp-in-doubt': 'On this Windows programs may leave TLS 1.2 out; the registry alone does not settle it.',
    'no-tls': 'The address is plain http.',
    'cannot-tell': 'The TLS settings could not be read.',
    'by-hand':
      '`reg query "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client"`, then `reg query "HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319" /reg:64`',
  },
} as const;
