package io.tollgate.postgres;

import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// SQL with its parameters; several rows of them run as one batch, in their order.
///
/// @param sql below 2,048 characters: longer ones aren't kept prepared
public record Statement(String sql, List<Tuple> rows) {
    public static Statement of(String sql, @Nullable Object... parameters) {
        return new Statement(sql, List.of(Tuple.from(parameters)));
    }

    public static Statement batch(String sql, List<Tuple> rows) {
        return new Statement(sql, List.copyOf(rows));
    }
}
