import { RESPONSE_TARGETS_ONCE } from '@proximidad/catalogues';
import { decode, idFor, parseDateTime, uuidv5 } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { deadlinesOf, type Watched } from './deadlines.ts';
import { incidentBoard } from './incident-board.ts';
import type { IncidentEvent } from './incident-events.ts';
import { incident } from './incident.ts';
import { targetsAt } from './response-targets.ts';
import { measured } from '../testing/measured.ts';

type Priority = NonNullable<Watched['priority']>;

const at = (time: string) => parseDateTime(`2026-11-14T${time}-06:00`);
const jobId = uuidv5('job', 1);
const unitId = idFor('09', 'unit', 1);
const id = idFor('09', 'incident', 1);

const watched: Watched = {
  ...{ open: true, exercise: false, priority: 'ALTA', arrived: false, stateAsked: false },
  ...{
    callStartedAt: at('21:37:00'),
    reportedAt: at('21:37:30'),
    reopenedAt: null,
    revertedAt: null,
    jobs: [],
  },
  ...{ changes: [], left: [], firstDispatchAt: null, sceneReported: false, targets: measured.targets },
};
const dueOf = (change: Partial<Watched>) =>
  Object.fromEntries(
    deadlinesOf({ ...watched, ...change }).map(({ kind, dueAt }) => [
      kind,
      new Date(dueAt.ms - 6 * 3_600_000).toISOString().slice(11, 19),
    ]),
  );

const reported: Extract<IncidentEvent, { type: 'IncidentReported' }> = {
  ...{ type: 'IncidentReported', callIds: [], initialCode: '30421', catalogueVersion: '3.0', folio: null },
  ...{ place: { municipality: '09007', beatId: null, point: null }, priority: 'ALTA', exercise: false },
  ...{
    happenedAt: at('21:37:00'),
    callStartedAt: at('21:37:00'),
    reportedAt: at('21:37:30'),
    rural: false,
  },
  ...measured,
};

describe('what has to happen by when', () => {
  test('BR-I3: counted from the call, by priority, in town and in the country', () => {
    expect(dueOf({})).toEqual({
      ...{ DECISION: '21:38:30', DISPATCH: '21:38:30', STATE_SUPPORT: '21:42:30', ARRIVAL: '21:47:00' },
    });
    const inTheCountry = targetsAt(RESPONSE_TARGETS_ONCE, true);
    expect(dueOf({ targets: inTheCountry })).toMatchObject({ ARRIVAL: '21:57:00' });
    expect(dueOf({ priority: 'MEDIA' })).toEqual({
      ...{ DISPATCH: '21:42:00', STATE_SUPPORT: '21:42:30', ARRIVAL: '21:57:00' },
    });
    expect(dueOf({ priority: 'BAJA' })).toEqual({ ARRIVAL: '22:37:00' });
    const ofAnother = { ...measured.targets, ALTA: { dispatchS: null, arrivalS: 900 } };
    expect(dueOf({ targets: ofAnother })).toEqual({
      ...{ DECISION: '21:38:30', STATE_SUPPORT: '21:42:30', ARRIVAL: '21:52:00' },
    });
    expect(dueOf({ exercise: true })).toEqual({});
    expect(dueOf({ open: false })).toEqual({});
  });

  test('BR-I3: incidents reported before models set targets are measured as before', () => {
    const { targets: _, basis: __, type, ...data } = reported;
    const read = (rural: boolean) =>
      decode(incident.events, { type, version: 2, data: { ...data, rural } }) as typeof reported;
    expect(read(true)).toEqual({
      ...{ ...reported, rural: true, basis: null },
      targets: targetsAt(RESPONSE_TARGETS_ONCE, true),
    });
    expect(read(true).targets.MEDIA).toEqual({ dispatchS: 300, arrivalS: 2_400 });
    expect(read(false).targets.BAJA).toEqual({ dispatchS: null, arrivalS: 3_600 });
  });

  test('BR-I15: the centre is informed within 30 min of the dispatch', () => {
    const job = { jobId, status: 'DISPATCHED', dispatchedAt: at('21:37:48'), endedAt: null };
    const sent = { jobs: [job], firstDispatchAt: job.dispatchedAt };
    expect(dueOf(sent)).toEqual({
      ...{ ACKNOWLEDGEMENT: '21:38:33', STATE_SUPPORT: '21:42:30', ARRIVAL: '21:47:00' },
      REPORT_BACK: '22:07:48',
    });
    const answered = [{ ...job, status: 'EN_ROUTE' }];
    expect(dueOf({ ...sent, jobs: answered })).toEqual({ ARRIVAL: '21:47:00', REPORT_BACK: '22:07:48' });
    const there = [{ ...job, status: 'ARRIVED' }];
    expect(dueOf({ ...sent, jobs: there, arrived: true, sceneReported: true })).toEqual({});
  });

  test('after a unit is called back a decision is due', () => {
    const ended = { jobId, status: 'CANCELLED', dispatchedAt: at('21:37:48'), endedAt: at('21:45:00') };
    const sent = { jobs: [ended], firstDispatchAt: ended.dispatchedAt };
    expect(dueOf(sent)).toMatchObject({ DECISION: '21:46:00' });
    expect(dueOf({ ...sent, jobs: [{ ...ended, status: 'CLEARED' }] })).not.toHaveProperty('DECISION');
  });

  test('after a unit that had answered is called back, the state force has five minutes again', () => {
    const ended = { jobId, status: 'CANCELLED', dispatchedAt: at('21:37:48'), endedAt: at('21:45:00') };
    const sent = { jobs: [ended], firstDispatchAt: ended.dispatchedAt };
    expect(dueOf({ ...sent, left: [at('21:45:00'), at('21:41:00')] })).toMatchObject({
      STATE_SUPPORT: '21:50:00',
    });
    expect(dueOf(sent)).toMatchObject({ STATE_SUPPORT: '21:42:30' });
    expect(dueOf({ ...sent, left: [at('21:45:00')], stateAsked: true })).not.toHaveProperty('STATE_SUPPORT');
  });
});

describe('an incident that became urgent, or was opened again, later', () => {
  const change = (from: Priority, to: Priority, time: string) => ({ from, to, changedAt: at(time) });

  test('policy P1: its limits run from when it became so urgent', () => {
    expect(dueOf({ changes: [change('BAJA', 'ALTA', '21:57:30')] })).toEqual({
      ...{ DECISION: '21:58:30', DISPATCH: '21:59:00', STATE_SUPPORT: '22:02:30', ARRIVAL: '22:07:30' },
    });
    const job = { jobId, status: 'DISPATCHED', dispatchedAt: at('21:37:48'), endedAt: null };
    const sent = { jobs: [job], firstDispatchAt: job.dispatchedAt };
    expect(dueOf({ ...sent, changes: [change('BAJA', 'ALTA', '21:57:30')] })).toMatchObject({
      ...{ ACKNOWLEDGEMENT: '21:58:15', REPORT_BACK: '22:27:30' },
    });
    expect(dueOf({ ...sent, changes: [change('MEDIA', 'ALTA', '21:38:00')] })).toMatchObject({
      ...{ ACKNOWLEDGEMENT: '21:38:33', STATE_SUPPORT: '21:42:30' },
    });
    expect(dueOf({ reopenedAt: at('21:57:30') })).toMatchObject({ STATE_SUPPORT: '22:02:30' });
    expect(dueOf({ revertedAt: at('21:57:30') })).toMatchObject({ STATE_SUPPORT: '22:02:30' });
  });

  test('BR-I3: counted from the call while that can still be met, else from then, never later than if less urgent', () => {
    const raised = (from: Priority, time: string) => dueOf({ changes: [change(from, 'ALTA', time)] });
    expect(raised('BAJA', '21:38:00')).toMatchObject({ DISPATCH: '21:38:30', ARRIVAL: '21:47:00' });
    expect(raised('BAJA', '21:46:59')).toMatchObject({ DISPATCH: '21:48:29', ARRIVAL: '21:47:00' });
    expect(raised('MEDIA', '21:41:00')).toMatchObject({ DISPATCH: '21:42:00', ARRIVAL: '21:47:00' });
    expect(raised('MEDIA', '21:52:00')).toMatchObject({ ARRIVAL: '21:57:00' });
    expect(raised('MEDIA', '22:00:00')).toMatchObject({ ARRIVAL: '22:10:00' });
  });

  test('a priority that was lowered counts from when the incident was at least so urgent', () => {
    const lowered = (...changes: Watched['changes']) => dueOf({ priority: 'MEDIA', changes });
    const down = change('ALTA', 'MEDIA', '21:50:00');
    expect(lowered(down)).toMatchObject({ DISPATCH: '21:42:00', ARRIVAL: '21:57:00' });
    expect(lowered(change('BAJA', 'ALTA', '21:45:00'), down)).toMatchObject({ DISPATCH: '21:50:00' });
    const twice = [change('BAJA', 'MEDIA', '21:44:00'), change('MEDIA', 'ALTA', '21:45:00')];
    expect(lowered(...twice, down)).toMatchObject({ DISPATCH: '21:49:00' });
  });
});

describe('the board', () => {
  const executed = (event: IncidentEvent, time: string, recorded = time) =>
    eventsOf(incident, id, [event], {
      recordedAt: at(recorded).ms,
      metadata: { occurredAt: at(time) } as never,
    });
  const decision = { kind: 'DECISION', jobId: null, dueAt: at('21:38:30') } as const;
  const rowOf = (...events: ReturnType<typeof executed>[]) =>
    projected(incidentBoard, events.flat()).get(id)!;

  test('shows what comes due next, until somebody acknowledges it', () => {
    const now = rowOf(executed(reported, '21:37:30'));
    expect(now).toMatchObject({ nextDue: 'DECISION', nextDueAt: at('21:38:30'), tickAt: at('21:38:30') });
    expect(now.waiting).toBe(true);
    const passed = executed({ type: 'DeadlinePassed', ...decision }, '21:38:30', '21:38:31');
    expect(rowOf(executed(reported, '21:37:30'), passed)).toMatchObject({ nextDue: 'DECISION' });
    const seen = { type: 'DeadlineAcknowledged', ...decision, acknowledgedAt: at('21:38:40') } as const;
    const row = rowOf(executed(reported, '21:37:30'), passed, executed(seen, '21:38:40'));
    expect(row).toMatchObject({ nextDue: 'DISPATCH', tickAt: at('21:38:30') });
    expect(row.deadlines[1]).toMatchObject({
      ...{ kind: 'DECISION', passedAt: at('21:38:30'), acknowledgedAt: at('21:38:40'), settledAt: null },
    });
  });

  test('a dispatch settles the deadlines that waited for it', () => {
    const sent: IncidentEvent = {
      ...{
        type: 'PatrolDispatched',
        jobId,
        unitId,
        proposalAccepted: true,
        proposalRank: 1,
        leaves: null,
        crew: [],
      },
      ...{ overrideReason: null, unitStatus: 'AVAILABLE', dispatchedAt: at('21:37:48') },
    };
    const row = rowOf(executed(reported, '21:37:30'), executed(sent, '21:37:48'));
    expect(row).toMatchObject({ waiting: false, nextDue: 'ACKNOWLEDGEMENT', nextDueAt: at('21:38:33') });
    const settled = row.deadlines.filter(({ settledAt }) => settledAt !== null).map(({ kind }) => kind);
    expect(settled.toSorted()).toEqual(['DECISION', 'DISPATCH']);
  });

  test('policy P1: nobody is on the way since the unit that had answered was called back, or sent elsewhere', () => {
    const job = { jobId, unitId };
    const sent: IncidentEvent = {
      ...{
        type: 'PatrolDispatched',
        ...job,
        proposalAccepted: true,
        proposalRank: 1,
        leaves: null,
        crew: [],
      },
      ...{ overrideReason: null, unitStatus: 'AVAILABLE', dispatchedAt: at('21:37:40') },
    };
    const answers: IncidentEvent = {
      ...{ type: 'DispatchAcknowledged', ...job, late: false, acknowledgedAt: at('21:37:50') },
    };
    const calledBack: IncidentEvent = {
      ...{ type: 'DispatchCancelled', ...job, reason: 'NOT_NEEDED', cancelledAt: at('21:50:00') },
    };
    const takenAway: IncidentEvent = {
      ...{ type: 'DispatchReassigned', ...job, toIncidentId: idFor('09', 'incident', 2) },
      reassignedAt: at('21:50:00'),
    };
    const due = { kind: 'STATE_SUPPORT', jobId: null, dueAt: at('21:55:00') } as const;
    for (const gone of [calledBack, takenAway]) {
      const events = [reported, sent, answers, gone];
      const row = rowOf(
        ...[executed(reported, '21:37:30'), executed(sent, '21:37:40')],
        ...[executed(answers, '21:37:50'), executed(gone, '21:50:00')],
      );
      expect(row.deadlines).toContainEqual(
        expect.objectContaining({ ...due, toldLate: false, settledAt: null }),
      );
      given(incident, events)
        .when({ type: 'NoteDeadlinePassed', ...due })
        .expects([
          { type: 'DeadlinePassed', ...due },
          {
            ...{ type: 'SupportRequested', kind: 'STATE', unitId: null, byPolicy: true },
            requestedAt: due.dueAt,
          },
        ]);
      // The same unit is sent again, and does not answer.
      const again = { ...sent, jobId: uuidv5('job', 2), dispatchedAt: at('21:51:00') } as const;
      given(incident, [...events, again])
        .when({ type: 'NoteDeadlinePassed', ...due })
        .expects([{ type: 'DeadlinePassed', ...due }, expect.objectContaining({ kind: 'STATE' })]);
    }
  });

  test('a merge that was undone: whether a unit is needed is as before, and a decision is due from then', () => {
    const into = idFor('09', 'incident', 2);
    const apart: IncidentEvent = {
      ...{ type: 'IncidentMerged', into, calls: 1, initialCode: '30421', municipality: '09007' },
      ...{
        beatId: null,
        sensitive: false,
        priority: null,
        awaited: [],
        exercise: false,
        mergedAt: at('21:38:10'),
      },
    };
    const again: IncidentEvent = {
      ...{ type: 'MergeReverted', into, calls: 1, exercise: false, revertedAt: at('22:10:00') },
    };
    const undone = [executed(apart, '21:38:10'), executed(again, '22:10:00')];
    const needed = rowOf(executed(reported, '21:37:30'), ...undone);
    expect(needed).toMatchObject({ waiting: true, tickAt: at('22:11:00') });
    const due = { kind: 'DECISION', jobId: null, dueAt: at('22:11:00') } as const;
    expect(needed.deadlines).toContainEqual(expect.objectContaining({ ...due, toldLate: false }));
    const job = { jobId, unitId };
    const sent: IncidentEvent = {
      ...{
        type: 'PatrolDispatched',
        ...job,
        proposalAccepted: true,
        proposalRank: 1,
        leaves: null,
        crew: [],
      },
      ...{ overrideReason: null, unitStatus: 'AVAILABLE', dispatchedAt: at('21:37:40') },
    };
    const there: IncidentEvent = { type: 'UnitArrived', ...job, late: false, arrivedAt: at('21:38:00') };
    const gone: IncidentEvent = { type: 'UnitCleared', ...job, clearedAt: at('21:38:05') };
    const attended = rowOf(
      ...[executed(reported, '21:37:30'), executed(sent, '21:37:40'), executed(there, '21:38:00')],
      ...[executed(gone, '21:38:05'), ...undone],
    );
    expect(attended.waiting).toBe(false);
    const open = attended.deadlines.filter(({ settledAt }) => settledAt === null);
    expect(open.map(({ kind }) => kind)).toEqual(['REPORT_BACK']);
  });

  test('N2: a deadline that had passed before it was recorded raises no alarm', () => {
    const row = rowOf(executed(reported, '21:37:30', '23:41:00'));
    expect(row.deadlines.every(({ toldLate }) => toldLate)).toBe(true);
    expect(row).toMatchObject({ tickAt: null, nextDue: 'DECISION' });
  });

  const changed = (from: Priority, to: Priority, time: string, recorded = time) =>
    executed(
      {
        ...{ type: 'PriorityChanged', from, to, reason: 'NEW_INFORMATION', exercise: false },
        changedAt: at(time),
      },
      time,
      recorded,
    );
  const pending = ({ deadlines }: ReturnType<typeof rowOf>) =>
    deadlines.filter(({ settledAt, toldLate }) => settledAt === null && !toldLate).map(({ kind }) => kind);

  test('a raised priority raises its alarms, unless it was itself told too late', () => {
    const calm = executed({ ...reported, priority: 'BAJA' }, '21:37:30');
    const raised = rowOf(calm, changed('BAJA', 'ALTA', '21:57:30'));
    expect(raised.tickAt).toEqual(at('21:58:30'));
    expect(pending(raised)).toEqual(['ARRIVAL', 'DECISION', 'DISPATCH', 'STATE_SUPPORT']);
    expect(pending(rowOf(calm, changed('BAJA', 'ALTA', '21:57:30', '22:03:00')))).toEqual(['ARRIVAL']);
    expect(pending(rowOf(calm, changed('BAJA', 'ALTA', '21:57:30', '22:08:00')))).toEqual([]);
  });

  test('what was told late raises its alarm once its time lies ahead, seen or not', () => {
    const late = executed(reported, '21:37:30', '21:48:00');
    const seen = executed(
      {
        ...{ type: 'DeadlineAcknowledged', kind: 'ARRIVAL', jobId: null, dueAt: at('21:47:00') },
        acknowledgedAt: at('21:48:10'),
      },
      '21:48:10',
    );
    const lowered = changed('ALTA', 'MEDIA', '21:48:30');
    for (const row of [rowOf(late, lowered), rowOf(late, seen, lowered)]) {
      expect(pending(row)).toContain('ARRIVAL');
      expect(row.tickAt).toEqual(at('21:57:00'));
    }
  });

  test('an alarm whose time was once counted otherwise stays as it was', () => {
    const old = { kind: 'ARRIVAL', jobId: null, dueAt: at('21:47:00') } as const;
    const row = rowOf(
      executed({ ...reported, priority: 'BAJA' }, '21:37:30'),
      changed('BAJA', 'ALTA', '21:57:30'),
      executed({ type: 'DeadlinePassed', ...old }, '21:57:31'),
      executed({ type: 'DeadlineAcknowledged', ...old, acknowledgedAt: at('21:57:40') }, '21:57:40'),
    );
    expect(row.deadlines).toContainEqual(
      expect.objectContaining({ ...old, passedAt: old.dueAt, acknowledgedAt: at('21:57:40') }),
    );
    expect(pending(row)).toContain('ARRIVAL');
  });
});
