import { Box, Text, useCursor, useInput } from 'ink';
import { useSyncExternalStore } from 'react';
import { keyPressesOf } from './key-press.js';
import { painted } from './paint.js';
import { questionFrame } from './question-frame.js';
import type { QuestionStore } from './question-store.js';

/** One question after the other. */
export function QuestionScreen({ store }: { readonly store: QuestionStore }) {
  const state = useSyncExternalStore(store.subscribe, store.state);
  const { lines, cursor } = questionFrame(state, store.look);
  const { setCursorPosition } = useCursor();
  setCursorPosition(cursor);
  useInput((input, key) => keyPressesOf(input, key).forEach((one) => store.press(one)));
  return (
    <Box flexDirection="column">
      {lines.map((spans, index) => (
        <Text key={index} wrap="truncate-end">
          {painted(spans, store.look) || ' '}
        </Text>
      ))}
    </Box>
  );
}
