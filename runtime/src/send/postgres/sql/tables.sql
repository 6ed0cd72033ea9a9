-- What PostgreSQL's engine knows beside the tables of both stores.

-- A pending delivery is parked (1) where no job stands for it: it waits for its turn, its lane or its endpoint. Whoever
-- unparks it adds the job in the same transaction.
ALTER TABLE hookwright_deliveries ADD COLUMN parked BIGINT NOT NULL DEFAULT 1;
CREATE INDEX hookwright_deliveries_parked ON hookwright_deliveries (endpoint, due, number)
    WHERE state = 'pending' AND parked = 1;
-- Until when the one delivery is under way that finds out whether a broken endpoint is back.
ALTER TABLE hookwright_endpoints ADD COLUMN probing_until BIGINT;
-- Whatever is made pending again, or is to be tried from the beginning, is parked, whoever did it: nobody has to know of
-- jobs to resend something.
CREATE FUNCTION {ours}.hookwright_park() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.parked := 1;
    RETURN NEW;
END $$;
CREATE TRIGGER hookwright_park BEFORE UPDATE OF state ON hookwright_deliveries FOR EACH ROW
    WHEN (NEW.state = 'pending' AND (OLD.state <> 'pending' OR NEW.attempts < OLD.attempts))
    EXECUTE FUNCTION {ours}.hookwright_park();
