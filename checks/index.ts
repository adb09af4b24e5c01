import { clock } from './clock.js';
import { credentials } from './credentials.js';
import { dotnetFramework } from './dotnet-framework.js';
import { exchangeModule } from './exchange-module.js';
import { executionPolicy } from './execution-policy.js';
import { languageMode } from './language-mode.js';
import { nameResolution } from './name-resolution.js';
import { port443 } from './port-443.js';
import { port80 } from './port-80.js';
import { proxy } from './proxy.js';
import { remotePowershell } from './remote-powershell.js';
import { routeOffered } from './route-offered.js';
import { sessionLimit } from './session-limit.js';
import { testConnection } from './test-connection.js';
import { tlsClient } from './tls-client.js';
import { windowsVersion } from './windows-version.js';
import { winrmClient } from './winrm-client.js';
import { wmf } from './wmf.js';

export {
  clock,
  credentials,
  dotnetFramework,
  exchangeModule,
  executionPolicy,
  languageMode,
  nameResolution,
  port443,
  port80,
  proxy,
  remotePowershell,
  routeOffered,
  sessionLimit,
  testConnection,
  tlsClient,
  windowsVersion,
  winrmClient,
  wmf,
};

/** Every built-in check, in the order of the article: the route, the PC, the network, the account, the connection. */
export const checks = [
  routeOffered,
  windowsVersion,
  dotnetFramework,
  wmf,
  executionPolicy,
  languageMode,
  exchangeModule,
  winrmClient,
  tlsClient,
  proxy,
  nameResolution,
  port443,
  port80,
  clock,
  credentials,
  remotePowershell,
  sessionLimit,
  testConnection,
] as const;
