import type { Context, Dependencies } from '@proximidad/edge';
import { encodePosition } from '@proximidad/eventsourcing';
import { decide } from '@proximidad/policy';
import { presentCut } from '../changes/times.ts';
import { headOf } from '../head.ts';
import { entityNode } from '../places/places.ts';
import type { NationResources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { heardAt, SOURCES_MAX } from '../source/heard-at.ts';
import { reporting } from '../source/reporting.ts';
import { figureSources } from './figure-sources.ts';
import { liaisonCoverage } from './liaison-coverage.ts';
import { completenessOf, entityOf, type NationalPictureRow } from './national-picture.ts';
import { type Answers, picture } from './picture.ts';

/** The state of the nation, on behalf of the caller. */
export function pictureResolvers({ log, readModels, resources }: Dependencies<NationResources>) {
  const { ask, onSilence, heartbeats, logId } = resources;
  const askFigures = figureSources(ask, onSilence);
  const coverage = liaisonCoverage(ask, onSilence);
  return {
    Query: {
      async nationalPicture(_, _args, context): Promise<NationalPictureRow> {
        const { subject, cut, table } = context;
        const { clock } = cut;
        const { position } = await presentCut(cut, () => headOf({ log, readModels }));
        const answers = await askFigures(context, { position, clock });
        const recorded = () => table(reporting, 'source').list({ first: SOURCES_MAX }).rows;
        const heard = cut.at === undefined ? heartbeats.last() : heardAt(recorded(), clock);
        const visible = (entity: string) => decide(subject, 'read', { kind: 'source', entity }).allowed;
        const { completeness, entities } = picture(visible, atCut(answers, cut), heard, clock);
        return {
          asOf: { ms: clock, offsetMin: 0 },
          position: encodePosition([{ log: logId(), position, clock }]),
          shown: { position, clock },
          completeness: completenessOf(completeness),
          entities: entities.map((each) => entityOf(each, clock)),
        };
      },
    },
    NationalPicture: {
      async liaisonCoverage({ shown }, _, context) {
        const known = await coverage(context, shown);
        return { ...known, gaps: known.gaps.flatMap(({ code }) => entityNode(code, context.subject) ?? []) };
      },
    },
  } satisfies SliceResolvers;
}

/** At a past cut every service has already read all that the picture shows: its present lag is not part of it. */
function atCut(answers: Answers, { at }: Context['cut']): Answers {
  if (at === undefined) return answers;
  const whole = Object.entries(answers).map(([name, figures]) => [
    name,
    figures && { ...figures, lagSeconds: 0 },
  ]);
  return Object.fromEntries(whole) as Answers;
}
