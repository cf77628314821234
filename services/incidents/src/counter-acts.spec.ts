import { isRejection } from '@proximidad/eventsourcing';
import { call } from './call/call.ts';
import { historical } from './historical/historical.ts';
import { incident } from './incident/incident.ts';

type Name = keyof typeof incident.commands | keyof typeof call.commands;

/** For each act the one that takes it back, or the reason why nothing can. */
const COUNTER_ACTS: Readonly<Record<string, Name | { readonly none: string }>> = {
  ReceiveCall: 'AbandonCall',
  AnswerCall: { none: 'it says when somebody answered; a call that was not answered is abandoned' },
  LocateCall: 'LocateCall',
  ClassifyCall: 'ClassifyCall',
  TransferCall: 'ReopenCall',
  AbandonCall: 'ReopenCall',
  CallBack: 'AbandonCall',
  ReopenCall: 'ClassifyCall',
  SuggestDuplicates: 'RefuseDuplicate',
  RefuseDuplicate: 'LinkDuplicate',
  LinkDuplicate: 'UnlinkCall',
  UnlinkCall: 'LinkDuplicate',
  ReportIncident: 'CloseIncident',
  ChangePriority: 'ChangePriority',
  RequestCandidates: { none: 'it asks for a proposal, which nobody has to follow' },
  DispatchPatrol: 'CancelDispatch',
  AcknowledgeDispatch: { none: 'a unit cannot unhear; a dispatch that was a mistake is cancelled' },
  ReportEnRoute: 'CancelDispatch',
  ReportArrival: 'RetractArrival',
  RetractArrival: 'ReportArrival',
  ClearUnit: 'DispatchPatrol',
  CancelDispatch: 'DispatchPatrol',
  RequestSupport: 'EndSupport',
  EndSupport: 'RequestSupport',
  ReportScene: 'ReportScene',
  AcknowledgeDeadline: { none: 'somebody has seen it; what is still awaited goes on being shown' },
  MergeIncidents: 'RevertMerge',
  RevertMerge: 'MergeIncidents',
  LinkIncident: 'UnlinkIncident',
  UnlinkIncident: 'LinkIncident',
  CloseIncident: 'ReopenIncident',
  ReopenIncident: 'CloseIncident',
  ReclassifyIncident: 'ReclassifyIncident',
  RelocateIncident: 'RelocateIncident',
  CorrectClosing: 'CorrectClosing',
  RecordHistoricalIncident: {
    none: 'the past of a source is as the source tells it; a corrected row has a key of its own',
  },
};

const book: Readonly<
  Record<string, { readonly rights: unknown; decide(state: never, command: never): unknown }>
> = {
  ...call.commands,
  ...incident.commands,
  ...historical.commands,
};

test('A7: every act that somebody may do has a counter-act, or a reason why there can be none', () => {
  const acts = Object.entries(book).flatMap(([type, { rights }]) => (rights === undefined ? [] : [type]));
  expect(Object.keys(COUNTER_ACTS).toSorted()).toEqual(acts.toSorted());
  for (const counter of Object.values(COUNTER_ACTS)) {
    if (typeof counter === 'string') expect(book[counter]?.rights).toBeDefined();
    else expect(counter.none).not.toBe('');
  }
});

test('every act on a record that does not exist is refused by its name', () => {
  const decided = Object.keys(COUNTER_ACTS).filter(
    (type) => Object.hasOwn(incident.commands, type) && type !== 'ReportIncident',
  );
  for (const type of decided) {
    const decision = incident.decide(incident.initialState, { type } as never);
    expect([type, isRejection(decision) && decision.rejected]).toEqual([type, 'IncidentNotFound']);
  }
});
