import type { ModelProfile } from '@proximidad/catalogues';
import type { Governing } from '@proximidad/contracts';

/** A governing model, as the graph shows it. */
export interface Shown extends Omit<Governing, 'profile'> {
  readonly model: ModelProfile;
}

/** A code of one of the model's lists, as the graph shows it. */
export interface ModelWord {
  readonly system: string;
  readonly version: string;
  readonly code: string;
  readonly label: string;
}

type Labelled = readonly { readonly code: string; readonly es: string }[];

/** The model's lists of codes, each under the name of its catalogue. */
export const LISTS: Readonly<Record<string, (model: ModelProfile) => Labelled>> = {
  RANK: ({ codes }) => codes.ranks,
  CERTIFICATE: ({ codes }) => codes.certificates,
  COMPETENCE: ({ codes }) => codes.competences,
  UNIT: ({ codes }) => codes.unitKinds,
  CIVIC_OUTCOME: ({ codes }) => codes.civicOutcomes,
  CONTACT: ({ contacts }) => contacts.kinds,
  GROUP: ({ contacts }) => contacts.groups,
  AUXILIARY: ({ auxiliaries }) => auxiliaries,
};

/** The codes of one list, or of all; each belongs to the catalogue `<list>:<model>`. */
export function wordsOf(model: ModelProfile, list?: string): ModelWord[] {
  const { profileId, version } = model;
  return Object.entries(LISTS)
    .filter(([name]) => list === undefined || name === list)
    .flatMap(([name, of]) =>
      of(model).map(({ code, es }) => ({
        ...{ system: `${name}:${profileId}`, version: String(version), code, label: es },
      })),
    );
}

/** The names that the model gives its parts, for display. */
export function termsOf({ label, territory, supplyDemand, mixedPatrol }: ModelProfile) {
  return {
    ...{ label, beat: territory.beatTerm.es, beatEn: territory.beatTerm.en },
    ...{ owner: territory.owner?.es ?? null, index: supplyDemand.index.name },
    jointPatrol: mixedPatrol?.es ?? null,
  };
}
