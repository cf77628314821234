import type { Asker } from '../ask.ts';
import { liaisonCoverage } from './liaison-coverage.ts';

const cut = { position: 1, clock: 0 };

test('a coverage that its service does not give is reported as missing, with the service', async () => {
  const silent: string[] = [];
  const coverage = liaisonCoverage(
    () => Promise.reject(new Error('away')),
    (service) => void silent.push(service),
  );
  await expect(coverage({} as Asker, cut)).rejects.toMatchObject({
    ...{ code: 'SERVICE_UNAVAILABLE', details: { service: 'authorities' } },
  });
  expect(silent).toEqual(['authorities']);
});
