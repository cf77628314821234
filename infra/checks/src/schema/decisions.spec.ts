import { committed } from '@proximidad/gateway/compose';
import {
  buildSchema,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** What people decide, and where the graph says who decided it: `by { actor role authority purpose at }`. */
const DECIDED = {
  dispatchPatrol: 'Dispatch.by',
  requestSupport: 'Support.by',
  endSupport: 'Support.endedBy',
  reportScene: 'Scene.by',
  cancelDispatch: 'Dispatch.cancelledBy',
  changePriority: 'PriorityChange.by',
  acknowledgeDeadline: 'Deadline.acknowledgedBy',
  closeIncident: 'Incident.closedBy',
  reopenIncident: 'Reopening.by',
  mergeIncidents: 'AbsorbedIncident.by',
  linkIncident: 'RelatedIncident.by',
  reclassifyIncident: 'Reclassification.by',
  correctClosing: 'ClosingCorrection.by',
  relocateIncident: 'Relocation.by',
  describeIncident: 'Incident.describedBy',
  tellInvolved: 'IncidentPerson.by',
  tellVehicle: 'IncidentVehicle.by',
  transferCall: 'CallTransfer.by',
  callBack: 'CallBack.by',
  refuseDuplicate: 'DuplicateSuggestion.refusedBy',
  cancelShift: 'ShiftCancellation.by',
  assignOfficer: 'OfficerAssignment.by',
  overrideGate: 'OfficerAssignment.by',
  withdrawAssignment: 'AssignmentWithdrawal.by',
  agreeProblemAction: 'ProblemAction.by',
  settleProblemAction: 'ProblemAction.settledBy',
  closeProblem: 'Problem.closedBy',
  tellVictim: 'FollowUpVictim.by',
  annulContact: 'ContactAnnulment.by',
  tellContactPerson: 'ContactPerson.by',
  withdrawConsent: 'ContactPerson.withdrawnBy',
  withdrawVictimConsent: 'FollowUpVictim.withdrawnBy',
  completeFollowUp: 'FollowUp.endedBy',
  waiveFollowUp: 'FollowUp.endedBy',
  grantCompetence: 'Competence.by',
  issueCertificate: 'Certificate.by',
  requestNeedToKnow: 'NeedToKnowRequest.by',
  grantNeedToKnow: 'NeedToKnowRequest.answeredBy',
  refuseNeedToKnow: 'NeedToKnowRequest.answeredBy',
  withdrawNeedToKnow: 'NeedToKnowRequest.withdrawnBy',
  breakGlass: 'GlassBreaking.by',
  acknowledgeStop: 'OpeningStop.acknowledgedBy',
  revokeAccess: 'RevocationAsked.by',
  confirmRevocation: 'Access.revokedBy',
  reinstateAccess: 'Access.reinstatedBy',
  askHold: 'AskedRecordsAct.by',
  askRelease: 'AskedRecordsAct.by',
  askErasure: 'AskedRecordsAct.by',
  receiveDataRequest: 'DataRequest.receivedBy',
  registerAuthority: 'Authority.by',
  renameAuthority: 'AuthorityTitle.by',
  moveAuthority: 'AuthorityParent.by',
  succeedAuthority: 'AuthoritySuccession.by',
  transferCustody: 'CustodyTransfer.by',
  composeBody: 'BodyComposition.by',
  holdSession: 'BodySession.by',
  agreeInSession: 'BodyAgreement.by',
  settleAgreement: 'BodyAgreement.settledBy',
  signAgreement: 'Agreement.by',
  suspendAgreement: 'AgreementAct.by',
  resumeAgreement: 'AgreementAct.by',
  endAgreement: 'AgreementAct.by',
  appointLiaison: 'LiaisonTenure.by',
  proposeProfile: 'ProfileAct.by',
  consultProfile: 'ProfileAct.by',
  ratifyProfile: 'ProfileAct.by',
  enactProfile: 'ProfileAct.by',
  supersedeProfile: 'ProfileAct.by',
  adoptProfile: 'ProfileAdoption.by',
  createMunicipality: 'DecreedMunicipality.by',
} as const satisfies Readonly<Record<string, `${string}.${string}`>>;
/** Mutations that answer item by item, or are telemetry: what they record is found with its record. */
const MANY: readonly string[] = [
  'designBeats',
  'recordHistoricalIncidents',
  'reportPositions',
  'sourceAlive',
];

/** Types that answer a command or a query and are no record of their own, and why. */
const NO_RECORD: Readonly<Record<string, string>> = {
  ...{
    Entity: 'a key of the framework',
    Municipality: 'the same; what a decree changed about it is a record',
  },
  ...{ Code: 'a line of a catalogue', RetentionRuleEntry: 'the same', Viewer: 'what the token tells' },
  OfficerAssignment: "a line of the officer's record, `OfficerDuty`",
  BrokenGlass: 'how often it was broken; each is `GlassBreaking`',
  BulkItemResult: 'the outcome of one line',
  ...{ Guide: 'the rules as a document', GoverningProfile: 'which version governs; its acts are records' },
  ...{ Device: 'telemetry', Silence: 'the same', AccessLog: 'notes about reading', SealedAccess: 'the same' },
  ...{ DuplicateCandidate: 'a proposal', CounterfactualDispatch: 'what would have been' },
  ...{ CoverageIndex: 'a figure', CallLoad: 'a figure', LiaisonCoverage: 'a figure' },
  ...{ MonthlyFigures: 'figures', ResponseFigures: 'figures', ChangesBetween: 'figures' },
  ...{ OperationsPicture: 'a picture of what is open', NationalPicture: 'figures of the nation' },
};

/** Types that say when, but not who, and why. */
const NOBODYS: Readonly<Record<string, string>> = {
  By: 'is who',
  ...{ Cut: 'of the answer', Municipality: 'decrees, each a record', AgreementPeriod: 'follows from acts' },
  ...{ Eligibility: 'what the gate found; `OfficerAssignment.by` decided', DutyFlag: 'what the gate found' },
  GateOverride: '`OfficerAssignment.by` decided',
  ...{ CarriedOver: 'by a rule', PatrolProposal: 'by the ranking', CounterfactualDispatch: 'a computation' },
  ...{ KeptPersonRetention: 'by the table of retention', ErasureCertificate: 'signed by the vault' },
  ...{ AccessNote: 'names its subject', SealedAccess: 'names its subject', BrokenGlass: 'how often' },
  ...{ Device: 'telemetry', OffFact: 'telemetry', Silence: 'telemetry', UnitPoint: 'telemetry' },
  ...{ UnitPosition: 'telemetry', SourceChange: 'telemetry', StaleEntity: 'telemetry' },
  ...{ RoomIncident: 'shown in a room', RoomUnit: 'shown in a room', IncidentLegs: 'times of the incident' },
  ...{ CallLoadHour: 'a figure', ContactFigures: 'figures', ContactQuotaPeriod: 'a figure' },
  ...{ IncidentFigures: 'figures', MonthlyAdjustment: 'a figure', MonthlyFigures: 'figures' },
  ...{ NationalPicture: 'figures', OperationsPicture: 'figures', PresenceFigures: 'figures' },
  ...{ ResponseFigures: 'figures', TrainingFigures: 'figures' },
};

const schema = buildSchema(committed().api);
const fieldOf = (place: string) => {
  const [type, field] = place.split('.') as [string, string];
  const holder = schema.getType(type);
  return isObjectType(holder) ? holder.getFields()[field] : undefined;
};

const objects = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
);
const typesOf = (type: GraphQLObjectType) =>
  Object.values(type.getFields()).map((field) => getNamedType(field.type));
/** The type that a field returns, or that of each item of its page. */
function answered(type: GraphQLNamedType): GraphQLNamedType {
  const inner = isObjectType(type) && (type.getFields()['edges'] ?? type.getFields()['node']);
  return inner ? answered(getNamedType(inner.type)) : type;
}
const namesOf = (types: readonly GraphQLNamedType[]) =>
  [...new Set(types.map(({ name }) => name))].toSorted((a, b) => (a < b ? -1 : 1));

test('whatever answers a command or a query is a record with a history, or is said to be none', () => {
  const answers = objects.filter(({ name }) => name.endsWith('Accepted')).flatMap(typesOf);
  const shown = [...answers, ...typesOf(schema.getQueryType()!)].map(answered).filter(isObjectType);
  expect(namesOf(shown.filter((type) => !('history' in type.getFields())))).toEqual(
    Object.keys(NO_RECORD).toSorted(),
  );
});

test('whatever tells when something was done tells by whom, or is in a history, or is done by nobody', () => {
  const told = objects.filter((type) => {
    const within = typesOf(type).map(({ name }) => name);
    const isWho = within.includes('By') || 'history' in type.getFields();
    return within.includes('DateTime') && !isWho;
  });
  expect(namesOf(told)).toEqual(Object.keys(NOBODYS).toSorted());
});

test.each(Object.entries(DECIDED))('who decided is told: %s', (mutation, place) => {
  expect(schema.getMutationType()?.getFields()).toHaveProperty(mutation);
  expect(String(fieldOf(place)?.type).replace('!', '')).toBe('By');
});

test('whoever decided is told by pseudonym, role, institution, purpose and moment', () => {
  expect(
    ['actor', 'role', 'authority', 'purpose', 'at'].map((field) => fieldOf(`By.${field}`)?.name),
  ).toEqual(['actor', 'role', 'authority', 'purpose', 'at']);
});

test('whatever else people tell is in the history of its record, with who told it', () => {
  const others = Object.values(schema.getMutationType()!.getFields()).filter(
    ({ name }) => !Object.hasOwn(DECIDED, name) && !MANY.includes(name),
  );
  const silent = others.filter(({ type }) => {
    const answer = getNamedType(type);
    const accepted = isUnionType(answer) && answer.getTypes().find(({ name }) => name.endsWith('Accepted'));
    const records = accepted
      ? Object.values(accepted.getFields()).map((field) => getNamedType(field.type))
      : [];
    return !records.some((record) => isObjectType(record) && record.getFields()['history']);
  });
  expect(silent.map(({ name }) => name)).toEqual([]);
  expect(isNonNullType(fieldOf('HistoryEvent.by')?.type)).toBe(true);
});
