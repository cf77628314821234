import { decode, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { eventually } from '@proximidad/testing';
import { others, running, useBeats } from '../testing/subgraph.ts';
import { eligibility, eligibilityId } from './eligibility.ts';

useBeats();

const officerId = idFor('09', 'officer', 'whose-course-was-annulled');
const from = parseDateTime('2026-01-01T00:00:00-06:00');
const until = parseDateTime('2028-01-01T00:00:00-06:00');
const certificateId = '5f0c6a1e-6a3f-4c8e-9d55-0d5b6f1d2a11';

async function known() {
  const { events } = await running.service.log.read(`eligibility_${eligibilityId(officerId)}`);
  return events
    .map(({ type, data, metadata }) => decode(eligibility.events, { type, data, version: metadata.version }))
    .reduce((state, event) => eligibility.evolve(state, event), eligibility.initialState);
}

test('a competence that was revoked stays so when everything is published anew (BR-T7)', async () => {
  const granted = { type: 'CompetenceGranted', officerId, code: 'GENERO', from } as const;
  const revoked = { type: 'CompetenceRevoked', officerId, code: 'GENERO', revokedAt: until } as const;
  const tell = (event: Parameters<typeof others.tell<'training', 'public'>>[3]) =>
    others.tell('training', 'public', officerId, event);
  await tell({ ...granted, until });
  // The same, by a second course, for less long: nothing new.
  await tell({ ...granted, until: parseDateTime('2027-01-01T00:00:00-06:00') });
  await tell({ ...revoked, held: [] });
  const issued = { officerId, kind: 'CUP', issuedAt: from, validUntil: until };
  const untilKnown = (id: string) =>
    eventually(
      async () => (await known()).certificates.some((each) => each.certificateId === id) || undefined,
      'the certificate was noted',
    );
  await tell({ type: 'CertificateIssued', ...issued, certificateId });
  await untilKnown(certificateId);
  expect((await known()).competences).toEqual([]);
  await others.tellAllAgain();
  const last = '5f0c6a1e-6a3f-4c8e-9d55-0d5b6f1d2a12';
  await tell({ type: 'CertificateIssued', ...issued, certificateId: last });
  await untilKnown(last);
  expect((await known()).competences).toEqual([]);
});
