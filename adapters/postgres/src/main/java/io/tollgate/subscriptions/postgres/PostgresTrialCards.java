package io.tollgate.subscriptions.postgres;

import io.tollgate.orders.OrderId;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Times;
import io.tollgate.subscriptions.TrialCards;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.UserId;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// Cards that have had a trial, on PostgreSQL: the first one to insert has it.
@Singleton
public final class PostgresTrialCards implements TrialCards {
    private static final String CLAIM = """
            insert into trial_cards (project_id, fingerprint, user_id, order_id, claimed_at)
            values ($1, $2, $3, $4, $5)
            on conflict (project_id, fingerprint) do nothing""";

    private static final String HOLDER = "select order_id from trial_cards where project_id = $1 and fingerprint = $2";

    private final Database database;
    private final InstantSource time;

    public PostgresTrialCards(Database database, InstantSource time) {
        this.database = database;
        this.time = time;
    }

    @Override
    public boolean claim(ProjectId project, String fingerprint, UserId user, OrderId order) {
        Statement claim = Statement.of(
                CLAIM, project.value(), fingerprint, user.value(), order.value(), Times.stored(time.instant()));
        Database.again(() -> database.run(claim));
        return database.run(Statement.of(HOLDER, project.value(), fingerprint))
                .iterator()
                .next()
                .getString("order_id")
                .equals(order.value());
    }

    /// No fingerprint has a colon.
    @Override
    public boolean claim(ProjectId project, UserId user, OrderId order) {
        return claim(project, "user:" + user.value(), user, order);
    }
}
