/** The library by itself: it must be loaded only after what it reads from the environment at that moment is out of its sight. */
export { PowerShell } from 'node-powershell';
