import reactHooks from 'eslint-plugin-react-hooks';
import boundaries from 'eslint-plugin-boundaries';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { house } from './house.mjs';

const root = new URL('../tsconfig.json', import.meta.url).pathname;

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.cache/**', 'test/fixtures/**', 'test/package/plugin/**'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['.config/*.mjs'] },
        tsconfigRootDir: new URL('..', import.meta.url).pathname,
      },
    },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-depth': ['error', 4],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}', 'checks/**/*.ts'],
    plugins: { boundaries, 'import-x': importX },
    settings: {
      ...house.settings,
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: root })],
      'import/resolver': { typescript: { project: root } },
    },
    rules: { ...house.rules, 'import-x/no-cycle': ['error', { ignoreExternal: true }] },
  },
  // By the package's own name, as a plugin does.
  { files: ['checks/**'], rules: { 'no-restricted-imports': ['error', { patterns: ['../*'] }] } },
  // What holds of every PC, and of a recorded one, needs none that is running.
  {
    files: ['src/machine/rules/**', 'src/machine/recording/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: String.raw`^(?:\.\./)+(?:machine/)?live/` }] }] },
  },
  // A session knows its process only through its host (src/session/host.ts).
  {
    files: ['src/session/**'],
    rules: {
      'no-restricted-globals': ['error', 'process'],
      'no-restricted-imports': ['error', 'process', 'node:process'],
    },
  },
  { files: ['**/*.tsx'], plugins: { 'react-hooks': reactHooks }, rules: reactHooks.configs.recommended.rules },
  // Tables are data, and may be long.
  { files: ['src/knowledge/**', 'src/locales/**'], rules: { 'max-lines': 'off' } },
  { files: ['test/**'], rules: { 'max-lines': 'off', '@typescript-eslint/require-await': 'off' } },
  { files: ['.config/**', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['.config/**', 'test/**/*.mjs'], rules: { 'no-console': 'off' } },
);
