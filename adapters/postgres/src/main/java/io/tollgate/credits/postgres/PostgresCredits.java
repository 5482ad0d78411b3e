package io.tollgate.credits.postgres;

import io.tollgate.accounts.AccountId;
import io.tollgate.credits.Credits;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Times;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Balances on PostgreSQL; lots are written with the account's commit.
@Singleton
public final class PostgresCredits implements Credits {
    static final String BALANCE = """
            select coalesce(sum(remaining), 0)::bigint as balance from credit_lots
            where project_id = $1 and user_id = $2 and feature = $3 and (expires_at is null or expires_at > $4)""";

    private static final String BALANCES = """
            select feature, sum(remaining)::bigint as balance from credit_lots
            where project_id = $1 and user_id = $2 and (expires_at is null or expires_at > $3)
            group by feature
            order by feature""";

    private final Database database;

    public PostgresCredits(Database database) {
        this.database = database;
    }

    @Override
    public CompletionStage<Long> balance(AccountId account, String feature, Instant now) {
        return database.send(Statement.of(
                        BALANCE, account.project().value(), account.user().value(), feature, Times.stored(now)))
                .map(rows -> rows.iterator().next().getLong("balance"))
                .toCompletionStage();
    }

    @Override
    public List<Balance> balances(AccountId account, Instant now) {
        List<Balance> balances = new ArrayList<>();
        database.run(Statement.of(
                        BALANCES, account.project().value(), account.user().value(), Times.stored(now)))
                .forEach(row -> balances.add(new Balance(row.getString("feature"), row.getLong("balance"))));
        return balances;
    }
}
