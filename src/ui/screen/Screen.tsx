import { Component, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { DrawnFrame } from '../terminal/DrawnFrame.js';
import type { ScreenStore } from './screen-store.js';

/** The whole screen: what the store's state looks like, and the keys that change it. */
export function Screen({ store }: { readonly store: ScreenStore }) {
  const { lines, cursor } = store.frame(useSyncExternalStore(store.subscribe, store.state));
  return <DrawnFrame lines={lines} cursor={cursor} style={store.style} onKey={(key) => store.press(key)} />;
}

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
