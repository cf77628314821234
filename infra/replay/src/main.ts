import { setTimeout as sleep } from 'node:timers/promises';
import { tokenSource } from '@proximidad/identity';
import { gatewayClient, NotTaken, runMain, type Send } from '@proximidad/program';
import { commandToGoOn, HELP, readArguments, type ReplayOptions } from './arguments.ts';
import { readConfig } from './config.ts';
import { type Frame, framesOf } from './frames.ts';
import { shown } from './show.ts';

const INTERRUPTED = 130;

await runMain(main);

async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2), Date.now());
  if (options === 'help') {
    process.stdout.write(HELP);
    return;
  }
  const { gateway, data, port, issuer } = readConfig();
  const stop = new AbortController();
  for (const event of ['SIGINT', 'SIGTERM'] as const) process.once(event, () => stop.abort());
  // The reader of the output may stop: `npm run replay …
  // head`.
  process.stdout.once('error', () => stop.abort());

  const { json, speed } = options;
  const send = gatewayClient(gateway, tokenSource(options.user, { data, issuer }), stop.signal, 'es');
  let span = options;
  let before: Frame | undefined;
  let [shownAt, count] = [performance.now(), 0];
  const brokenOff = () => {
    process.stderr.write(`Interrumpido: ${count} cuadros.\n`);
    if (before)
      process.stderr.write(`Para seguir:\n  ${commandToGoOn(span, before.position, { port, data })}\n`);
  };
  try {
    span = await withinTheLog(send, options);
    for await (const frame of framesOf(send, span)) {
      if (before && speed !== Infinity) {
        const due = shownAt + (Date.parse(frame.asOf) - Date.parse(before.asOf)) / speed;
        await sleep(Math.max(0, due - performance.now()), undefined, { signal: stop.signal }).catch(
          () => undefined,
        );
        shownAt = Math.max(due, performance.now());
      }
      if (stop.signal.aborted) break;
      process.stdout.write(`${json ? JSON.stringify(frame) : shown(frame, before)}\n`);
      before = frame;
      count++;
    }
    if (!stop.signal.aborted) process.stderr.write(`Fin: ${count} cuadros.\n`);
  } catch (error) {
    if (!stop.signal.aborted) {
      brokenOff();
      throw error;
    }
  }
  if (!stop.signal.aborted) return;
  brokenOff();
  process.exit(INTERRUPTED);
}

/** A day that began before the log was opened is shown from its opening on. */
async function withinTheLog(send: Send, options: ReplayOptions): Promise<ReplayOptions> {
  if (!options.wholeDay) return options;
  try {
    await send('query Bound($from: Moment!) { changesBetween(from: $from) { cuts } }', {
      from: options.from,
    });
    return options;
  } catch (error) {
    if (!(error instanceof NotTaken) || error.bound === undefined) throw error;
    if (Date.parse(error.bound) < Date.parse(options.from)) throw error;
    process.stderr.write(`El registro se abrió el ${error.bound}: se muestra desde ahí.\n`);
    return { ...options, from: error.bound };
  }
}
