import { Box, render, Text, useApp, useInput } from 'ink';
import TextInput from 'ink-text-input';
import { createElement, useState } from 'react';
import { UserError } from '../vocabulary/index.js';

/** One question on the terminal. A secret answer is shown as dots. Ctrl-C or Esc ends the command before anything happened. */
export async function ask(question: string, { secret = false }: { readonly secret?: boolean } = {}): Promise<string> {
  let answer: string | undefined;
  const app = render(createElement(Question, { question, secret, onAnswer: (text: string) => (answer = text) }), { exitOnCtrlC: true });
  await app.waitUntilExit();
  if (answer === undefined) throw new UserError('Nothing was run: the questions were left.', 'Start again, or give the answers as options (see --help).');
  return answer;
}

interface QuestionProps {
  readonly question: string;
  readonly secret: boolean;
  readonly onAnswer: (text: string) => void;
}

function Question({ question, secret, onAnswer }: QuestionProps) {
  const { exit } = useApp();
  const [text, setText] = useState('');
  const [done, setDone] = useState(false);
  useInput((_, key) => {
    if (key.escape) exit();
  });
  const submit = (given: string): void => {
    onAnswer(secret ? given : given.trim());
    setDone(true);
    // The last picture, without the input's cursor, is drawn before the application goes.
    setTimeout(exit, 0);
  };
  return (
    <Box>
      <Text>{question}: </Text>
      {done ? <Text>{secret ? '•••' : text}</Text> : <TextInput value={text} onChange={setText} onSubmit={submit} {...(secret ? { mask: '•' } : {})} />}
    </Box>
  );
}
