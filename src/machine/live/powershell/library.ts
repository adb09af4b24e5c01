/**
 * A module of its own, to be loaded only once the environment variables that the library reads at load time are hidden.
 */
export { PowerShell } from 'node-powershell';
