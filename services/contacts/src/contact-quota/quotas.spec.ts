import { DEFAULT_PROFILE } from '@proximidad/catalogues';
import { modelProfiles } from '@proximidad/catalogues/profiles';
import { formatInstant, idFor, instantAt, parseDateTime } from '@proximidad/eventsourcing';
import type { ContactRow } from '../contact/contacts.ts';
import {
  counting,
  flagged,
  HOUR_CONTACTS_MAX,
  periodOf,
  quotasOf,
  QUOTA_DAYS_MAX,
  spansOf,
} from './quotas.ts';

const ZONE = 'America/Mexico_City';
const { contacts: national } = DEFAULT_PROFILE;
const modelOf = (id: string) => modelProfiles.find(({ profileId }) => profileId === id)!;
const now = parseDateTime('2026-11-14T18:05:00-06:00');
const DAY_MS = 86_400_000;
const officer = idFor('09', 'officer', 1);

type Contact = Parameters<typeof counting>[0][number];
const spoke = (change: Partial<ContactRow> = {}): Contact => ({
  ...{ kind: 'CALLE', outcome: 'ATENDIDO', contactedAt: now, durationS: 240, officerIds: [officer] },
  ...{ point: { lon: -99.1, lat: 19.35 }, ...change },
});

describe('BR-C11: the contact quotas of a model', () => {
  test.each([
    [
      'mx-mnpjc-proximidad',
      [
        { kind: 'VISITA', days: 1, asked: 7 },
        { kind: 'REUNION', days: 30, asked: 1 },
      ],
    ],
    [
      'ni-policia-comunitaria',
      [
        { kind: 'ASAMBLEA_BARRIAL', days: 90, asked: 1 },
        { kind: null, days: 7, asked: 5 },
      ],
    ],
    ['co-mnvcc-cuadrantes', [{ kind: 'RENDICION_CUENTAS', days: 90, asked: 1 }]],
    ['cl-plan-cuadrante', []],
  ])('%s', (id, expected) => expect(quotasOf(modelOf(id))).toEqual(expected));

  test('are counted in whole days of the place, and the newest period ends with the current day', () => {
    const told = spansOf({ days: 7 }, 2, now.ms, ZONE).map(({ from, to }) => [from, to].map(formatInstant));
    expect(told).toEqual([
      ['2026-11-08T00:00:00.000-06:00', '2026-11-15T00:00:00.000-06:00'],
      ['2026-11-01T00:00:00.000-06:00', '2026-11-08T00:00:00.000-06:00'],
    ]);
    // In the north clocks went back on the first of November: that day had 25 hours.
    const days = spansOf({ days: 1 }, 14, now.ms, 'America/Tijuana');
    expect(days.map(({ from, to }) => (to.ms - from.ms) / 3_600_000)).toEqual([...Array(13).fill(24), 25]);
  });

  test('are shown for a limited time back, and for at least two periods', () => {
    expect(spansOf({ days: 90 }, 31, now.ms, ZONE)).toHaveLength(2);
    expect(spansOf({ days: 365 }, 31, now.ms, ZONE)).toHaveLength(2);
    expect(spansOf({ days: 7 }, 31, now.ms, ZONE)).toHaveLength(Math.floor(QUOTA_DAYS_MAX / 7));
    expect(spansOf({ days: 1 }, 3, now.ms, ZONE)).toHaveLength(3);
  });
});

describe('BR-C7: a contact counts', () => {
  test.each([
    ['a conversation of a minute', spoke({ durationS: 60 }), 1],
    ['a shorter one', spoke({ durationS: 59 }), 0],
    ['nobody was there', spoke({ outcome: 'NADIE' }), 0],
    ['they did not want to talk', spoke({ outcome: 'RECHAZO' }), 0],
    ['a referral', spoke({ outcome: 'CANALIZADO' }), 1],
  ])('%s', (_, contact, expected) => expect(counting([contact], national)).toHaveLength(expected));

  test('not again where the same officer has just been, but 100 m further, by another officer, or at homes', () => {
    const near = spoke({ point: { lon: -99.1005, lat: 19.35 } });
    const far = spoke({ point: { lon: -99.102, lat: 19.35 } });
    expect(counting([spoke(), near], national)).toHaveLength(1);
    expect(counting([spoke(), far], national)).toHaveLength(2);
    expect(counting([spoke(), { ...near, officerIds: [idFor('09', 'officer', 2)] }], national)).toHaveLength(
      2,
    );
    const home = spoke({ kind: 'VISITA' });
    expect(counting([home, home, home], national)).toHaveLength(3);
  });

  test('what comes beyond twelve within an hour of one officer is flagged, and counts', () => {
    const every = (minutes: number) =>
      Array.from({ length: HOUR_CONTACTS_MAX + 2 }, (_, index) =>
        spoke({ kind: 'VISITA', contactedAt: instantAt(now.ms + index * minutes * 60_000, ZONE) }),
      );
    expect(flagged(every(4))).toBe(2);
    expect(flagged(every(5))).toBe(0);
    expect(counting(every(4), national)).toHaveLength(HOUR_CONTACTS_MAX + 2);
  });
});

describe('BR-C11: a period', () => {
  const quota = { kind: 'VISITA', days: 1, asked: 2 };
  const [today, yesterday] = spansOf(quota, 2, now.ms, ZONE);
  const measuring = { kinds: national.kinds, sinceMs: 0, nowMs: now.ms };
  const visit = (ms = now.ms) => spoke({ kind: 'VISITA', contactedAt: instantAt(ms, ZONE) });

  test('is fulfilled by what counts in it, of its kind', () => {
    const known = [visit(now.ms - DAY_MS), visit(), spoke(), visit()];
    expect(periodOf(quota, today!, known, measuring)).toMatchObject({
      made: 2,
      fulfilled: true,
      missed: false,
    });
    expect(periodOf(quota, yesterday!, known, measuring)).toMatchObject({
      ...{ made: 1, fulfilled: false, missed: true },
    });
  });

  test('is not missed while it runs, nor before the beat was there', () => {
    expect(periodOf(quota, today!, [], measuring)).toMatchObject({ made: 0, missed: false });
    const since = { ...measuring, sinceMs: yesterday!.from.ms + 1 };
    expect(periodOf(quota, yesterday!, [], since)).toMatchObject({ made: 0, missed: false });
  });

  test('of visits to homes counts every kind that is at a home', () => {
    const { contacts } = modelOf('ni-policia-comunitaria');
    const known = [
      spoke({ kind: 'VISITA_CASA_A_CASA' }),
      spoke({ kind: 'VISITA_CASA_A_CASA', point: null }),
      spoke({ kind: 'ASAMBLEA_BARRIAL', point: null }),
    ];
    const weekly = { kind: null, days: 7, asked: 5 };
    expect(periodOf(weekly, today!, known, { ...measuring, kinds: contacts.kinds })).toMatchObject({
      ...{ made: 2, fulfilled: false },
    });
  });
});
