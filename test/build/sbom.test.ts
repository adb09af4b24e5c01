import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { describe, expect, it } from 'vitest';

const dist = join(import.meta.dirname, '../../dist');
const text = readFileSync(join(dist, 'sbom.cdx.json'), 'utf8');

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly 'bom-ref': string;
  readonly pedigree?: { readonly patches: readonly { readonly resolves: readonly { readonly name: string }[] }[] };
}
interface Bom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}
const bom = JSON.parse(text) as Bom;
const nameOf = ({ group, name }: Component): string => (group === undefined ? name : `${group}/${name}`);

describe('the bill of materials', () => {
  it('is valid CycloneDX, by the schema that CycloneDX publishes', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    expect(await validator.validate(text)).toBeNull();
    const wrong = JSON.stringify({ ...bom, components: [{ type: 'library' }] });
    expect(await validator.validate(wrong)).not.toBeNull();
  });

  it('names the packages whose code is in the files, and no other', () => {
    const { outputs } = JSON.parse(readFileSync(join(dist, 'meta.json'), 'utf8')) as {
      outputs: Readonly<Record<string, { inputs: readonly string[] }>>;
    };
    const folders = Object.values(outputs)
      .flatMap(({ inputs }) => inputs)
      .flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(input)?.[0] ?? []);
    const require = createRequire(import.meta.url);
    const there = folders.map((folder) => {
      const { name, version } = require(join(dist, '..', folder, 'package.json')) as Component;
      return `${name}@${version}`;
    });
    const named = bom.components.map((one) => `${nameOf(one)}@${one.version}`);
    expect(named).toEqual([...new Set(there)].sort());
    expect(named.length).toBeGreaterThan(50);
  });

  it('has a licence text for each of them beside it', () => {
    const licences = readFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const one of bom.components) expect(licences).toContain(`\n${nameOf(one)} ${one.version} (`);
  });

  it('says what each depends on, so that everything is reached from the program', () => {
    const uses = new Map(bom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    const reached = new Set<string>();
    const reach = (ref: string): void => {
      if (reached.has(ref)) return;
      reached.add(ref);
      for (const other of uses.get(ref)!) reach(other);
    };
    reach(bom.metadata.component['bom-ref']);
    expect([...reached].sort()).toEqual([...uses.keys()].sort());
  });

  it('says which packages are patched', () => {
    const patched = bom.components.filter(({ pedigree }) => pedigree !== undefined).map(nameOf);
    expect(patched).toEqual(['commander', 'ink', 'yoga-layout']);
  });
});
