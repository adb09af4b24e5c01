import { describe, expect, it } from 'vitest';
import { here, onConsole } from './wine.js';

/** Wine's console is no console of Windows, but the Windows build of Node.js reads its keys and its size as it would there. */
describe.skipIf(!here)('the screen on the Windows build of Node.js', () => {
  it('draws the run, answers keys, and leaves with the exit code of the run', async () => {
    const screen = onConsole(['lab', '--scenario', 'session-limit']);
    await screen.shows(/NOTREADY\.Onecause\./u);
    screen.press('?');
    await screen.shows(/Keysthatdosomethinghere/u);
    screen.press('q');
    expect(await screen.ended).toBe(1);
  });
});
