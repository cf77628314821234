import { z } from 'zod';
import { codesOf, descriptive, listOf, ModelCode, readBy, Words } from './told.ts';

// A parameter is read by the rules that it names, or is descriptive and says why (ADR 220). The published schema,
// docs/schema/model-profile.schema.json, and the table in docs/model.md are generated from this file.

export const ProfileCode = z.string().regex(/^[a-z]{2}-[a-z0-9-]{2,60}$/, 'a profile: `mx-mnpjc-proximidad`');

/** What assigning an officer without a valid certificate does (BR-T3). */
export const CertificationGate = z.enum(['BLOCK', 'WARN', 'RESTRICTED_ROLE']);
export type CertificationGate = z.infer<typeof CertificationGate>;

/** How long somebody is responsible for a beat: for a shift, or permanently by name. */
export const OwnerPersistence = z.enum([
  'PERMANENT_PER_SHIFT',
  'PERMANENT_24_7_NAMED',
  'STABLE_TEAM',
  'NAMED',
]);

const GATE = 'services/beats/src/officer-duty/certification-gate.ts';
const OWNER = 'services/beats/src/beat-owner/beat-owner.ts';
const PHASES = 'services/beats/src/territory-phase/territory-phase.ts';
const POWERS = 'services/beats/src/joint-patrol/words.ts';
const PATROL = 'services/beats/src/joint-patrol/joint-patrol.ts';
const WORDS = 'services/authorities/src/profile/words.ts';
const Count = z.int().min(1).max(1_000_000);
const Share = z.number().min(0).max(100);

const Labelled = { code: ModelCode, es: readBy(Words, WORDS) };

/** One of `kpis`, measured like an index, by a formula over what is recorded. */
const Threshold = z
  .strictObject({
    criterion: Words,
    formula: Words,
    atLeast: z.number().nullable(),
    atMost: z.number().nullable(),
  })
  .refine(({ atLeast, atMost }) => atLeast !== null || atMost !== null, {
    error: 'at least, at most, or both',
  });

const territory = z.strictObject({
  levels: descriptive(listOf(Words), 'how the model names the parts of a territory'),
  beatTerm: readBy(z.strictObject({ es: Words, en: Words }), WORDS),
  criteria: readBy(listOf(Words), 'services/beats/src/beat-study/slice.ts'),
  matching: descriptive(Words.nullable(), 'which boundaries those of a beat follow'),
  maxAreaKm2: readBy(z.number().positive().nullable(), 'services/beats/src/noted-profile/design.ts'),
  maxPopulation: readBy(Count.nullable(), 'services/beats/src/noted-profile/design.ts'),
  owner: z
    .strictObject({
      es: readBy(Words, WORDS),
      persistence: readBy(OwnerPersistence, OWNER),
      perShift: readBy(Count.nullable(), 'services/beats/src/beat-shift/slice.ts'),
      teamSize: readBy(Count.nullable(), OWNER),
    })
    .nullable(),
  cellSize: readBy(Count, 'services/beats/src/beat-shift/slice.ts'),
  phases: readBy(listOf(z.strictObject({ key: ModelCode, name: Words, lead: Words.nullable() })), PHASES),
  phaseRules: readBy(
    z.strictObject({ regression: z.boolean(), closure: z.boolean(), exitCriteria: z.boolean() }).nullable(),
    PHASES,
  ),
  exitThresholds: readBy(
    listOf(Threshold).default([]),
    'services/beats/src/territory-phase/exits.ts',
  ).describe(
    'The figures of the record by which an exit criterion of a phase is met; for any other criterion, the person who decides says whether it is.',
  ),
  classes: descriptive(
    listOf(z.strictObject({ key: ModelCode, minOfficers: Count.nullable(), maxOfficers: Count.nullable() })),
    'which rank commands a territory of this size',
  ),
  flags: descriptive(listOf(ModelCode), 'how the model marks the state of a territory'),
  zones: descriptive(listOf(z.strictObject({ key: ModelCode, es: Words })), 'reinforced zones'),
  post: descriptive(Words.nullable(), 'where a team is based'),
});

const DEMAND = 'services/beats/src/coverage/beat-demand.ts';
const FORMULA = 'services/beats/src/coverage/formula.ts';
const supplyDemand = z.strictObject({
  unit: readBy(ModelCode, DEMAND, 'services/beats/src/coverage/quantities.ts'),
  demandFactors: readBy(listOf(Words), DEMAND),
  index: z.strictObject({
    name: readBy(Words, WORDS),
    formula: readBy(Words, 'services/beats/src/coverage/covered.ts').describe(
      'One quantity divided by another, with a factor if any: `oferta_UVE / demanda_UVE`. docs/model.md lists the quantities that the record can give; others have no value.',
    ),
    green: readBy(Share, FORMULA),
    amber: readBy(Share, FORMULA),
  }),
});

const QUOTAS = 'services/contacts/src/contact-quota/quotas.ts';
const presence = z.strictObject({
  mode: readBy(ModelCode, 'services/beats/src/planned-action/slice.ts'),
  minHoursPerBeatShift: readBy(z.number().positive().nullable(), 'services/beats/src/beat-shift/slice.ts'),
  alertAfterEmptyMin: readBy(Count.nullable(), 'services/beats/src/beat/slice.ts'),
  visitsPerWeek: readBy(Count.nullable(), QUOTAS),
  maxSpeedKmh: descriptive(Count.nullable(), 'the ledger of presence by officer is to come'),
});

const CONTACT = 'services/contacts/src/contact/contact.ts';
const contacts = z.strictObject({
  kinds: readBy(
    codesOf(
      z.strictObject({
        ...Labelled,
        home: readBy(z.boolean(), CONTACT).describe('In or at a home: its point is kept only coarsely.'),
        perBeatDay: readBy(z.number().positive().nullable(), QUOTAS),
        everyDays: readBy(Count.nullable(), QUOTAS),
      }),
    ).min(1),
    CONTACT,
  ),
  groups: descriptive(
    listOf(z.strictObject({ code: ModelCode, es: Words, formation: Words.nullable() })),
    'groups of neighbours are to come',
  ),
});

const FOLLOW_UP = 'services/contacts/src/follow-up/follow-up.ts';
const followUps = z.strictObject({
  dueHours: readBy(
    z.strictObject({ VIOLENCE: Count, VIOLENT_ROBBERY: Count, OTHER_VICTIM: Count }),
    FOLLOW_UP,
  ),
  attemptDays: readBy(z.int().min(1).max(30), FOLLOW_UP),
});

/** The targets in use before models set any, and those of a model that sets none (BR-I3). */
export const RESPONSE_TARGETS_ONCE = {
  ALTA: { dispatchS: 90, urbanS: 600, ruralS: 1_200 },
  MEDIA: { dispatchS: 300, urbanS: 1_200, ruralS: 2_400 },
  BAJA: { dispatchS: null, urbanS: 3_600, ruralS: 7_200 },
};
const Seconds = z.int().min(1).max(86_400);
const target = z
  .strictObject({ dispatchS: Seconds.nullable(), urbanS: Seconds, ruralS: Seconds })
  .refine(({ urbanS, ruralS }) => urbanS <= ruralS, { error: 'in the country at least as long as in town' });
const responseTargets = readBy(
  z.strictObject({ ALTA: target, MEDIA: target, BAJA: target }).default(RESPONSE_TARGETS_ONCE),
  'services/incidents/src/incident/response-targets.ts',
).describe(
  'Seconds from the call until a unit is sent, and until one arrives in town and in the country, by priority (BR-I3).',
);

const RANKING = 'services/beats/src/ranking/nearest-patrol.ts';
const ranking = z
  .strictObject({
    eta: readBy(z.number().min(0).max(1), RANKING),
    sameBeat: readBy(z.number().min(0).max(1), RANKING),
    competence: readBy(z.number().min(0).max(1), RANKING),
    asks: readBy(
      z.strictObject({ sensitive: ModelCode.nullable(), other: ModelCode.nullable() }),
      RANKING,
    ).describe(
      'Which competence a scene requires: one of violence at home or sexual violence, and any other.',
    ),
  })
  .refine(({ eta, sameBeat, competence }) => Math.abs(eta + sameBeat + competence - 1) < 1e-9, {
    error: 'the three weights must add up to 1',
  });

const PROBLEM = 'services/beats/src/problem/slice.ts';
const problems = z.strictObject({
  method: readBy(ModelCode, PROBLEM),
  stages: readBy(listOf(z.strictObject({ key: ModelCode, es: Words.nullable() })), PROBLEM),
  openRule: descriptive(
    z.strictObject({ repeatIncidents: Count, windowDays: Count, radiusM: Count }).nullable(),
    'repeated incidents propose no problem yet: a person opens it',
  ),
  assessAfterDays: descriptive(Count.nullable(), 'stages have no term yet'),
  resolvedNeeds: readBy(ModelCode.nullable(), PROBLEM),
  notes: descriptive(listOf(Words), 'what else the model says about problems, for people'),
});

const training = z.strictObject({
  initialHours: descriptive(Count.nullable(), 'training knows courses, no curriculum'),
  required: descriptive(listOf(Words), 'what everybody learns; the gate asks by role'),
  byRole: readBy(
    z.strictObject({ OWNER: listOf(ModelCode), MEMBER: listOf(ModelCode), SUPPORT: listOf(ModelCode) }),
    GATE,
  ),
});

const enforcement = z.strictObject({
  certificationGate: readBy(CertificationGate, GATE),
  transitional: readBy(listOf(CertificationGate), 'services/authorities/src/adoption/adoption.ts').describe(
    'Gates that a territory may choose instead when it adopts the model.',
  ),
});

const CODE_READERS = {
  ranks: 'services/training/src/dossier/dossier.ts',
  certificates: 'services/training/src/dossier/certificate.ts',
  competences: 'services/training/src/course/competence.ts',
  months: 'services/training/src/dossier/dossier.ts',
  unitKinds: 'services/beats/src/unit/slice.ts',
} as const;
const Months = z.int().min(1).max(240).nullable();
const codes = z.strictObject({
  ranks: readBy(codesOf(z.strictObject(Labelled)).min(1), CODE_READERS.ranks),
  certificates: readBy(
    codesOf(
      z.strictObject({
        ...Labelled,
        /** The longest validity, and the one applied where none is given; null: its end has to be given. */
        months: readBy(Months, CODE_READERS.certificates),
      }),
    ).min(1),
    CODE_READERS.certificates,
  ),
  competences: readBy(
    codesOf(z.strictObject({ ...Labelled, monthsMax: readBy(Months, CODE_READERS.months) })),
    CODE_READERS.competences,
  ),
  unitKinds: readBy(
    codesOf(
      z.strictObject({
        ...Labelled,
        speedKmh: readBy(z.number().positive().max(200), RANKING),
        equivalence: readBy(z.number().positive().nullable(), 'services/beats/src/coverage/quantities.ts'),
      }),
    ).min(1),
    CODE_READERS.unitKinds,
  ),
  civicOutcomes: descriptive(listOf(z.strictObject(Labelled)), 'civic justice is to come'),
});

/** A policing model as one document: which rules hold with which numbers, in which words (ADR 117). */
export const ModelProfile = z
  .strictObject({
    profileId: readBy(ProfileCode, 'services/authorities/src/profile/slice.ts'),
    version: readBy(z.int().min(1).max(1_000), 'services/authorities/src/profile/profile.ts'),
    label: readBy(Words, WORDS),
    country: descriptive(
      z.string().regex(/^[A-Z]{2}$/, 'ISO 3166-1, two letters'),
      'where the model is from',
    ),
    territory,
    supplyDemand,
    presence,
    contacts,
    followUps,
    responseTargets,
    ranking,
    problems,
    coresponsibility: descriptive(
      listOf(
        z.strictObject({
          es: Words,
          law: Words.nullable(),
          cadence: Words.nullable(),
          use: Words.nullable(),
        }),
      ),
      'bodies beside the police, their members and their rhythm',
    ),
    auxiliaries: readBy(
      codesOf(
        z.strictObject({
          ...Labelled,
          law: descriptive(Words.nullable(), 'where it is published'),
          canArrest: readBy(z.boolean(), POWERS),
          canIdentify: readBy(z.boolean(), POWERS),
          canAccessPersonalData: readBy(z.boolean(), POWERS),
          handsOverTo: readBy(Words.nullable(), POWERS),
        }),
      ),
      GATE,
    ),
    mixedPatrol: z
      .strictObject({
        es: readBy(Words, WORDS),
        members: readBy(listOf(Words), PATROL),
        commander: readBy(Words, PATROL),
      })
      .nullable()
      .describe('Patrols of police and auxiliaries together: which corps take part, and which one commands.'),
    training,
    enforcement,
    codes,
    kpis: readBy(listOf(Words), PHASES),
    risks: descriptive(listOf(Words), 'how it is known to fail'),
    sources: descriptive(
      z.record(z.string().max(80), Words),
      'how sure each value is: V read in a source, M from memory, C computed, D proposed here',
    ),
  })
  .superRefine(({ kpis, territory: { exitThresholds } }, issues) => {
    for (const [index, { criterion }] of exitThresholds.entries())
      if (!kpis.includes(criterion)) {
        const path = ['territory', 'exitThresholds', index, 'criterion'];
        issues.addIssue({ code: 'custom', path, message: `${criterion} is none of kpis` });
      }
  })
  .superRefine(({ training: { byRole }, ranking: { asks }, codes: { competences } }, issues) => {
    const known = new Set(competences.map(({ code }) => code));
    const asked = [
      ...Object.entries(byRole).flatMap(([role, codes]) =>
        codes.map((code, index) => [code, ['training', 'byRole', role, index]] as const),
      ),
      ...Object.entries(asks).map(([scene, code]) => [code, ['ranking', 'asks', scene]] as const),
    ];
    for (const [code, path] of asked)
      if (code !== null && !known.has(code))
        issues.addIssue({ code: 'custom', path: [...path], message: `${code} is none of codes.competences` });
  });
export type ModelProfile = z.infer<typeof ModelProfile>;

const TEXT_LENGTH_MAX = 60_000;

/** A profile as the graph and a file take it: JSON as text. Errors are reported with their path. */
export const ProfileText = z
  .string()
  .max(TEXT_LENGTH_MAX, `at most ${TEXT_LENGTH_MAX} characters`)
  .transform((text, issues) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      issues.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  })
  .pipe(ModelProfile);
