-- Writing down what came of attempts, the n-th of each array together: the attempt, what becomes of the delivery, its
-- next job. `well` are endpoints that have acknowledged something; `wake` are those with room for so many more.
CREATE OR REPLACE FUNCTION {ours}.hookwright_record(deliveries bigint[], ats bigint[], elapsed bigint[],
    statuses bigint[], classes text[], details text[], answers bytea[], states text[], dues bigint[], reasons text[],
    well text[], wake text[], room bigint[], at bigint)
RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    specs {jobs}.job_spec[];
    lanes text[];
BEGIN
    -- Endpoints before deliveries, in one order for everybody. A healthy endpoint's row is not written.
    UPDATE {ours}.hookwright_endpoints e SET failures = 0, failing_since = NULL, blocked_until = NULL, opened = 0,
        probing_until = NULL
        FROM (SELECT i.id FROM {ours}.hookwright_endpoints i WHERE i.id = ANY (well) AND (i.failures > 0 OR i.opened > 0
            OR i.failing_since IS NOT NULL OR i.blocked_until IS NOT NULL) ORDER BY i.id FOR UPDATE) ill
        WHERE e.id = ill.id;
    INSERT INTO {ours}.hookwright_attempts (delivery, attempt, at, milliseconds, status, class, detail, answer)
        SELECT d.number, d.attempts + 1, r.at, r.elapsed, r.status, r.class, r.detail, r.answer
        FROM unnest(deliveries, ats, elapsed, statuses, classes, details, answers)
            AS r (number, at, elapsed, status, class, detail, answer)
        JOIN {ours}.hookwright_deliveries d USING (number);
    -- One that was cancelled meanwhile stays so, unless it has arrived.
    WITH ended AS (
        UPDATE {ours}.hookwright_deliveries d SET attempts = d.attempts + 1, state = r.state, due = r.due,
            reason = r.reason, parked = CASE WHEN r.state = 'pending' THEN 0 ELSE 1 END,
            finished_at = CASE WHEN r.state <> 'pending' THEN $14 END
        FROM unnest(deliveries, states, dues, reasons) AS r (number, state, due, reason)
        WHERE d.number = r.number AND (d.state = 'pending' OR r.state = 'delivered')
        RETURNING d.number, d.endpoint, d.state, d.due, d.lane
    )
    SELECT array_agg({ours}.hookwright_job(number, endpoint, clock_timestamp() + (due - $14) * interval '1 millisecond'))
            FILTER (WHERE state = 'pending'),
        array_agg(DISTINCT endpoint || ' ' || lane) FILTER (WHERE state <> 'pending' AND lane IS NOT NULL)
        INTO specs, lanes FROM ended;
    IF specs IS NOT NULL THEN
        PERFORM {jobs}.add_jobs(specs);
    END IF;
    IF lanes IS NOT NULL THEN
        PERFORM {ours}.hookwright_move_on(lanes, $14);
    END IF;
    IF cardinality(wake) > 0 THEN
        PERFORM {ours}.hookwright_unpark(w.endpoint, w.room, $14)
            FROM (SELECT * FROM unnest(wake, room) AS w (endpoint, room) ORDER BY 1) w;
    END IF;
END $$;

-- The first of each lane is due, where nothing of it was. A lane is an endpoint's id, a space, an ordering key.
CREATE OR REPLACE FUNCTION {ours}.hookwright_move_on(lanes text[], at bigint)
RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    specs {jobs}.job_spec[];
BEGIN
    PERFORM pg_advisory_xact_lock(l.key) FROM (
        SELECT hashtextextended(lane, 0) AS key FROM unnest(lanes) AS lane ORDER BY 1) l;
    WITH heads AS (
        SELECT h.number, h.due FROM (SELECT split_part(l, ' ', 1) AS endpoint, substr(l, strpos(l, ' ') + 1) AS lane
            FROM unnest(lanes) AS l) l
        CROSS JOIN LATERAL (SELECT d.number, d.due FROM {ours}.hookwright_deliveries d
            WHERE d.endpoint = l.endpoint AND d.lane = l.lane AND d.state = 'pending' ORDER BY d.number LIMIT 1) h
        WHERE h.due = 9223372036854775807
    ), moved AS (
        UPDATE {ours}.hookwright_deliveries d SET due = $2, parked = 0 FROM heads WHERE d.number = heads.number
        RETURNING d.number, d.endpoint
    )
    SELECT array_agg({ours}.hookwright_job(number, endpoint, NULL)) INTO specs FROM moved;
    IF specs IS NOT NULL THEN
        PERFORM {jobs}.add_jobs(specs);
    END IF;
END $$;
