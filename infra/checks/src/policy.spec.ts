import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { READS, Role } from '@proximidad/policy';
import { SEEN_WITHIN, SEES } from '@proximidad/testing/rights';
import { rightsOfAll } from './policy-document.ts';
import { root } from './workspace.ts';

/** Written from the field's table of roles (who may do what), not from the declarations that it checks. */
const ON_SCENE = ['ClearUnit', 'RetractEnRoute', 'RetractArrival', 'RequestSupport', 'ReportScene'];
const DECISIONS = [
  ...['DispatchPatrol', 'CancelDispatch', 'RequestCandidates', 'AcknowledgeDeadline', 'EndSupport'],
  'BreakGlass',
];
/** Commands that take back something a person did. */
const TAKEN_BACK = [
  'RetractScene',
  ...['ReopenCall', 'UnlinkCall', 'MergeIncidents', 'RevertMerge', 'LinkIncident', 'UnlinkIncident'],
];
const CALL_CENTRE = [
  ...TAKEN_BACK,
  ...ON_SCENE,
  ...DECISIONS,
  ...['ReceiveCall', 'ClassifyCall', 'AbandonCall', 'LinkDuplicate', 'ReportIncident', 'ChangePriority'],
  ...['AnswerCall', 'LocateCall', 'TransferCall', 'CallBack', 'SuggestDuplicates', 'RefuseDuplicate'],
  ...['DescribeIncident', 'TellInvolved', 'TellVehicle', 'RetractInvolved', 'RetractVehicle'],
  ...['AcknowledgeDispatch', 'ReportEnRoute', 'ReportArrival'],
  ...['CloseIncident', 'ReopenIncident', 'ReportUnitStatus'],
];
/** Commitments to citizens, and what came of them. */
const COMMITMENTS = [
  'MakeCommitment',
  'MoveCommitment',
  'KeepCommitment',
  'BreakCommitment',
  'ReopenCommitment',
];
const COMMANDER = [
  ...TAKEN_BACK,
  ...ON_SCENE,
  ...DECISIONS,
  ...[
    'DesignBeat',
    'RedrawBeat',
    'CloseBeat',
    'RegisterUnit',
    'RetireUnit',
    'ReportUnitStatus',
    'OpenShift',
    'CancelShift',
    'StartDuty',
    ...['StudyBeat', 'PlanAction', 'ReportActionDone', 'UndoAction', 'CancelAction', 'ReinstateAction'],
    ...['OpenProblem', 'EnterProblemStage', 'JoinProblem', 'LeaveProblem', 'AgreeProblemAction'],
    ...['SettleProblemAction', 'CloseProblem', 'ReopenProblem'],
  ],
  ...[
    'EndDuty',
    'ResumeDuty',
    ...['AssignOfficer', 'OverrideGate', 'WithdrawAssignment'],
    'ChangePriority',
    'CloseIncident',
    'RecordContact',
    'AnnulContact',
    'CompleteFollowUp',
    ...['RetractFollowUpAttempt', 'ReopenFollowUp'],
  ],
  ...[
    'WaiveFollowUp',
    ...COMMITMENTS,
    ...['TellVictim', 'WithdrawVictimConsent', 'TellContactPerson', 'WithdrawConsent'],
    'RecordFollowUpAttempt',
    ...['RegisterOfficer', 'IdentifyOfficer', 'TransferOfficer', 'SeparateOfficer'],
    'ReclassifyIncident',
    'RelocateIncident',
  ],
  'CorrectClosing',
  'ReopenIncident',
  /** The owner's answer to a request to know. */
  ...['GrantNeedToKnow', 'RefuseNeedToKnow', 'WithdrawNeedToKnow'],
];
/** The registry of institutions: the federal ministry keeps the nation's, and the state its own as well. */
const REGISTRY = [
  ...['RegisterAuthority', 'RenameAuthority', 'MoveAuthority', 'SucceedAuthority', 'TransferCustody'],
  'AdoptProfile',
  ...['CreateMunicipality', 'SplitMunicipality', 'MergeMunicipalities', 'RenameMunicipality'],
  ...['ComposeBody', 'HoldSession', 'AgreeInSession', 'SettleAgreement', 'ReopenSessionAgreement'],
  ...[
    'SignAgreement',
    'SuspendAgreement',
    'ResumeAgreement',
    'EndAgreement',
    'AppointLiaison',
    'VacateLiaison',
  ],
];
/** Named owners and other things that only some models know. */
const BY_MODEL = [
  'NameOwner',
  'RelieveOwner',
  'SetDemand',
  'WithdrawDemand',
  ...['EnterPhase', 'RegressPhase', 'CloseTerritory'],
  ...['BeginJointPatrol', 'RecordPatrolAct', 'RetractPatrolAct', 'EndJointPatrol'],
];
/** Models are a national matter. */
const LEGISLATION = [
  ...['ProposeProfile', 'ConsultProfile', 'RatifyProfile', 'EnactProfile', 'SupersedeProfile'],
];
const ACADEMY = [
  ...[
    'PublishCourse',
    ...['RegisterOfficer', 'TransferOfficer', 'SeparateOfficer'],
    'EnrolOfficer',
    'CompleteCourse',
    'AnnulCourseResult',
    'WithdrawEnrolment',
    'GrantCompetence',
    'RevokeCompetence',
  ],
  ...['IssueCertificate', 'RevokeCertificate', 'IdentifyOfficer'],
];
/** Decisions about data on persons. */
const RECORDS = [
  ...['BlockPerson', 'UnblockPerson', 'AskHold', 'AskRelease', 'AskErasure'],
  ...['ConfirmRecordsAct', 'WithdrawRecordsAct'],
  ...['ReceiveDataRequest', 'ExtendDataRequest', 'ResolveDataRequest', 'FulfilDataRequest'],
  'ReopenDataRequest',
  'AcknowledgeStop',
];
const EXPECTED: Record<Role, readonly string[]> = {
  analyst: [
    ...['RevokeAccess', 'ConfirmRevocation', 'WithdrawRevocation', 'ReinstateAccess'],
    ...[...REGISTRY, ...LEGISLATION],
  ],
  commander: [...COMMANDER, ...BY_MODEL, ...REGISTRY, ...RECORDS],
  operator: CALL_CENTRE,
  officer: [
    ...ON_SCENE,
    ...['AcknowledgeDispatch', 'ReportEnRoute', 'ReportArrival', 'ReportUnitStatus', 'RecordContact'],
    'AnnulContact',
    ...[
      'CompleteFollowUp',
      'RecordFollowUpAttempt',
      'RetractFollowUpAttempt',
      ...['TellVictim', 'WithdrawVictimConsent'],
      'StartDuty',
      ...['EndDuty', 'ResumeDuty'],
      'ReportActionDone',
      'RecordPatrolAct',
    ],
    ...['TellContactPerson', 'WithdrawConsent', 'TellInvolved', 'TellVehicle'],
    ...['RetractInvolved', 'RetractVehicle'],
    ...COMMITMENTS,
  ],
  liaison: ['RequestNeedToKnow'],
  auditor: [],
  academy: ACADEMY,
  machine: [
    ...[
      'ReceiveCall',
      'AnswerCall',
      'LocateCall',
      'AbandonCall',
      'DescribeIncident',
      'TellInvolved',
      'TellVehicle',
    ],
    ...['ReportIncident', 'ReportUnitStatus', 'DesignBeat', 'RegisterUnit'],
    ...['SourceAlive', 'RecordHistoricalIncident'],
  ],
  wall: [],
};

/** What only the platform itself may do. */
const INTERNAL = [
  'MissAction',
  ...['NotePatrolCandidates', 'NoteBeatBoundary', 'NoteBoundary', 'NoteBeatClosed', 'RequestFollowUp'],
  ...[
    'MarkOverdue',
    'GrantCourseCompetences',
    'RevokeCourseCompetences',
    'MarkExpiring',
    'ExpireCertificate',
    'NoteOfficer',
    'NoteOfficerSeparated',
  ],
  'HearDeviceNumber',
  ...[
    'NoteCertificate',
    'NoteCertificateExpired',
    'NoteCompetence',
    'NoteCompetenceRevoked',
    'RankCandidates',
    'OpenUnitLog',
  ],
  ...[
    'ReleaseUnit',
    'MoveUnit',
    'CloseUnitLog',
    'OpenOfficerDuty',
    'NoteOverrun',
    'CloseOfficerDuty',
    'ClearDutyFlag',
  ],
  ...['NoteSilence', 'NoteUnitRetired', 'NoteTermEnded', 'NoteLiaisonGap', 'NoteAgreement'],
  ...['NoteProfile', 'NoteMunicipality', 'NoteAccesses'],
  ...['NoteUnitStatus', 'AskCandidates', 'NoteReassigned', 'NoteDispatchCrew', 'TakeOver'],
  ...['NoteCrewDuty', 'NoteCrewDutyEnd', 'NoteCrewDutyResumption'],
  ...[
    'NoteDeadlinePassed',
    'NoteDeadlineEscalated',
    'NoteCallReported',
    'CorrectFollowUp',
    'CutMonthlyFigures',
    'NoteReopened',
  ],
  'NoteCommitmentOverdue',
  ...['CarryOverAction', 'CarryOverCommitment', 'CarryOverDemand', 'CarryOverFollowUp'],
  ...['CarryOverOwner', 'CarryOverPatrol', 'CarryOverPhase', 'CarryOverProblem', 'CarryOverShift'],
  ...['NoteRevocationEnded', 'NoteCallerRetention', 'NoteContactPersonRetention'],
  ...['NoteDescriptionRetention', 'NoteInvolvedRetention', 'NoteVictimRetention', 'NoteVehicleRetention'],
  ...['NoteVictimRetentionRenewed', 'NoteVictimErased', 'NoteDossierRetention'],
  ...[
    'NoteRetentionCame',
    'NoteRetentionRenewed',
    'NoteHoldReviewDue',
    'NoteVaultTold',
    'NoteDestroyed',
    'NoteDataTermMissed',
  ],
  'NoteOpeningStopped',
];

test.each(Role.options)('what %s executes is exactly this', async (role) => {
  const executed = (await rightsOfAll()).filter(({ roles }) => roles.includes(role));
  expect(executed.map(({ command }) => command).toSorted()).toEqual(EXPECTED[role].toSorted());
});

test('W3: a machine dispatches nobody, certifies nobody and grants nothing', async () => {
  const decisions = [
    ...['DispatchPatrol', 'CancelDispatch', 'AssignOfficer', 'CloseIncident', 'ReclassifyIncident'],
    ...['IssueCertificate', 'GrantCompetence', 'CompleteCourse', 'RevokeAccess', 'WaiveFollowUp'],
  ];
  const rights = await rightsOfAll();
  const decided = rights.filter(({ command }) => decisions.includes(command));
  expect(decided).toHaveLength(decisions.length);
  expect(decided.filter(({ roles }) => roles.includes('machine'))).toEqual([]);
});

test('H9: what an officer does is for oneself, each of it', async () => {
  const own = (await rightsOfAll()).filter(({ roles }) => roles.includes('officer'));
  expect(own.filter(({ oneself }) => !oneself?.roles.includes('officer'))).toEqual([]);
});

test('no role may execute what the platform does by itself', async () => {
  const internal = (await rightsOfAll()).filter(({ roles }) => roles.length === 0);
  expect([...new Set(internal.map(({ command }) => command))].toSorted()).toEqual(INTERNAL.toSorted());
});

test('every role that a command names is one', async () => {
  const named = (await rightsOfAll()).flatMap(({ roles }) => roles);
  expect(named.filter((role) => !Role.options.some((known) => known === role))).toEqual([]);
});

test('T17: each kind of record has a row of the oracle that a suite compares, or is seen within another', () => {
  const kinds = Object.keys(READS).toSorted();
  expect([...Object.keys(SEES), ...Object.keys(SEEN_WITHIN)].toSorted()).toEqual(kinds);
  const folder = join(root, 'services');
  const suites = readdirSync(folder).map((name) =>
    readFileSync(join(folder, name, 'src/rights.spec.ts'), 'utf8'),
  );
  const compared = (kind: string) =>
    suites.some((text) => new RegExp(`^  ${kind}: \\(\\) =>`, 'm').test(text));
  // Imported incidents appear on the board of incidents, as scenes of those.
  expect(Object.keys(SEES).filter((kind) => kind !== 'historical' && !compared(kind))).toEqual([]);
});
