import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeCertificates } from '../../src/lab/certificates.js';
import { keys, terminal } from '../support/terminal.js';

describe('a server that hangs up on the password, so that nobody knows what became of it', { timeout: 120_000 }, () => {
  it('gets it again only from a person who types it anew; Esc sends nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sign-in-again-'));
    const { ca, cert, key } = await makeCertificates();
    let carried = 0;
    const server = createServer({ cert, key }, (request, response) => {
      if (request.headers.authorization !== undefined) {
        carried++;
        return void request.socket.destroy();
      }
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="exchange"' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      writeFileSync(join(folder, 'ca.pem'), ca);
      const { port } = server.address() as AddressInfo;
      const screen = terminal([
        '--route',
        'partner-basic',
        '--endpoint',
        `https://127.0.0.1:${port}/PowerShell/`,
        '--tenant',
        'contoso.example',
        '--user',
        'a@b.example',
        '--ca',
        join(folder, 'ca.pem'),
        '--no-remember',
      ]);
      await screen.sees(/Password of a@b\.example: $/mu);
      screen.press(`Str0ng&Pass"word${keys.enter}`);
      await screen.sees(/(?:NOT READY|UNCLEAR)\.[^]*q quit$/u);
      const before = carried;
      expect(before).toBeGreaterThan(0);
      await screen.after('R', /may not have been accepted[^]*Password of a@b\.example: $/mu);
      await screen.after(keys.escape, /Nothing was asked again\./u);
      expect(carried).toBe(before);
      screen.press('q');
      await screen.ended;
      expect(screen.raw()).not.toContain('Str0ng');
    } finally {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true });
    }
  });
});
