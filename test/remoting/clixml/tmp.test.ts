import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readClixmlDocument, writeClixmlDocument } from '../../../src/remoting/clixml/index.js';
const vs = JSON.parse(readFileSync(new URL('../vectors/clixml.json', import.meta.url), 'utf8')) as { name: string; xml: string }[];
test.each(vs)('$name', ({ xml }) => {
  const v = readClixmlDocument(xml);
  expect(writeClixmlDocument(v.map((x) => x.value))).toBe(xml.replace(/>\s+</g, (m, o: number) => (xml.slice(o + 1).match(/^\s*<\/(S|ToString|SBK)>/) ? m : '><')));
});
