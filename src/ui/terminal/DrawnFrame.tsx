import { Box, Text, useCursor, useInput } from 'ink';
import { memo } from 'react';
import type { KeyPress } from './key-press.js';
import { keyPressesOf } from './key-press.js';
import type { TerminalStyle } from './style.js';
import { painted } from './paint.js';
import type { Line } from './text.js';

interface DrawnFrameProps {
  readonly lines: readonly Line[];
  /** Where something is typed, counted from the upper left corner. */
  readonly cursor: { readonly x: number; readonly y: number } | undefined;
  readonly style: TerminalStyle;
  readonly onKey: (key: KeyPress) => void;
}

/** Lines that are measured and cut already, and the keys that are pressed while they are on the screen. */
export function DrawnFrame({ lines, cursor, style, onKey }: DrawnFrameProps) {
  const { setCursorPosition } = useCursor();
  setCursorPosition(cursor);
  useInput((input, key) => keyPressesOf(input, key).forEach(onKey));
  return (
    <Box flexDirection="column">
      {lines.map((spans, index) => (
        <DrawnLine key={index} text={painted(spans, style)} />
      ))}
    </Box>
  );
}

/** The line fits already, so nothing wraps. One that did not change is not laid out again. */
const DrawnLine = memo(({ text }: { readonly text: string }) => (
  <Text wrap="truncate-end">{text === '' ? ' ' : text}</Text>
));
DrawnLine.displayName = 'DrawnLine';
