import { DEFAULT_PROFILE } from '@proximidad/catalogues';
import { parseDateTime } from '@proximidad/eventsourcing';
import type { Known } from '../eligibility/eligibility.ts';
import { passGate } from './certification-gate.ts';

const on = (day: string) => parseDateTime(`2026-11-${day}T06:00:00-06:00`);
const governing = { profile: DEFAULT_PROFILE, certificationGate: 'BLOCK', territory: '31' } as const;
const first = {
  certificateId: '5f0c6a1e-6a3f-4c8e-9d55-0d5b6f1d2a10',
  ...{ issuedAt: on('01'), validUntil: on('10'), expiredAt: on('10') },
};
const renewal = {
  certificateId: '11111111-1111-4111-8111-111111111111',
  ...{ issuedAt: on('14'), validUntil: on('30'), expiredAt: null },
};
const known: Known = {
  ...{ registered: true, municipality: null, separatedAt: null, competences: [] },
  certificates: [renewal, first],
};
const passes = (from: string, { certificates } = known) =>
  passGate({ ...known, certificates }, governing, 'MEMBER', {
    ...{ from: on(from), checkedAt: on(from), accompanied: true },
  });

test('a renewal takes nothing of what carried an act before it, nor carries what lay between (BR-T3)', () => {
  expect(passes('09')).toMatchObject({ decision: 'OK', certificateId: first.certificateId });
  expect(passes('10')).toMatchObject({ rejected: 'CertificateExpired' });
  expect(passes('13')).toMatchObject({ rejected: 'CertificateExpired' });
  expect(passes('14')).toMatchObject({ decision: 'OK', certificateId: renewal.certificateId });
  expect(passes('13', { ...known, certificates: [renewal] })).toMatchObject({
    rejected: 'CertificateMissing',
  });
});

test('of several that are valid the one that ends last is named', () => {
  const besides = { ...first, validUntil: on('20'), expiredAt: null };
  expect(passes('15', { ...known, certificates: [renewal, besides] })).toMatchObject({
    certificateId: renewal.certificateId,
  });
});

test('no gate lets pass whoever has left the service by then; what is told late is from before (BR-T3)', () => {
  const left: Known = { ...known, registered: false, separatedAt: on('16') };
  for (const certificationGate of ['BLOCK', 'RESTRICTED_ROLE', 'WARN'] as const) {
    const passesOn = (day: string) =>
      passGate(left, { ...governing, certificationGate }, 'MEMBER', {
        ...{ from: on(day), checkedAt: on('17'), accompanied: true },
      });
    expect(passesOn('15')).toMatchObject({ decision: 'OK' });
    expect(passesOn('16')).toMatchObject({ rejected: 'OfficerSeparated' });
  }
});
