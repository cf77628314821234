#!/usr/bin/env node
// The package's own command. Any Node must be able to parse this file, so that it can say which version is needed.
const NODE_MAJOR_MIN = 24;

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  process.stderr.write(`This needs Node ${NODE_MAJOR_MIN} or newer; here is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else {
  await import('./main.ts');
}
