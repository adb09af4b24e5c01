import { Box, Text, useCursor, useInput } from 'ink';
import { Component, memo, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { keyPressesOf } from './key-press.js';
import { painted } from './paint.js';
import type { ScreenStore } from './screen-store.js';

/** The whole screen: what the store's state looks like, and the keys that change it. */
export function Screen({ store }: { readonly store: ScreenStore }) {
  const state = useSyncExternalStore(store.subscribe, store.state);
  const { lines, cursor } = store.frame(state);
  const { setCursorPosition } = useCursor();
  setCursorPosition(cursor);
  useInput((input, key) => keyPressesOf(input, key).forEach((one) => store.press(one)));
  return (
    <Box flexDirection="column">
      {lines.map((spans, index) => (
        <DrawnLine key={index} text={painted(spans, store.look)} />
      ))}
    </Box>
  );
}

/** Measured and cut before: nothing is left to wrap. A line that did not change is not laid out again. */
const DrawnLine = memo(({ text }: { readonly text: string }) => <Text wrap="truncate-end">{text === '' ? ' ' : text}</Text>);
DrawnLine.displayName = 'DrawnLine';

interface BoundaryProps {
  readonly children: ReactNode;
  readonly onCrash: (error: unknown) => void;
}

/** Ink would print our source and end as if nothing had happened; here whoever opened the screen decides. */
export class Boundary extends Component<BoundaryProps, { readonly crashed: boolean }> {
  override readonly state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onCrash(error);
  }

  override render(): ReactNode {
    return this.state.crashed ? null : this.props.children;
  }
}
