// Loaded with --import: writes down every file of ours that Node.js loads, one a line, into the file named in the environment.
import { register } from 'node:module';

register(
  `data:text/javascript,${encodeURIComponent(`
    import { appendFileSync } from 'node:fs';
    export async function load(url, context, next) {
      if (url.startsWith('file:')) appendFileSync(${JSON.stringify(process.env.RECORD_LOADS_INTO)}, url + '\\n');
      return next(url, context);
    }
  `)}`,
);
