import type { EventFamily } from '@proximidad/eventsourcing';
import { contracts } from './index.ts';

/** Words that would identify a person or a car; no published field may contain any of them. */
const PERSONAL = /name|phone|curp|cuip|plate|address|narrative|caller|birth|email/i;

test('no contract has a field that points at a person', () => {
  for (const [context, audiences] of Object.entries(contracts)) {
    for (const [audience, family] of Object.entries<EventFamily>(audiences)) {
      for (const [type, { schema }] of Object.entries(family)) {
        const fields = Object.keys(schema.shape).filter((field) => PERSONAL.test(field));
        expect({ [`${context}.${audience}.${type}`]: fields }).toEqual({
          [`${context}.${audience}.${type}`]: [],
        });
      }
    }
  }
});

test('nothing public carries a point of an incident', () => {
  for (const { schema } of Object.values(contracts.incidents.public))
    expect(Object.keys(schema.shape)).not.toContain('point');
});
