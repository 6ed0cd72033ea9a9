-- Jobs: one for each attempt that may be made. `{jobs}` is the schema of the engine, `{ours}` that of our tables.

-- The key lets a delivery have one job at most that has not begun.
CREATE OR REPLACE FUNCTION {ours}.hookwright_job(number bigint, endpoint text, run_at timestamptz)
RETURNS {jobs}.job_spec LANGUAGE sql STABLE AS $$
    SELECT ROW('hookwright_delivery', json_build_object('delivery', number, 'endpoint', endpoint), NULL, run_at, 32767,
        'hookwright:' || number, NULL, NULL)::{jobs}.job_spec
$$;

-- Gives jobs to at most so many deliveries of an endpoint that are due and parked. How many it gave.
CREATE OR REPLACE FUNCTION {ours}.hookwright_unpark(of_endpoint text, most bigint, at bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    health record;
    specs {jobs}.job_spec[];
BEGIN
    SELECT e.opened, e.probing_until INTO health FROM {ours}.hookwright_endpoints e
        WHERE e.id = of_endpoint AND e.state = 'enabled' AND coalesce(e.blocked_until, 0) <= at;
    IF NOT FOUND OR most < 1 OR (health.opened > 0 AND coalesce(health.probing_until, 0) > at) THEN
        RETURN 0;
    END IF;
    WITH due AS (
        SELECT d.number FROM {ours}.hookwright_deliveries d
        WHERE d.endpoint = of_endpoint AND d.state = 'pending' AND d.parked = 1 AND d.due <= at
        ORDER BY d.due, d.number LIMIT CASE WHEN health.opened > 0 THEN 1 ELSE most END
        FOR UPDATE SKIP LOCKED
    ), unparked AS (
        UPDATE {ours}.hookwright_deliveries d SET parked = 0 FROM due WHERE d.number = due.number
        RETURNING d.number, d.due
    )
    SELECT array_agg({ours}.hookwright_job(u.number, of_endpoint, NULL) ORDER BY u.due, u.number) INTO specs
        FROM unparked u;
    IF specs IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM {jobs}.add_jobs(specs);
    RETURN cardinality(specs);
END $$;

-- Has a delivery attempted once more, whatever became of it; false where there is none of this number.
CREATE OR REPLACE FUNCTION {ours}.hookwright_resend(delivery bigint)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    now_is bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
    of_endpoint text;
BEGIN
    UPDATE {ours}.hookwright_deliveries SET state = 'pending', attempts = 0, reason = '', finished_at = NULL,
        due = now_is WHERE number = delivery AND state <> 'pending' RETURNING endpoint INTO of_endpoint;
    PERFORM {ours}.hookwright_unpark(of_endpoint, 1, now_is);
    RETURN of_endpoint IS NOT NULL;
END $$;

-- How many attempts at an endpoint may begin within `horizon` (microseconds), by its state, its breaker (one probe at a
-- time, for everybody) and its rate: the first has the slot `slot` (microseconds since 1970), each further one comes
-- `pace` later. `again_at` is when to ask for more.
CREATE OR REPLACE FUNCTION {ours}.hookwright_permit(of_endpoint text, wanted bigint, at bigint, horizon bigint,
    probe_ends bigint, OUT permitted bigint, OUT slot bigint, OUT pace bigint, OUT again_at bigint)
LANGUAGE plpgsql AS $$
DECLARE
    e record;
BEGIN
    permitted := 0;
    slot := 0;
    pace := 0;
    again_at := at + 1000;
    SELECT * INTO e FROM {ours}.hookwright_endpoints WHERE id = of_endpoint AND state = 'enabled' FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    ELSIF coalesce(e.blocked_until, 0) > at THEN
        again_at := e.blocked_until;
        RETURN;
    ELSIF e.opened > 0 AND coalesce(e.probing_until, 0) > at THEN
        RETURN;
    END IF;
    permitted := CASE WHEN e.opened > 0 THEN 1 ELSE wanted END;
    IF e.rate_events IS NOT NULL THEN
        pace := greatest(e.rate_period * 1000 / e.rate_events, 1);
        slot := greatest(e.next_slot, at * 1000);
        permitted := greatest(least(permitted, (at * 1000 + horizon - slot) / pace + 1), 0);
        IF slot > at * 1000 + horizon THEN
            permitted := 0;
        END IF;
        again_at := (slot + permitted * pace) / 1000;
    END IF;
    IF permitted > 0 AND (e.opened > 0 OR e.rate_events IS NOT NULL) THEN
        UPDATE {ours}.hookwright_endpoints SET
            next_slot = CASE WHEN e.rate_events IS NOT NULL THEN slot + permitted * pace ELSE next_slot END,
            probing_until = CASE WHEN e.opened > 0 THEN probe_ends END WHERE id = of_endpoint;
    END IF;
END $$;

-- Parks deliveries whose job ends without an attempt. Those of `behind` are not the first of their lane: they wait for it.
CREATE OR REPLACE FUNCTION {ours}.hookwright_park(numbers bigint[], behind bigint[], at bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    lanes text[];
BEGIN
    UPDATE {ours}.hookwright_deliveries SET parked = 1 WHERE number = ANY (numbers) AND state = 'pending';
    IF cardinality(behind) > 0 THEN
        WITH parked AS (
            UPDATE {ours}.hookwright_deliveries SET parked = 1, due = 9223372036854775807
            WHERE number = ANY (behind) AND state = 'pending' RETURNING endpoint, lane)
        SELECT array_agg(DISTINCT endpoint || ' ' || lane) INTO lanes FROM parked;
        -- The first may have ended just now.
        IF lanes IS NOT NULL THEN
            PERFORM {ours}.hookwright_move_on(lanes, at);
        END IF;
    END IF;
END $$;
