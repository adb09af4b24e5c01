type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that programs on Windows and elsewhere need. In upper case, as names are case-insensitive on Windows. */
const inherited: ReadonlySet<string> = new Set([
  'ALLUSERSPROFILE',
  'APPDATA',
  'COMMONPROGRAMFILES',
  'COMMONPROGRAMFILES(X86)',
  'COMMONPROGRAMW6432',
  'COMPUTERNAME',
  'COMSPEC',
  'HOME',
  'HOMEDRIVE',
  'HOMEPATH',
  'LANG',
  'LC_ALL',
  'LOCALAPPDATA',
  'LOGONSERVER',
  'NUMBER_OF_PROCESSORS',
  'OS',
  'PATH',
  'PATHEXT',
  'PROCESSOR_ARCHITECTURE',
  'PROCESSOR_IDENTIFIER',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  'PROGRAMW6432',
  'PUBLIC',
  'SESSIONNAME',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
  'TMPDIR',
  'USERDNSDOMAIN',
  'USERDOMAIN',
  'USERDOMAIN_ROAMINGPROFILE',
  'USERNAME',
  'USERPROFILE',
  'WINDIR',
]);

/**
 * The environment of a new, ordinary window, as closely as possible, without what was set for this process.
 * `PSExecutionPolicyPreference` would change the policy we ask about, and the `PSModulePath` of a PowerShell 7 that
 * started us would be wrong (PowerShell builds its own where there is none). Without the last two variables, output to
 * a pipe is full of escape sequences (measured on PowerShell 7.6).
 */
export function windowEnvironment(ours: Environment): Readonly<Record<string, string>> {
  const kept = Object.entries(ours).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && inherited.has(entry[0].toUpperCase()),
  );
  return {
    ...Object.fromEntries(kept),
    POWERSHELL_TELEMETRY_OPTOUT: '1',
    POWERSHELL_UPDATECHECK: 'Off',
    TERM: 'dumb',
    NO_COLOR: '1',
  };
}
