/**
 * How well it is known that a fault shows itself so: met on the real component (a symptom that is no more than what this
 * tool itself observed counts as met), reported by others in public, documented by who made it, or made up for the lab.
 */
export type Certainty = 'component' | 'report' | 'documentation' | 'invented';
