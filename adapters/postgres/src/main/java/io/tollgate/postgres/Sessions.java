package io.tollgate.postgres;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;

/// How every connection behaves: it waits for nothing for long, and keeps what is sent often prepared, without
/// which statements can't share a round trip.
@Singleton
public final class Sessions implements PgPoolCreator {
    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList().forEach(Sessions::configure);
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }

    public static PgConnectOptions configure(PgConnectOptions options) {
        options.setCachePreparedStatements(true);
        options.setPipeliningLimit(256);
        return options.addProperty("lock_timeout", "5s")
                .addProperty("statement_timeout", "15s")
                .addProperty("idle_in_transaction_session_timeout", "20s")
                .addProperty("application_name", "tollgate");
    }
}
