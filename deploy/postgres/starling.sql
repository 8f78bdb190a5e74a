-- The tables of a Starling cluster in PostgreSQL 12 or later: members of the cluster and states of grains.
--
-- Orleans' ADO.NET providers carry no SQL of their own. At start they read the texts of their statements from the table
-- OrleansQuery and from then on know them by key. The keys, the names of the parameters and the names of the columns
-- that a statement returns are Orleans' interface; tables and statements are this file's.
--
-- Apply it with
--     psql --set ON_ERROR_STOP=1 --file starling.sql "$CONNECTION"
-- or send the whole text as one command. It may be applied again at any time, and by several at once: everything
-- is created only where it is missing, statements are replaced by those below, and no row of a member or a state is touched.

BEGIN;

-- "Already exists" is no news here.
SET LOCAL client_min_messages = warning;

-- Two sessions that create the same table at the same time collide in the catalogue, IF NOT EXISTS or not: one at a time.
SELECT pg_advisory_xact_lock(hashtext('starling.sql'));

CREATE TABLE IF NOT EXISTS OrleansQuery
(
    QueryKey  text PRIMARY KEY,
    QueryText text NOT NULL
);

-- One row a cluster. Whoever changes a member raises the version, and only from the version it has read: so changes of the
-- members of a cluster have one order, and nobody changes what it has not seen.
CREATE TABLE IF NOT EXISTS OrleansMembershipVersionTable
(
    DeploymentId text        PRIMARY KEY,
    Timestamp    timestamptz NOT NULL DEFAULT now(),
    Version      integer     NOT NULL DEFAULT 0
);

-- One row a life of a silo; Generation tells the lives at one address apart.
CREATE TABLE IF NOT EXISTS OrleansMembershipTable
(
    DeploymentId text        NOT NULL REFERENCES OrleansMembershipVersionTable,
    Address      text        NOT NULL,
    Port         integer     NOT NULL,
    Generation   integer     NOT NULL,
    SiloName     text        NOT NULL,
    HostName     text        NOT NULL,
    Status       integer     NOT NULL,
    ProxyPort    integer,
    SuspectTimes text,
    StartTime    timestamptz NOT NULL,
    IAmAliveTime timestamptz NOT NULL,

    PRIMARY KEY (DeploymentId, Address, Port, Generation)
);

-- One row a state. A cleared state keeps its row, without payload, so that its version goes on counting.
-- A key is a number, a GUID or a text: the first two in GrainIdN0 and GrainIdN1, texts and suffixes in the extension.
CREATE TABLE IF NOT EXISTS OrleansStorage
(
    GrainIdHash            integer     NOT NULL,
    GrainIdN0              bigint      NOT NULL,
    GrainIdN1              bigint      NOT NULL,
    GrainTypeHash          integer     NOT NULL,
    GrainTypeString        text        NOT NULL,
    GrainIdExtensionString text,
    ServiceId              text        NOT NULL,
    PayloadBinary          bytea,
    ModifiedOn             timestamptz NOT NULL,
    Version                integer     NOT NULL
);

-- Payloads are mostly vectors of floating point numbers, which do not compress: do not try.
ALTER TABLE OrleansStorage ALTER COLUMN PayloadBinary SET STORAGE EXTERNAL;

-- Finds a state by its hashes, and lets one of several first writers win. The texts enter as a digest, since an entry of an
-- index is limited to a third of a page. No extension ('-') is not the same as an empty one ('+').
CREATE UNIQUE INDEX IF NOT EXISTS OrleansStorage_Key ON OrleansStorage
(
    GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1,
    md5(ServiceId || E'\x1f' || GrainTypeString || E'\x1f' || coalesce('+' || GrainIdExtensionString, '-'))
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES

-- Members ------------------------------------------------------------------------------------------------------------

-- True once, for whoever creates the cluster's row.
('InsertMembershipVersionKey', $sql$
WITH created AS
(
    INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId)
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT EXISTS (SELECT FROM created)
$sql$),

-- True if the version was the one given and the silo is new. The row of the version is locked by the update: of two that
-- come with the same version, the second finds another one when it gets the lock, and changes nothing.
('InsertMembershipKey', $sql$
WITH raised AS
(
    UPDATE OrleansMembershipVersionTable
    SET Version = Version + 1, Timestamp = now()
    WHERE DeploymentId = @DeploymentId AND Version = @Version
        AND NOT EXISTS
        (
            SELECT FROM OrleansMembershipTable m
            WHERE m.DeploymentId = @DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
        )
    RETURNING DeploymentId
),
added AS
(
    INSERT INTO OrleansMembershipTable
        (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
    SELECT raised.DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    FROM raised
    RETURNING 1
)
SELECT EXISTS (SELECT FROM added)
$sql$),

-- True if the version was the one given and the silo is known.
('UpdateMembershipKey', $sql$
WITH raised AS
(
    UPDATE OrleansMembershipVersionTable
    SET Version = Version + 1, Timestamp = now()
    WHERE DeploymentId = @DeploymentId AND Version = @Version
        AND EXISTS
        (
            SELECT FROM OrleansMembershipTable m
            WHERE m.DeploymentId = @DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
        )
    RETURNING DeploymentId
),
changed AS
(
    UPDATE OrleansMembershipTable m
    SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
    FROM raised
    WHERE m.DeploymentId = raised.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
    RETURNING 1
)
SELECT EXISTS (SELECT FROM changed)
$sql$),

-- A sign of life is no change of the membership: the version stays.
('UpdateIAmAlivetimeKey', $sql$
UPDATE OrleansMembershipTable
SET IAmAliveTime = @IAmAliveTime
WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
$sql$),

-- Readers want the version also where there is no such silo: one row without it.
('MembershipReadRowKey', $sql$
SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes,
    m.StartTime, m.IAmAliveTime, v.Version
FROM OrleansMembershipVersionTable v
LEFT JOIN OrleansMembershipTable m
    ON m.DeploymentId = v.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
WHERE v.DeploymentId = @DeploymentId
$sql$),

('MembershipReadAllKey', $sql$
SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes,
    m.StartTime, m.IAmAliveTime, v.Version
FROM OrleansMembershipVersionTable v
LEFT JOIN OrleansMembershipTable m ON m.DeploymentId = v.DeploymentId
WHERE v.DeploymentId = @DeploymentId
ORDER BY m.Address, m.Port, m.Generation
$sql$),

-- The members go first, the version that they refer to after them.
('DeleteMembershipTableEntriesKey', $sql$
DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId;
DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId
$sql$),

-- Status 3 is an active silo. It stays, however old its sign of life: to declare it dead is for the members.
('CleanupDefunctSiloEntriesKey', $sql$
DELETE FROM OrleansMembershipTable
WHERE DeploymentId = @DeploymentId AND Status <> 3 AND IAmAliveTime < @IAmAliveTime
$sql$),

('GatewaysQueryKey', $sql$
SELECT Address, ProxyPort, Generation
FROM OrleansMembershipTable
WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
ORDER BY Address, ProxyPort, Generation
$sql$),

-- States -------------------------------------------------------------------------------------------------------------

('ReadFromStorageKey', $sql$
SELECT PayloadBinary, ModifiedOn, Version
FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
    AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
    AND GrainIdExtensionString IS NOT DISTINCT FROM @GrainIdExtensionString::text
$sql$),

-- With a version: replaces the state that has it. Without: creates the state, unless there is one. The new version comes
-- back, or the given one where nothing was written, which is how Orleans sees that somebody else wrote.
('WriteToStorageKey', $sql$
WITH changed AS
(
    UPDATE OrleansStorage
    SET PayloadBinary = @PayloadBinary, ModifiedOn = now(), Version = Version + 1
    WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
        AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
        AND GrainIdExtensionString IS NOT DISTINCT FROM @GrainIdExtensionString::text
        AND Version = @GrainStateVersion::integer
    RETURNING Version
),
created AS
(
    INSERT INTO OrleansStorage
        (GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary, ModifiedOn, Version)
    SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString::text, @ServiceId, @PayloadBinary, now(), 1
    WHERE @GrainStateVersion::integer IS NULL
    ON CONFLICT DO NOTHING
    RETURNING Version
)
SELECT coalesce((SELECT Version FROM changed), (SELECT Version FROM created), @GrainStateVersion::integer) AS NewGrainStateVersion
$sql$),

-- No row comes back where the version was another one.
('ClearStorageKey', $sql$
UPDATE OrleansStorage
SET PayloadBinary = NULL, ModifiedOn = now(), Version = Version + 1
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
    AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
    AND GrainIdExtensionString IS NOT DISTINCT FROM @GrainIdExtensionString::text
    AND Version = @GrainStateVersion::integer
RETURNING Version AS NewGrainStateVersion
$sql$),

-- Clears and forgets the version. What comes back only has to differ from the version that was there.
('DeleteStorageKey', $sql$
DELETE FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
    AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
    AND GrainIdExtensionString IS NOT DISTINCT FROM @GrainIdExtensionString::text
    AND Version = @GrainStateVersion::integer
RETURNING Version + 1 AS NewGrainStateVersion
$sql$)

ON CONFLICT (QueryKey) DO UPDATE SET QueryText = EXCLUDED.QueryText;

COMMIT;
