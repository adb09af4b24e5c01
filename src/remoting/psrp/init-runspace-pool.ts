import { bag, enumeration } from '../clixml/index.js';
import type { PsObject } from '../clixml/index.js';

/** No host (MS-PSRP 2.2.3.14): nobody could answer a prompt. */
export const noHost = (): PsObject =>
  bag({ _isHostNull: true, _isHostUINull: true, _isHostRawUINull: true, _useRunspaceHost: true });

export const anyApartment = (): PsObject => enumeration('System.Threading.ApartmentState', 'Unknown', 2);

/** INIT_RUNSPACEPOOL (MS-PSRP 2.2.2.2) for a pool of one runspace. */
export const initRunspacePool = (): PsObject =>
  bag({
    MinRunspaces: 1,
    MaxRunspaces: 1,
    PSThreadOptions: enumeration('System.Management.Automation.Runspaces.PSThreadOptions', 'Default', 0),
    ApartmentState: anyApartment(),
    HostInfo: noHost(),
    ApplicationArguments: null,
  });
