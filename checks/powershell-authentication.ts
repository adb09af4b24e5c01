import type { Target } from 'exo-preflight';

/** What New-PSSession may be told; the WinRM client of Windows has a setting for each. */
export type PowerShellAuthentication = 'Basic' | 'Kerberos' | 'Negotiate';

/** What Windows PowerShell would use on this way in, whatever our own client does: that one asks no setting of Windows. */
export function powershellAuthentication({ authentication }: Target): PowerShellAuthentication {
  const told: string | undefined = authentication.powershell;
  return told === 'Kerberos' || told === 'Negotiate' ? told : 'Basic';
}
