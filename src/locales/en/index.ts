import { fixWords } from './fix.js';
import { interfaceWords } from './interface.js';
import { screenWords } from './screen.js';
import { words } from './words.js';

/** Every sentence of the tool itself; a check brings its own. */
export const catalog = { ...words, ...interfaceWords, ...fixWords, ...screenWords } as const;

export type MessageId = keyof typeof catalog;
