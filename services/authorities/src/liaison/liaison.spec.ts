import { parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { liaison, type LiaisonEvent, liaisonId } from './liaison.ts';
import { liaisons } from './liaisons.ts';

const at = parseDateTime('2026-11-14T12:00:00-06:00');
const later = (hours: number) => ({ ...at, ms: at.ms + hours * 3_600_000 });
const post = { entity: '10', kind: 'FEDERAL_ENLACE' as const };
const appoint = {
  ...post,
  type: 'AppointLiaison',
  authority: 'guardia-nacional',
  holder: 'p-1',
  substitute: null,
  from: at,
  until: null,
  registered: true,
  at,
} as const;
const { type: _type, at: _at, registered: _registered, ...fields } = appoint;
const appointed: LiaisonEvent = { type: 'LiaisonAppointed', ...fields };
const vacated: LiaisonEvent = {
  type: 'LiaisonVacated',
  ...post,
  reason: 'RESIGNED',
  acting: null,
  vacatedAt: later(1),
};

describe('a post of liaison (BR-A2)', () => {
  test('is held by one person at a time', () => {
    given(liaison, []).when(appoint).expects([appointed]);
    given(liaison, [appointed])
      .when({ ...appoint, holder: 'p-2', from: later(1), at: later(1) })
      .expects('PostHeld');
    given(liaison, [])
      .when({ ...appoint, registered: false })
      .expects('AuthorityNotFound');
  });

  test('that falls vacant is taken by the substitute, who gives way to the next', () => {
    const withSubstitute: LiaisonEvent = { ...appointed, substitute: 'p-9' };
    const acting: LiaisonEvent = { ...vacated, acting: 'p-9' };
    given(liaison, [withSubstitute])
      .when({ type: 'VacateLiaison', ...post, reason: 'RESIGNED', registered: true, at: later(1) })
      .expects([acting]);
    given(liaison, [withSubstitute, acting])
      .when({ ...appoint, holder: 'p-2', from: later(2), at: later(2) })
      .expects([{ ...appointed, holder: 'p-2', from: later(2) }]);
  });

  test('cannot be taken for a time when somebody else held it', () => {
    given(liaison, [appointed, vacated])
      .when({ ...appoint, holder: 'p-2', from: at, at: later(2) })
      .expects('NotAfterTheLast');
    given(liaison, [appointed, vacated])
      .when({ ...appoint, holder: 'p-2', from: later(1), at: later(2) })
      .expects([{ ...appointed, holder: 'p-2', from: later(1) }]);
    given(liaison, [appointed, { ...vacated, acting: 'p-9' }])
      .when({ ...appoint, holder: 'p-2', from: at, at: later(2) })
      .expects('NotAfterTheLast');
    given(liaison, [{ ...appointed, until: later(1) }])
      .when({ ...appoint, holder: 'p-2', from: at, at: later(2) })
      .expects('NotAfterTheLast');
  });

  test('is reported vacant once, and no longer when somebody holds it again', () => {
    const note = { type: 'NoteLiaisonGap', ...post, since: later(1), at: later(25) } as const;
    const noted: LiaisonEvent = { type: 'LiaisonGapNoted', ...post, since: later(1), notedAt: later(25) };
    given(liaison, [appointed, vacated]).when(note).expects([noted]);
    given(liaison, [appointed, vacated, noted]).when(note).expects([]);
    given(liaison, [appointed]).when(note).expects([]);
  });

  test('a term ends when it said it would, and not otherwise', () => {
    const term: LiaisonEvent = { ...appointed, until: later(48) };
    const ends = { type: 'NoteTermEnded', ...post, until: later(48) } as const;
    given(liaison, [term])
      .when(ends)
      .expects([{ ...vacated, reason: 'TERM_ENDED', vacatedAt: later(48) }]);
    given(liaison, [appointed]).when(ends).expects([]);
  });

  test('its row shows who was in it when: one at any moment', () => {
    const id = liaisonId('10', 'FEDERAL_ENLACE');
    const second: LiaisonEvent = { ...appointed, holder: 'p-2', from: later(2) };
    const row = projected(liaisons, eventsOf(liaison, id, [appointed, vacated, second])).get(id)!;
    expect(row).toMatchObject({ occupied: true, vacantSince: null });
    expect(row.tenures.map(({ holder, from, until }) => [holder, from, until])).toEqual([
      ['p-1', at, later(1)],
      ['p-2', later(2), null],
    ]);
  });
});
