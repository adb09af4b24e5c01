import { describe, expect, it } from 'vitest';
import { askInLines } from '../../src/cli/ask-lines.js';
import { startQuestions } from '../../src/session/start-questions.js';

/** A person who types these lines, and what they were asked and reported. */
async function typing(lines: readonly string[], last = {}) {
  const [asked, reported, hidden]: [string[], string[], boolean[]] = [[], [], []];
  const rest = [...lines];
  const answered = await askInLines(startQuestions({}, { usesAccount: true, last }), {
    ask: (question, secret) => {
      asked.push(question);
      hidden.push(secret);
      const line = rest.shift();
      return line === undefined ? Promise.reject(new Error(`asked too much: ${question}`)) : Promise.resolve(line);
    },
    tell: (line) => reported.push(line),
  });
  return { answered, asked, reported, hidden };
}

describe('the questions line by line', () => {
  it('are the same as on the screen: the truth about each way in, a wrong answer asked again, the secret unseen', async () => {
    const { answered, asked, reported, hidden } = await typing([
      '9',
      'exchange-server',
      'mail',
      'https://mail.contoso.example/PowerShell/',
      'a@b.example',
      'Geheim',
    ]);
    expect(reported.join('\n')).toContain('partner-basic: the article');
    expect(reported).toContain('"9" is not one of partner-basic, exchange-server, exchange-online.');
    expect(reported.join('\n')).toMatch(/"mail" is not a URL/u);
    expect(asked.map((question) => question.split(' (')[0])).toEqual([
      'Way in',
      'Way in',
      'Address of the server',
      'Address of the server',
      'Account',
      'Password of a@b.example',
    ]);
    expect(reported.join('\n')).toContain('Left empty, no account is tried.');
    expect(hidden).toEqual([false, false, false, false, false, true]);
    expect(answered).toEqual({
      answers: {
        route: 'exchange-server',
        endpoint: 'https://mail.contoso.example/PowerShell/',
        user: 'a@b.example',
        password: '',
      },
      secret: 'Geheim',
    });
  });

  it('an empty line takes what was answered the last time, a dash nothing', async () => {
    const last = {
      route: 'exchange-server',
      endpoint: 'https://mail.contoso.example/PowerShell/',
      user: 'a@b.example',
    };
    const { answered, asked, reported } = await typing(['', '', '-'], last);
    expect(reported.join('\n')).not.toContain('Left empty');
    expect(asked[0]).toContain('or nothing for exchange-server');
    expect(answered).toEqual({ answers: { route: 'exchange-server', endpoint: last.endpoint, user: '' } });
  });
});
