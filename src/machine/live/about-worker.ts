import { parentPort } from 'node:worker_threads';
import si from 'systeminformation';
import type { AboutItem } from './about.js';

/** The library reports an unreadable item as an empty string, which must not pass for a value. */
const item = (id: string, found: unknown): AboutItem => ({
  id,
  value:
    typeof found === 'number' || typeof found === 'boolean' || (typeof found === 'string' && found !== '')
      ? found
      : null,
});

const [os, system, cpu, memory, disks, time] = await Promise.all([
  si.osInfo(),
  si.system(),
  si.cpu(),
  si.mem(),
  si.fsSize(),
  Promise.resolve(si.time()),
]);

const items: AboutItem[] = [
  item('os.distro', os.distro),
  item('os.release', os.release),
  item('os.build', os.build),
  item('os.arch', os.arch),
  item('os.servicePack', os.servicepack),
  item('os.codePage', os.codepage),
  item('os.remoteSession', os.remoteSession),
  item('system.manufacturer', system.manufacturer),
  item('system.model', system.model),
  item('system.virtual', system.virtual),
  item('cpu.brand', cpu.brand),
  item('cpu.cores', cpu.cores),
  item('memory.totalBytes', memory.total),
  item('memory.availableBytes', memory.available),
  item(
    'disk.freeBytes',
    disks.reduce((least, { available }) => Math.min(least, available), Number.POSITIVE_INFINITY),
  ),
  item('time.zone', time.timezoneName),
].map((one) => (typeof one.value === 'number' && !Number.isFinite(one.value) ? { ...one, value: null } : one));

parentPort?.postMessage(items);
