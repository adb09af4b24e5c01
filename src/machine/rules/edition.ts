/** The two PowerShells that Windows ships, and the one installed beside them. */
export type Edition = 'windows-64' | 'windows-32' | 'powershell-7';
