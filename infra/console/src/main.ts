import { runMain } from '@proximidad/program';
import { portOf } from '@proximidad/topology';
import { parseArgs } from 'node:util';
import { buildConsole, CONSOLE } from './build.ts';
import { readConfig } from './config.ts';

const HELP = `npm run console [-- --build | --pictures]

Serves the console from its sources, with reload at every change, over the running platform: /graphql and the rest go
to its gateway. Open the address that is printed and sign in there.

  --build     builds what the gateway serves, and ends; npm start does so when the sources have changed
  --pictures  takes the pictures of docs/console.md from the platform running with its demo, in Chromium

Settings (environment): PROXIMIDAD_PORT (4000).
`;

/** Paths that the gateway answers, not the sources: those of the explorer among them, which it serves as it was built. */
const PASSED = ['/graphql', '/assets', '/console.json', '/geografia', '/health'];

const say = (line: string) => process.stdout.write(`${line}\n`);
await runMain(main);

async function main(): Promise<void> {
  const { build, pictures, help } = parseArgs({
    options: { build: { type: 'boolean' }, pictures: { type: 'boolean' }, help: { type: 'boolean' } },
  }).values;
  if (help) return void process.stdout.write(HELP);
  if (build) return buildConsole();
  if (pictures) {
    const { takePictures } = await import('./pictures.ts');
    return takePictures(readConfig().port, say);
  }
  const { port } = readConfig();
  const { createServer } = await import('vite');
  const gateway = `http://127.0.0.1:${portOf('gateway', port)}`;
  const passed = { target: gateway, ws: true };
  const server = await createServer({
    root: CONSOLE,
    configFile: false,
    server: { host: '127.0.0.1', proxy: Object.fromEntries(PASSED.map((path) => [path, passed])) },
  });
  await server.listen();
  say(`The console, from its sources, over ${gateway}: ${server.resolvedUrls?.local[0] ?? ''}`);
}
