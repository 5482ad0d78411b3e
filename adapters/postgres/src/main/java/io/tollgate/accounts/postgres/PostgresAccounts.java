package io.tollgate.accounts.postgres;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.Touching;
import io.tollgate.accounts.postgres.LoadAccount.Loaded;
import io.tollgate.accounts.postgres.StoreDecision.Writes;
import io.tollgate.audit.Cause;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.entitlements.Snapshots;
import io.tollgate.entitlements.postgres.SnapshotDocument;
import io.tollgate.ids.Ids;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.Database.Opened;
import io.tollgate.postgres.Json;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Times;
import io.tollgate.publishing.EventEncoder;
import io.tollgate.publishing.postgres.PostgresOutbox;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Accounts on PostgreSQL. A decision costs two round trips: one locks and loads, the other stores and commits; the
/// decision itself runs between them, on the caller's (virtual) thread.
@Singleton
public final class PostgresAccounts implements Accounts {
    /// Two first decisions meet here: the later one waits for the earlier one's row.
    private static final String MAKE = """
            insert into accounts (project_id, user_id, snapshot, version)
            values ($1, $2, $3::text::jsonb, 0)
            on conflict (project_id, user_id) do nothing""";

    static final String CLAIM_DUE = """
            update accounts set sweep_at = $3
            where (project_id, user_id) in (
                select project_id, user_id from accounts
                where sweep_at <= $1
                order by sweep_at
                limit $2
                for update skip locked)
            returning project_id, user_id, next_change_at""";

    static final String ON_CLOCK = """
            select project_id, user_id from accounts
            where test_clock = $1 and (project_id, user_id) > ($2, $3)
            order by project_id, user_id
            limit $4""";

    private final Database database;
    private final LoadAccount load;
    private final StoreDecision store;
    private final PostgresOutbox outbox;
    private final Snapshots snapshots;
    private final InstantSource time;
    private final String emptySnapshot;

    public PostgresAccounts(
            Database database,
            Json json,
            Ids ids,
            EventEncoder encoder,
            PostgresOutbox outbox,
            Snapshots snapshots,
            InstantSource time) {
        this.database = database;
        this.load = new LoadAccount(json);
        this.store = new StoreDecision(json, ids, encoder);
        this.outbox = outbox;
        this.snapshots = snapshots;
        this.time = time;
        this.emptySnapshot = json.write(SnapshotDocument.of(Snapshot.EMPTY));
    }

    @Override
    public <R> R decide(AccountId id, Touching touching, Cause cause, Function<Account, Decision<R>> decide) {
        return Database.again(() -> decideOnce(id, touching, cause, decide));
    }

    private <R> R decideOnce(AccountId id, Touching touching, Cause cause, Function<Account, Decision<R>> decide) {
        List<Statement> first = new ArrayList<>();
        first.add(Statement.of(MAKE, id.project().value(), id.user().value(), emptySnapshot));
        first.addAll(load.locking(id, touching, time.instant()));
        Opened opened = database.open(first);
        Account before;
        Decision<R> decision;
        Writes writes;
        try {
            Loaded loaded = load.loaded(id, touching, opened.rows().subList(1, first.size()))
                    .orElseThrow(() -> new IllegalStateException("no account " + id));
            before = loaded.account();
            decision = decide.apply(before);
            writes = store.of(loaded, decision, cause, time.instant());
        } catch (RuntimeException | Error e) {
            opened.transaction().rollback();
            throw e;
        }
        if (writes.statements().isEmpty()) {
            opened.transaction().rollback();
            return decision.answer();
        }
        opened.transaction().commit(writes.statements());
        Snapshot after = decision.account().snapshot();
        if (after.version() > before.snapshot().version()) {
            snapshots.invalidate(id, after.version());
        }
        if (writes.publishes()) {
            outbox.wake();
        }
        return decision.answer();
    }

    @Override
    public Optional<Account> find(AccountId id) {
        List<Statement> statements = new ArrayList<>(load.reading(id, time.instant()));
        return load.loaded(id, Touching.NOTHING, database.runTogether(statements))
                .map(Loaded::account);
    }

    @Override
    public List<AccountId> claimDue(int limit, Instant now, Duration lease) {
        record Due(AccountId id, Instant since) {}
        List<Due> due = new ArrayList<>();
        Statement claim = Statement.of(CLAIM_DUE, Times.stored(now), limit, Times.stored(now.plus(lease)));
        for (Row row : Database.again(() -> database.run(claim))) {
            due.add(new Due(id(row), Times.read(row, "next_change_at")));
        }
        return due.stream()
                .sorted(Comparator.comparing(Due::since))
                .map(Due::id)
                .toList();
    }

    @Override
    public List<AccountId> onClock(String testClock, @Nullable AccountId after, int limit) {
        List<AccountId> ids = new ArrayList<>();
        database.run(Statement.of(
                        ON_CLOCK,
                        testClock,
                        after == null ? "" : after.project().value(),
                        after == null ? "" : after.user().value(),
                        limit))
                .forEach(row -> ids.add(id(row)));
        return ids;
    }

    private static AccountId id(Row row) {
        return AccountId.of(row.getString("project_id"), row.getString("user_id"));
    }
}
