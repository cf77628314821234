import { kindsListed, typeListed } from '@proximidad/edge';
import { buildSchema, getNamedType, getNullableType, isListType } from 'graphql';
import { committed } from '@proximidad/gateway/compose';
import { slicedServices } from './services.ts';

const PLACES: readonly string[] = ['entity', 'municipality', 'beat'];
/** Lists of what is nobody's record, and those that look at rights themselves. */
const OF_NO_RECORDS: readonly string[] = ['municipalities', 'callLoad', 'accessLog', 'replayFrames'];

const services = await slicedServices();
const kinds = new Map(services.flatMap(({ definition }) => [...kindsListed(definition.slices)]));
const lists = Object.values(buildSchema(committed().api).getQueryType()!.getFields()).filter(
  ({ name, type, args }) =>
    (isListType(getNullableType(type)) || getNamedType(type).name.endsWith('Connection')) &&
    args.some((arg) => PLACES.includes(arg.name)) &&
    !OF_NO_RECORDS.includes(name),
);

test.each(lists)('$name refuses a place outside the rights to its records', ({ type }) =>
  expect(kinds.get(typeListed(type))).toBeDefined(),
);
