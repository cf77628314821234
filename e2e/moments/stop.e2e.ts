import { haveEnded, launcherOf, PROCESSES, runProgram } from '../platform.ts';
import { platform } from '../stage.ts';

const STOP = 'infra/launcher/src/stop.ts';
const STATUS = 'infra/launcher/src/status.ts';

test('F7: a platform is ended by npm stop, and its folder is free then', async () => {
  const pids = [launcherOf(platform.data), ...PROCESSES.map((name) => platform.pid(name))];
  const { code, stdout } = await runProgram([STOP], platform.environment);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^Stopped\./)]);
  await haveEnded(pids);
  expect(await runProgram([STOP], platform.environment)).toMatchObject({
    ...{ code: 0, stdout: expect.stringMatching(/^Nothing serves /) as string },
  });
  expect(await runProgram([STATUS], platform.environment)).toMatchObject({ code: 1 });
});
