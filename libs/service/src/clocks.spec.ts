import { openService } from './open-service.ts';
import { entry, openGround, operator } from './testing/harness.ts';
import { calls } from './testing/two-services.ts';

const DAY_MS = 86_400_000;

test('a service whose clock is a day off says so once, and tells the gateway by how much', async () => {
  const ground = await openGround();
  const lines: string[] = [];
  const service = await openService(
    calls,
    { ...ground.config('calls'), logLevel: 'warn' },
    { now: () => Date.now() - DAY_MS, logSink: { write: (line) => lines.push(line) } },
  );
  try {
    for (let n = 0; n < 3; n++) {
      const { errors } = await service.execute(await entry(operator, '{ __typename }'));
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
      expect(errors![0]!.message).toMatch(/-86\d{3} s .*calls/);
    }
    expect(
      lines.filter((line) => line.includes('the clocks of the gateway and of this service differ')),
    ).toHaveLength(1);
    expect(lines.join('')).toMatch(/passport rejected: \w+, -86\d{3} s old by the clock here/);
  } finally {
    await service.close();
    await ground.clear();
  }
});
