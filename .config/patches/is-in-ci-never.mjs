export default {
  reason:
    'Ink draws only its last frame where CI or CONTINUOUS_INTEGRATION is set. Whether there is a screen is our decision, made before Ink is loaded.',
  edits: [{ file: 'is-in-ci/index.js', find: 'export default isInCi;', replace: 'export default false;' }],
};
