/**
 * How certain it is that a fault appears this way: met on the real component (including a symptom that is only what
 * this tool itself observed), reported by others in public, documented by its maker, or invented for the lab.
 */
export type Certainty = 'component' | 'report' | 'documentation' | 'invented';
