import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { KeyName, KeyPress } from '../../../src/ui/terminal/key-press.js';
import type { TerminalStyle } from '../../../src/ui/terminal/style.js';
import { questionFrame } from '../../../src/ui/prompt/question-frame.js';
import type { Question } from '../../../src/ui/prompt/question-state.js';
import type { Answered, NextQuestion } from '../../../src/ui/prompt/question-store.js';
import { QuestionStore } from '../../../src/ui/prompt/question-store.js';

const style: TerminalStyle = { color: true, characters: 'unicode', motion: true, reader: false };
const route: Question = {
  id: 'route',
  title: 'Way in',
  hint: '',
  option: '--route',
  choices: [
    { value: 'old', truth: 'closed long ago, '.repeat(9) },
    { value: 'new', truth: 'the way in today' },
  ],
};
const tenant: Question = {
  id: 'tenant',
  title: 'Tenant',
  hint: 'For example contoso.example',
  option: '--tenant',
  refuse: (answer) => (answer.includes(' ') ? `"${answer}" is no name. Give one.` : undefined),
};
const password: Question = {
  id: 'password',
  title: 'Password',
  hint: 'Never kept',
  option: '--password-stdin',
  isSecret: true,
  refuse: (answer) => (answer === 'short' ? 'Too short.' : undefined),
};

/** The way of a person through them; the new way in asks for no tenant. */
const next: NextQuestion = (answers) =>
  !('route' in answers)
    ? route
    : answers['route'] === 'old' && !('tenant' in answers)
      ? tenant
      : 'password' in answers
        ? undefined
        : password;

function asked(size = { columns: 80, rows: 24 }) {
  const ended: (Answered | undefined)[] = [];
  const store = new QuestionStore(next({})!, {
    size,
    style,
    next,
    end: (answered) => ended.push(answered),
    onCrash: (error) => {
      throw error;
    },
  });
  const press = (...keys: readonly (KeyName | { readonly text: string })[]): void =>
    keys.forEach((key) => store.press(typeof key === 'string' ? { name: key } : (key satisfies KeyPress)));
  const text = (): string =>
    questionFrame(store.state(), style)
      .lines.map((spans) => spans.map((span) => span.text).join(''))
      .join('\n');
  return { store, press, text, ended };
}

describe('questions one after the other', () => {
  it('are chosen, typed and typed unseen; the answers come at the end, the secret apart from them', () => {
    const { press, text, ended } = asked();
    expect(text()).toContain('❯ old');
    press('enter', { text: 'contoso.example' }, 'enter', { text: 'Geheim' });
    expect(text()).toContain('Password: ••••••');
    expect(text()).not.toContain('Geheim');
    press('enter');
    expect(ended).toEqual([{ answers: { route: 'old', tenant: 'contoso.example', password: '' }, secret: 'Geheim' }]);
  });

  it('depend on the answers before', () => {
    const { press, text } = asked();
    press('down', 'enter');
    expect(text()).toContain('Password: ');
    expect(text()).not.toContain('Tenant');
  });

  it('are chosen by arrows, letters and numbers, and never beyond the ends', () => {
    const { store, press } = asked();
    const chosen = (): number => store.state().chosen;
    press('up');
    expect(chosen()).toBe(0);
    press({ text: 'j' }, 'down', 'down');
    expect(chosen()).toBe(1);
    press({ text: 'k' });
    expect(chosen()).toBe(0);
    press({ text: '2' });
    expect(chosen()).toBe(1);
    press({ text: '9' });
    expect(chosen()).toBe(1);
  });

  it('Esc goes back to what was answered; before the first question it leaves', () => {
    const { press, text, ended } = asked();
    press('enter', { text: 'contoso.example' }, 'enter', { text: 'half' }, 'escape');
    expect(text()).toContain('Tenant: contoso.example');
    press('escape');
    expect(text()).toContain('❯ old');
    expect(text()).not.toContain('✔');
    press('escape');
    expect(ended).toEqual([undefined]);
  });

  it('a secret that was begun and left is forgotten', () => {
    const { press, ended } = asked();
    press('down', 'enter', { text: 'half' }, 'escape', 'enter', { text: 'whole' }, 'enter');
    expect(ended).toEqual([expect.objectContaining({ secret: 'whole' })]);
  });

  it('a wrong answer is said to be wrong, and asked again with what was typed; a wrong secret is gone', () => {
    const { press, text, ended } = asked();
    press('enter', { text: 'two words' }, 'enter');
    expect(text()).toContain('! "two words" is no name. Give one.');
    expect(text()).toContain('Tenant: two words');
    press('clear', { text: 'one' }, 'enter', { text: 'short' }, 'enter');
    expect(text()).toContain('! Too short.');
    expect(text()).toMatch(/Password: $/mu);
    press({ text: 'long enough' }, 'enter');
    expect(ended).toEqual([expect.objectContaining({ secret: 'long enough' })]);
  });

  it.each<[KeyName]>([['interrupt'], ['end-of-input']])('%s leaves, at once and once', (key) => {
    const { press, ended } = asked();
    press('enter', key, key, 'enter');
    expect(ended).toEqual([undefined]);
  });

  it('an input that ended before there was a screen leaves; later a zero is no key', () => {
    const early = asked();
    early.press('null');
    expect(early.ended).toEqual([undefined]);
    const late = asked();
    late.press('down', 'null');
    expect(late.ended).toEqual([]);
  });

  it('the state never holds a character of a secret', () => {
    const { store, press } = asked();
    press('down', 'enter', { text: 'Geheim' });
    expect(JSON.stringify(store.state())).not.toContain('Geheim');
    expect(store.state().secretLength).toBe(6);
  });
});

describe('a screen of questions', () => {
  const sizes = [20, 40, 80, 200].flatMap((columns) => [4, 8, 12, 24].map((rows) => ({ columns, rows })));
  it.each(sizes)('fits $columns columns and $rows rows at every question, with the cursor in it', (size) => {
    const { store, press } = asked(size);
    const style_ = (): void => {
      const { lines, cursor } = questionFrame(store.state(), style);
      expect(lines.length).toBeLessThanOrEqual(size.rows - 1);
      for (const spans of lines)
        expect(stringWidth(spans.map((span) => span.text).join(''))).toBeLessThanOrEqual(size.columns);
      if (cursor) expect([cursor.x < size.columns, cursor.y < size.rows]).toEqual([true, true]);
    };
    style_();
    press('enter');
    style_();
    press({ text: `${'交換'.repeat(60)} x` }, 'enter');
    style_();
    press('clear', { text: 'contoso.example' }, 'enter');
    style_();
    press({ text: 'p'.repeat(200) });
    style_();
  });
});
