/** The ids of the built-in checks, for what names a check before there is one: `needs` above all. A test holds the list to the checks. */
export const builtInCheckIds = [
  'route-offered',
  'windows-version',
  'dotnet-framework',
  'wmf',
  'execution-policy',
  'language-mode',
  'exchange-module',
  'winrm-client',
  'tls-client',
  'proxy',
  'name-resolution',
  'port-443',
  'port-80',
  'clock',
  'credentials',
  'remote-powershell',
  'session-limit',
  'test-connection',
] as const;

export type BuiltInCheckId = (typeof builtInCheckIds)[number];
