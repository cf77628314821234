#!/usr/bin/env node
// The package's own command. Must itself be understood by any Node, to say which one it needs.
const NODE_MAJOR_MIN = 24;

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  process.stderr.write(`This needs Node ${NODE_MAJOR_MIN} or newer; here is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else {
  await import('./main.ts');
}
