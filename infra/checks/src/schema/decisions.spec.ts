import { committed } from '@proximidad/gateway/compose';
import { buildSchema, getNamedType, isNonNullType, isObjectType, isUnionType } from 'graphql';

/** What people decide, and where the graph tells who did: `by { actor role authority purpose at }`. */
const DECIDED = {
  dispatchPatrol: 'Dispatch.by',
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
  assignOfficer: 'OfficerAssignment.by',
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
/** They answer for each of many, or are telemetry: what they record is found with its record. */
const MANY: readonly string[] = [
  'designBeats',
  'recordHistoricalIncidents',
  'reportPositions',
  'sourceAlive',
];

const schema = buildSchema(committed().api);
const fieldOf = (place: string) => {
  const [type, field] = place.split('.') as [string, string];
  const holder = schema.getType(type);
  return isObjectType(holder) ? holder.getFields()[field] : undefined;
};

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
