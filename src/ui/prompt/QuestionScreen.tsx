import { useSyncExternalStore } from 'react';
import { DrawnFrame } from '../terminal/DrawnFrame.js';
import { questionFrame } from './question-frame.js';
import type { QuestionStore } from './question-store.js';

/** One question after the other. */
export function QuestionScreen({ store }: { readonly store: QuestionStore }) {
  const { lines, cursor } = questionFrame(useSyncExternalStore(store.subscribe, store.state), store.style);
  return <DrawnFrame lines={lines} cursor={cursor} style={store.style} onKey={(key) => store.press(key)} />;
}
