import { type CommandOf, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { beatBoundary } from './beat-boundary.ts';

const beatId = idFor('09', 'beat', 'IZP-6.1.4');
const note = (version: number) =>
  ({
    type: 'NoteBeatBoundary',
    beatId,
    code: 'IZP-6.1.4',
    edition: '2023',
    municipality: '09007',
    polygon: {
      type: 'Polygon',
      coordinates: [
        [
          [-99.1, 19.35],
          [-99.08, 19.35],
          [-99.08, 19.37],
          [-99.1, 19.35],
        ],
      ],
    },
    ...{ version, validFrom: null },
  }) satisfies CommandOf<typeof beatBoundary>;
const noted = (version: number) => ({ ...note(version), type: 'BeatBoundaryNoted' as const });
const close = {
  type: 'NoteBeatClosed',
  beatId,
  validFrom: parseDateTime('2026-12-01T00:00:00-06:00'),
} as const;
const closed = { ...close, type: 'BeatClosureNoted' } as const;

test('the newest boundary is noted, an older one is ignored', () => {
  given(beatBoundary, [])
    .when(note(1))
    .expects([noted(1)]);
  given(beatBoundary, [noted(1)])
    .when(note(2))
    .expects([noted(2)]);
  given(beatBoundary, [noted(2)])
    .when(note(1))
    .expects([]);
  given(beatBoundary, [noted(2)])
    .when(note(2))
    .expects([]);
});

test('a closing is noted once', () => {
  given(beatBoundary, [noted(1)])
    .when(close)
    .expects([closed]);
  given(beatBoundary, [noted(1), closed])
    .when(close)
    .expects([]);
});
