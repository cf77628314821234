import { haveEnded, launcherOf, PROCESSES } from '../platform.ts';
import { platform } from '../stage.ts';

/** A platform ends like this, and may be started again. */
export function endsUnread(): void {
  test('F7: a launcher whom nobody reads any more ends, and so does what it started', async () => {
    const pids = [launcherOf(platform.data), ...PROCESSES.map((name) => platform.pid(name))];
    const code = platform.unread();
    // Now the launcher has something to print.
    platform.signal('training', 'SIGKILL');
    await haveEnded(pids);
    expect(await code).toBe(0);
  });
}
