import { type CommandOf, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { description, type DescriptionEvent, DESCRIPTIONS_MAX } from './description.ts';

const at = parseDateTime('2026-11-14T21:38:05-06:00');
const [place, street] = ['v1.cGxhY2U', 'v1.c3RyZWV0'];
const nothing = { exactPlace: null, address: null, narrative: null };
const describe_: CommandOf<typeof description> = { type: 'DescribeIncident', ...nothing, open: true, at };
const described: DescriptionEvent = { type: 'IncidentDescribed', ...nothing, describedAt: at };

test('what is told of an incident is kept sealed, while it goes on', () => {
  const told = { exactPlace: place, address: street };
  given(description, [])
    .when({ ...describe_, ...told })
    .expects([{ ...described, ...told }]);
  given(description, [])
    .when({ ...describe_, ...told, open: false })
    .expects('AlreadyClosed');
});

test('a description tells something, and a bounded number of times', () => {
  given(description, []).when(describe_).expects('NothingDescribed');
  given(
    description,
    Array.from({ length: DESCRIPTIONS_MAX }, () => described),
  )
    .when({ ...describe_, address: street })
    .expects('TooManyDescriptions');
});
