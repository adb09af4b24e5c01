import { describe, expect, it } from 'vitest';
import { diagnoseScriptError, isRedirect, transportNameIn } from '../../../src/exchange/powershell/session-fault.js';
import { signatures } from '../../../src/knowledge/signatures.js';
import type { ScriptError } from '../../../src/machine/live/powershell/session.js';

const error = (fullyQualifiedErrorId: string, more: Partial<ScriptError> = {}): ScriptError => ({
  fullyQualifiedErrorId,
  category: 'OpenError',
  text: 'Der Client kann die Anforderung nicht verarbeiten.',
  ...more,
});

/** Codes as PowerShell writes those that have no name: signed. */
const bareCodes = signatures
  .filter(({ kind, when, name }) => kind === 'windows-code' && when !== 'from-service' && name === undefined)
  .map(({ key, stage, symptom }) => [Number(key) | 0, stage, symptom] as const);

/** PowerShell, WSManTransportManager.cs: transport code, the name it gets, and where that must lead. */
const transportErrors: readonly (readonly [code: number, name: string, stage: string, symptom: string])[] = [
  [5, 'AccessDenied', 'shell', 'shell-access-denied'],
  [14, 'ServerOutOfMemory', 'shell', 'server-error'],
  [53, 'NetworkPathNotFound', 'resolve', 'name-not-found'],
  [995, 'WinRMOperationAborted', 'shell', 'connection-lost'],
  [1115, 'ShutDownInProgress', 'shell', 'server-error'],
  [1311, 'AuthenticationFailed', 'sign-in', 'domain-controller-silent'],
  [1326, 'LogonFailure', 'sign-in', 'sign-in-refused'],
  [1722, 'ImproperResponse', 'http', 'answer-not-understood'],
  [-2141974624, 'IncorrectProtocolVersion', 'runspace', 'incompatible-protocol'],
  [-2144108250, 'WinRMOperationTimeout', 'connect', 'endpoint-timed-out'],
  [-2144108269, 'URLNotAvailable', 'http', 'endpoint-not-found'],
  [-2144108526, 'CannotConnect', 'connect', 'endpoint-failed'],
  [-2144108485, 'InvalidResourceUri', 'shell', 'configuration-not-found'],
  [-2144108274, 'InvalidAuthentication', 'sign-in', 'authentication-not-offered'],
  [-2144108103, 'ComputerNotFound', 'resolve', 'name-not-found'],
  [-2144108453, 'CannotConnectTargetSessionDoesNotExist', 'shell', 'session-lost'],
  [-2144108116, 'RemoteSessionDisallowed', 'shell', 'shell-access-denied'],
  [-2144108061, 'RemoteConnectionDisallowed', 'shell', 'shell-access-denied'],
  [-2144108539, 'CorruptedWinRMConfig', 'resolve', 'winrm-corrupted'],
  [-2144108499, 'URIExceedsMaxAllowedSize', 'http', 'request-rejected'],
  [-2144108318, 'ClientKerberosDisabled', 'sign-in', 'kerberos-disabled'],
  [-2144108316, 'ServerNotTrusted', 'sign-in', 'trusted-host-missing'],
  [-2144108276, 'WorkgroupCannotUseKerberos', 'sign-in', 'kerberos-without-domain'],
  [-2144108315, 'ExplicitCredentialsRequired', 'sign-in', 'trusted-host-missing'],
  [-2144108105, 'RedirectLocationInvalid', 'http', 'redirect-invalid'],
  [-2144108428, 'WinRMOperationNotSupportedOnServer', 'http', 'not-wsman'],
  [-2144108270, 'CannotConnectWinRMService', 'shell', 'shell-refused'],
  [-2144108176, 'WinRMHttpError', 'shell', 'server-error'],
  [-2146893053, 'TargetUnknown', 'sign-in', 'kerberos-needs-name'],
  [-2144108101, 'CannotUseIPAddress', 'sign-in', 'kerberos-needs-name'],
];

describe('an error of New-PSSession', () => {
  it.each(transportErrors)('%i %s belongs to %s and means %s', (errorCode, name, stage, symptom) => {
    expect(diagnoseScriptError(error(`${name},PSSessionOpenFailed`, { errorCode }), 'shell')).toMatchObject({
      stage,
      symptom,
    });
    // PowerShell 2.0 wrote no name, and a support article spells the tail in another way; the code says it all.
    expect(diagnoseScriptError(error('PSSessionOpenFailed', { errorCode }), 'shell')).toMatchObject({ stage, symptom });
    expect(diagnoseScriptError(error(`${name},PSSessionOpenedFailed`, { errorCode }), 'shell')).toMatchObject({
      stage,
      symptom,
    });
  });

  it.each(bareCodes)('the bare number %i, which has no name, is known', (code, stage, symptom) => {
    expect(diagnoseScriptError(error(`${code},PSSessionOpenFailed`), 'shell')).toMatchObject({ stage, symptom });
    expect(diagnoseScriptError(error('PSSessionOpenFailed', { errorCode: code }), 'shell')).toMatchObject({
      stage,
      symptom,
    });
  });

  it('is of a code that only a service writes no more than of an unknown one', () => {
    expect(diagnoseScriptError(error('-2144108542,PSSessionOpenFailed'), 'shell').symptom).toBe('unknown-fault');
  });

  it('with Basic turned off on this PC means just that, and no server saw the password', () => {
    expect(
      diagnoseScriptError(error('-2144108321,PSSessionOpenFailed', { errorCode: -2144108321 }), 'shell'),
    ).toMatchObject({
      stage: 'sign-in',
      symptom: 'basic-disabled',
      refused: false,
      proves: 'nothing',
      stayedHere: true,
    });
  });

  it('may hold the category of Exchange, which says more than its number', () => {
    const text = '[Server=EX01,RequestId=1,TimeStamp=2] [FailureCategory=AuthZ-CmdletAccessDeniedException] …';
    expect(diagnoseScriptError(error('-2144108477,PSSessionOpenFailed', { text }), 'shell')).toMatchObject({
      stage: 'shell',
      symptom: 'no-role',
      refused: false,
      proves: 'account',
    });
    expect(diagnoseScriptError(error('-2144108477,PSSessionOpenFailed'), 'shell')).toMatchObject({
      symptom: 'shell-access-denied',
      refused: true,
    });
    expect(
      diagnoseScriptError(
        error('PSSessionOpenFailed', { text: 'exceeded … 3 for the policy party : MaxConcurrency.' }),
        'shell',
      ),
    ).toMatchObject({ stage: 'shell', symptom: 'session-limit' });
  });

  it('that is not known is reported as unknown, at the session', () => {
    for (const id of [
      'PSSessionOpenFailed',
      'SomethingNew,PSSessionOpenFailed',
      '-2144100000,PSSessionOpenFailed',
      '',
      'constructor,PSSessionOpenFailed',
      '__proto__',
      'PSInvalidOperation',
      'toString',
      '4294967301,PSSessionOpenFailed',
    ]) {
      expect(diagnoseScriptError(error(id), 'shell')).toMatchObject({
        stage: 'shell',
        symptom: 'unknown-fault',
        refused: false,
        proves: 'nothing',
        stayedHere: false,
      });
    }
  });

  it('spends the password where a server may have counted it, and only there', () => {
    const refused = signatures.filter((row) => row.refused);
    expect(refused.filter((row) => row.stayedHere)).toEqual([]);
    expect(refused.map(({ symptom }) => symptom)).toEqual(
      expect.arrayContaining(['shell-access-denied', 'sign-in-refused', 'account-locked']),
    );
  });

  it.each([
    'NamedParameterNotFound,Microsoft.PowerShell.Commands.NewPSSessionOptionCommand',
    'NamedParameterNotFound,Microsoft.PowerShell.Commands.NewPSSessionCommand',
    'CannotConvertArgumentNoMessage,Microsoft.PowerShell.Commands.NewPSSessionCommand',
    'ParameterArgumentValidationErrorNullNotAllowed,Microsoft.PowerShell.Commands.NewObjectCommand',
    'AmbiguousParameterSet,New-PSSession',
    'CommandNotFoundException',
  ])('%s is a call of ours that this PowerShell does not take: no server was asked', (id) => {
    expect(diagnoseScriptError(error(id, { category: 'InvalidArgument' }), 'shell')).toMatchObject({
      stage: 'resolve',
      symptom: 'powershell-failed',
      refused: false,
      proves: 'nothing',
      stayedHere: true,
    });
  });

  it('is a redirect by name or by code', () => {
    expect(isRedirect(error('RedirectInformationRequired,PSSessionOpenFailed'))).toBe(true);
    expect(isRedirect(error('PSSessionOpenFailed', { errorCode: -2144108135 }))).toBe(true);
    expect(isRedirect(error('AccessDenied,PSSessionOpenFailed', { errorCode: 5 }))).toBe(false);
  });
});

describe('an error of another cmdlet', () => {
  it.each([
    [
      'UnauthorizedAccess,Microsoft.PowerShell.Commands.ImportModuleCommand',
      'import',
      'import',
      'import-blocked-by-policy',
    ],
    [
      'InvalidOperation,Microsoft.PowerShell.Commands.ImportPSSessionCommand',
      'import',
      'import',
      'import-blocked-by-policy',
    ],
    [
      'ErrorNoCommandsImportedBecauseOfSkipping,Microsoft.PowerShell.Commands.ImportPSSessionCommand',
      'import',
      'import',
      'import-shadowed',
    ],
    [
      'ErrorNoResultsFromRemoteEnd,Microsoft.PowerShell.Commands.ImportPSSessionCommand',
      'import',
      'import',
      'import-empty',
    ],
    [
      'ErrorMalformedDataFromRemoteCommand,Microsoft.PowerShell.Commands.ImportPSSessionCommand',
      'import',
      'import',
      'import-empty',
    ],
    ['Whatever,Microsoft.PowerShell.Commands.ImportPSSessionCommand', 'import', 'import', 'import-failed'],
    ['CommandNotFoundException', 'command', 'command', 'no-mailbox-role'],
    [
      'NamedParameterNotFound,Microsoft.PowerShell.Commands.ImportPSSessionCommand',
      'import',
      'import',
      'powershell-failed',
    ],
    [
      'ParameterArgumentValidationErrorNullNotAllowed,Microsoft.PowerShell.Commands.InvokeCommandCommand',
      'command',
      'command',
      'powershell-failed',
    ],
    // What the server says of its own commands is the server's.
    ['NamedParameterNotFound,Get-Mailbox', 'command', 'command', 'command-failed'],
    ['NamedParameterNotFound,Microsoft.PowerShell.Commands.GetFormatDataCommand', 'import', 'import', 'import-failed'],
    ['UnauthorizedAccess', 'command', 'command', 'command-failed'],
    ['JobFailure', 'command', 'command', 'unknown-fault'],
    ['CannotConnectTargetSessionDoesNotExist,JobFailure', 'command', 'command', 'session-lost'],
    [
      'System.Management.Automation.Remoting.PSRemotingDataStructureException,Microsoft.PowerShell.Commands.NewPSSessionCommand',
      'shell',
      'resolve',
      'wsman-missing',
    ],
  ] as const)('%s while %s works: %s, %s', (id, working, stage, symptom) => {
    expect(diagnoseScriptError(error(id), working)).toMatchObject({ stage, symptom });
  });
});

it('names and numbers are found in front of every tail PowerShell writes', () => {
  expect(transportNameIn('AccessDenied,PSSessionOpenFailed')).toBe('AccessDenied');
  expect(transportNameIn('PSSessionOpenFailed')).toBe('');
  expect(transportNameIn('-2144108477,PSSessionOpenFailed,Microsoft.PowerShell.Commands.NewPSSessionCommand')).toBe(
    '-2144108477',
  );
  expect(
    transportNameIn('ParameterArgumentValidationError,Microsoft.PowerShell.Commands.ImportPSSessionCommand'),
  ).toBeUndefined();
});
