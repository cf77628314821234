import { ADMIN, CLERK, type Subject } from './subject.ts';

/** What can be requested over plain HTTP on the store's port. */
export function httpContract(subject: Subject): void {
  const secure = subject.transport === 'tls';
  const as = secure ? CLERK : undefined;

  test.each([
    ['/ping', 200],
    ['/ping?any=1', 200],
    ['/health/live', 204],
    ['/health/ready', 204],
    ['/info', 200],
    ['/anything', 404],
    ['/streams/incident', 404],
  ])('%s answers %i to anybody', async (path, status) => {
    expect(await subject.get(path)).toMatchObject({ status });
  });

  test('/ping and /info say what the real server says', async () => {
    expect(JSON.parse((await subject.get('/ping')).text)).toEqual({
      msgTypeId: expect.any(Number) as number,
      text: 'Ping request successfully handled',
    });
    expect(JSON.parse((await subject.get('/info')).text)).toEqual({
      esVersion: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      state: 'leader',
      features: { projections: false, userManagement: false, atomPub: false },
      authentication: { type: secure ? 'internal' : 'insecure', properties: {} },
    });
  });

  test('/stats tells how far the log is and what it costs', async () => {
    await subject.append(subject.stream(), 'no_stream', subject.events(1, 2));
    const { status, text } = await subject.get('/stats', as);
    expect(status).toBe(200);
    const { es, proc } = JSON.parse(text) as { es: Record<string, unknown>; proc: Record<string, unknown> };
    expect(proc['id']).toBe(process.pid);
    expect(es['head']).toBeGreaterThanOrEqual(2);
    expect(es['connections']).toBeGreaterThanOrEqual(1);
    expect(es['bytes']).toBeGreaterThan(0);
  });

  test('/metrics is text that Prometheus reads, and names calls by method and status', async () => {
    const name = subject.stream();
    await subject.append(name, 'no_stream', subject.events(1), true);
    await expect(subject.append(name, 7n, subject.events(2), true)).rejects.toMatchObject({});
    const { status, headers, text } = await subject.get('/metrics', as);
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[\w./]+"(,\w+="\w+")*\})? [\d.e+-]+)$/);
    }
    expect(text).toMatch(
      /^store_calls_total\{method="event_store\.client\.streams\.Streams\/Append",status="0"\} \d+$/m,
    );
    expect(text).toMatch(/^store_events_appended_total \d+$/m);
  });

  test('only GET and HEAD are taken', async () => {
    expect(await subject.get('/ping', undefined, 'POST')).toMatchObject({ status: 405 });
    expect(await subject.get('/ping', undefined, 'HEAD')).toMatchObject({ status: 200, text: '' });
  });

  if (!secure) return;
  test.each(['/stats', '/metrics'])('%s is for who says who he is', async (path) => {
    for (const credentials of [undefined, { ...ADMIN, password: 'guessed' }]) {
      const { status, headers } = await subject.get(path, credentials);
      expect([status, headers['www-authenticate']]).toEqual([
        401,
        expect.stringContaining('Basic realm="ES"'),
      ]);
    }
  });
}
