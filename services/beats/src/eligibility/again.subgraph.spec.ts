import { decode, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { eventually } from '@proximidad/testing';
import { others, running, useBeats } from '../testing/subgraph.ts';
import { eligibility, eligibilityId } from './eligibility.ts';

useBeats();

const from = parseDateTime('2026-01-01T00:00:00-06:00');
const until = parseDateTime('2028-01-01T00:00:00-06:00');
const certificateId = '5f0c6a1e-6a3f-4c8e-9d55-0d5b6f1d2a11';

async function known(officerId: string) {
  const { events } = await running.service.log.read(`eligibility_${eligibilityId(officerId)}`);
  return events
    .map(({ type, data, metadata }) => decode(eligibility.events, { type, data, version: metadata.version }))
    .reduce((state, event) => eligibility.evolve(state, event), eligibility.initialState);
}

test.each([
  ['', false],
  [', though the officer was told of last', true],
])(
  'a competence that was revoked stays so when everything is published anew%s (BR-T7)',
  async (_how, isToldLast) => {
    const officerId = idFor('09', 'officer', 'whose-course-was-annulled', String(isToldLast));
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
        async () =>
          (await known(officerId)).certificates.some((each) => each.certificateId === id) || undefined,
        'the certificate was noted',
      );
    await tell({ type: 'CertificateIssued', ...issued, certificateId });
    await untilKnown(certificateId);
    // On Kafka it comes by a topic of its own, perhaps late.
    if (isToldLast) {
      const registered = { type: 'OfficerRegistered', officerId, municipality: '09007' } as const;
      await others.tell('training', 'restricted', officerId, registered);
      const isNoted = async () => (await known(officerId)).municipality === '09007' || undefined;
      await eventually(isNoted, 'the officer was noted');
    }
    expect((await known(officerId)).competences).toEqual([]);
    await others.tellAllAgain();
    const last = '5f0c6a1e-6a3f-4c8e-9d55-0d5b6f1d2a12';
    await tell({ type: 'CertificateIssued', ...issued, certificateId: last });
    await untilKnown(last);
    expect((await known(officerId)).competences).toEqual([]);
  },
);
