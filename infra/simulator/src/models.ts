import { formatInstant, idFor, instantAt } from '@proximidad/eventsourcing';
import type { Action } from './actions.ts';
import { ADOPTED, named, NATIONAL_MODEL } from './model-of.ts';
import type { State } from './nation.ts';
import { NATIONAL, NATIONAL_ZONE, type Span, commandsBy } from './who-is-who.ts';

const DAY_MS = 86_400_000;
/** How long before its end models of the demo come into force; they are adopted a little later. */
const ENACTED_MS = 300 * DAY_MS;
const ADOPTED_MS = 200 * DAY_MS;
const BODY = { body: 'cnsp', agreementNumber: '03/LI/26' };

/** The models that some state is under, each from its proposal to the day it comes into force. */
export function legislation({ seed, until }: Span): Action[] {
  const models = new Set([NATIONAL_MODEL, ...Object.values(ADOPTED).map(({ model }) => model)]);
  return [...models].flatMap((model) => {
    const document = named(model);
    const { version } = document;
    const say = commandsBy(seed, NATIONAL, NATIONAL_ZONE, 'analyst', until - ENACTED_MS - DAY_MS);
    const about = { ...BODY, modelProfileId: idFor(NATIONAL, 'modelprofile', model, version) };
    const from = formatInstant(instantAt(until - ENACTED_MS, NATIONAL_ZONE));
    return [
      say('proposeProfile', model, { ...BODY, document: JSON.stringify(document) }),
      say('consultProfile', model, about),
      say('ratifyProfile', model, about),
      say('enactProfile', model, { ...about, from }),
    ];
  });
}

/** What a state adopted, as its own commander records it; nothing where the national model governs unchanged. */
export function adoptions({ seed, until }: Span, { entity: { code }, zone }: State): Action[] {
  const adopted = ADOPTED[code];
  if (!adopted) return [];
  const { profileId, version } = named(adopted.model);
  const say = commandsBy(seed, code, zone, `commander-${code}`, until - ADOPTED_MS);
  return [
    say('adoptProfile', profileId, {
      ...{ entity: code, territory: code, profileId, profileVersion: version },
      ...{ authority: `seguridad-${code}`, certificationGate: adopted.gate },
      from: formatInstant(instantAt(until - ADOPTED_MS, zone)),
    }),
  ];
}
