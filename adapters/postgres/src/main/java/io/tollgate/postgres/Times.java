package io.tollgate.postgres;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Instants as PostgreSQL keeps them: to the microsecond.
public final class Times {
    private Times() {}

    public static OffsetDateTime stored(Instant instant) {
        return truncated(instant).atOffset(ZoneOffset.UTC);
    }

    public static @Nullable OffsetDateTime storedOrNull(@Nullable Instant instant) {
        return instant == null ? null : stored(instant);
    }

    public static Instant truncated(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    public static Instant read(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    public static @Nullable Instant readOrNull(Row row, String column) {
        OffsetDateTime stored = row.getOffsetDateTime(column);
        return stored == null ? null : stored.toInstant();
    }
}
