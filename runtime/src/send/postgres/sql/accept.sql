-- Accepting events: each is stored with its deliveries and their jobs, in the caller's transaction.

-- Whether a payload has all values that a filter asks for, each at a JSON Pointer. What is no JSON has none.
CREATE OR REPLACE FUNCTION {ours}.hookwright_fits(filter text, payload bytea)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    document jsonb;
    found jsonb;
    pointer text;
    wanted jsonb;
    token text;
BEGIN
    BEGIN
        document := convert_from(payload, 'UTF8')::jsonb;
    EXCEPTION WHEN OTHERS THEN
        RETURN false;
    END;
    FOR pointer, wanted IN SELECT * FROM jsonb_each(filter::jsonb) LOOP
        found := document;
        FOREACH token IN ARRAY (string_to_array(pointer, '/'))[2:] LOOP
            token := replace(replace(token, '~1', '/'), '~0', '~');
            CASE jsonb_typeof(found)
                WHEN 'object' THEN found := found -> token;
                WHEN 'array' THEN
                    found := CASE WHEN token ~ '^(0|[1-9][0-9]{0,8})$' THEN found -> token::int END;
                ELSE RETURN false;
            END CASE;
            IF found IS NULL THEN
                RETURN false;
            END IF;
        END LOOP;
        IF found <> wanted THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
END $$;

-- What tells whether two events under one idempotency key are the same.
CREATE OR REPLACE FUNCTION {ours}.hookwright_digest(name text, payload bytea, key text)
RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN key IS NOT NULL THEN sha256(convert_to(name, 'UTF8') || '\x00'::bytea || payload) END
$$;

-- `msg_` and a ULID: milliseconds and 80 random bits in Crockford's base 32.
CREATE OR REPLACE FUNCTION {ours}.hookwright_event_id(at bigint)
RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT 'msg_' || string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ',
            CASE WHEN digit < 10 THEN (at >> (45 - 5 * digit)) & 31 ELSE get_byte(bytes, digit - 10) & 31 END::int + 1, 1),
            '' ORDER BY digit)
        FROM (SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) AS bytes) random,
            generate_series(0, 25) digit
$$;

-- Accepts events, the n-th of each array together. Nothing is stored of an event whose idempotency key stands for
-- another one: `conflicting` says so, and `event` is that other one's id.
CREATE OR REPLACE FUNCTION {ours}.hookwright_accept_all(ids text[], tenants text[], names text[], payloads bytea[],
    content_types text[], headers bytea[], idempotency_keys text[], ordering_keys text[], traceparents text[],
    ats bigint[])
RETURNS TABLE (place bigint, event text, deliveries bigint, repeated boolean, conflicting boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    specs {jobs}.job_spec[];
    fanned text[];
BEGIN
    -- Lanes are decided one transaction after the other, in one order for everybody.
    PERFORM pg_advisory_xact_lock(lane.key) FROM (
        SELECT DISTINCT hashtextextended(e.id || ' ' || coalesce(w.ordering_key, ''), 0) AS key
        FROM unnest(tenants, ordering_keys) AS w (tenant, ordering_key)
        JOIN {ours}.hookwright_endpoints e ON e.tenant = w.tenant AND e.fifo = 1 AND e.state IN ('enabled', 'pending')
        ORDER BY 1) lane;
    WITH given AS MATERIALIZED (
        SELECT * FROM unnest(ids, tenants, names, payloads, content_types, headers, idempotency_keys, ordering_keys,
            traceparents, ats) WITH ORDINALITY AS g (id, tenant, name, payload, content_type, headers, key,
            ordering_key, traceparent, at, place)
    ), stored AS (
        INSERT INTO {ours}.hookwright_events (id, tenant, name, payload, content_type, headers, idempotency_key, digest,
            ordering_key, traceparent, accepted_at)
        SELECT id, tenant, name, payload, content_type, headers, key, {ours}.hookwright_digest(name, payload, key),
            ordering_key, traceparent, at FROM given ORDER BY place
        ON CONFLICT (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
        RETURNING id
    ), wanted AS (
        SELECT DISTINCT ON (g.place, e.id) g.place, g.id AS event, g.tenant, g.at, e.id AS endpoint,
            CASE WHEN e.fifo = 1 THEN coalesce(g.ordering_key, '') END AS lane,
            e.state = 'enabled' AND coalesce(e.blocked_until, 0) <= g.at AS ready
        FROM given g
        JOIN stored USING (id)
        JOIN {ours}.hookwright_subscriptions s ON s.tenant = g.tenant AND s.event IN (g.name, '*')
        JOIN {ours}.hookwright_endpoints e ON e.id = s.endpoint AND e.state IN ('enabled', 'pending')
        WHERE e.filter IS NULL OR {ours}.hookwright_fits(e.filter, g.payload)
        ORDER BY g.place, e.id
    ), placed AS (
        SELECT w.*,
            w.lane IS NOT NULL AND (row_number() OVER (PARTITION BY w.endpoint, w.lane ORDER BY w.place) > 1
                OR EXISTS (SELECT 1 FROM {ours}.hookwright_deliveries d
                    WHERE d.endpoint = w.endpoint AND d.lane = w.lane AND d.state = 'pending')) AS waits,
            -- Behind what is parked it is parked, too, and saves a job that would find no room.
            EXISTS (SELECT 1 FROM {ours}.hookwright_deliveries d WHERE d.endpoint = w.endpoint AND d.state = 'pending'
                AND d.parked = 1 AND d.due <= w.at) AS behind
        FROM wanted w
    ), inserted AS (
        INSERT INTO {ours}.hookwright_deliveries (tenant, event, endpoint, state, due, attempts, lane, reason,
            accepted_at, parked)
        SELECT tenant, event, endpoint, 'pending', CASE WHEN waits THEN 9223372036854775807 ELSE at END, 0, lane, '', at,
            CASE WHEN ready AND NOT waits AND NOT behind THEN 0 ELSE 1 END
        FROM placed ORDER BY place, endpoint
        RETURNING number, event, endpoint, parked
    )
    SELECT array_agg({ours}.hookwright_job(number, endpoint, NULL) ORDER BY number) FILTER (WHERE parked = 0),
        array_agg(event)
        INTO specs, fanned FROM inserted;
    IF specs IS NOT NULL THEN
        PERFORM {jobs}.add_jobs(specs);
    END IF;
    RETURN QUERY
    WITH counted AS (SELECT id, count(*) AS deliveries FROM unnest(fanned) AS f (id) GROUP BY id)
    SELECT g.place, coalesce(known.id, g.id), coalesce(known.deliveries, counted.deliveries, 0), known.id IS NOT NULL,
        known.id IS NOT NULL AND known.digest IS DISTINCT FROM {ours}.hookwright_digest(g.name, g.payload, g.key)
    FROM unnest(ids, tenants, names, payloads, idempotency_keys) WITH ORDINALITY AS g (id, tenant, name, payload, key, place)
    LEFT JOIN counted ON counted.id = g.id
    LEFT JOIN LATERAL (
        SELECT e.id, e.digest,
            (SELECT count(*) FROM {ours}.hookwright_deliveries d WHERE d.event = e.id) AS deliveries
        FROM {ours}.hookwright_events e
        WHERE g.key IS NOT NULL AND e.tenant = g.tenant AND e.idempotency_key = g.key AND e.id <> g.id) known ON true
    ORDER BY g.place;
END $$;

-- For callers of any driver: accepts one event in their own transaction. SQLSTATE HW409 where the idempotency key was
-- used for another event; its id is the error's detail.
CREATE OR REPLACE FUNCTION {ours}.hookwright_accept(tenant text, event text, payload text,
    content_type text DEFAULT 'application/json', idempotency_key text DEFAULT NULL, ordering_key text DEFAULT NULL,
    traceparent text DEFAULT NULL)
RETURNS TABLE (id text, deliveries bigint, repeated boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    now_is bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
    accepted record;
BEGIN
    IF $1 IS NULL OR $2 IS NULL OR $3 IS NULL THEN
        RAISE EXCEPTION 'hookwright_accept needs a tenant, an event and a payload' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    SELECT * INTO accepted FROM {ours}.hookwright_accept_all(ARRAY[{ours}.hookwright_event_id(now_is)], ARRAY[$1],
        ARRAY[$2], ARRAY[convert_to($3, 'UTF8')], ARRAY[coalesce($4, 'application/json')], ARRAY[NULL::bytea], ARRAY[$5],
        ARRAY[$6], ARRAY[$7], ARRAY[now_is]);
    IF accepted.conflicting THEN
        RAISE EXCEPTION 'the idempotency key was used for another event' USING ERRCODE = 'HW409',
            DETAIL = accepted.event;
    END IF;
    RETURN QUERY SELECT accepted.event, accepted.deliveries, accepted.repeated;
END $$;

-- The same, for a payload that is `jsonb`: it goes out as PostgreSQL writes it.
CREATE OR REPLACE FUNCTION {ours}.hookwright_accept(tenant text, event text, payload jsonb,
    content_type text DEFAULT 'application/json', idempotency_key text DEFAULT NULL, ordering_key text DEFAULT NULL,
    traceparent text DEFAULT NULL)
RETURNS TABLE (id text, deliveries bigint, repeated boolean) LANGUAGE sql AS $$
    SELECT * FROM {ours}.hookwright_accept($1, $2, $3::text, $4, $5, $6, $7)
$$;
