package io.tollgate.tenancy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a project may set for itself.
///
/// @param allowedOrigins exact origins (`https://app.example.com`) for CORS and redirect URLs
/// @param renewalSlack access after the paid period while the renewal's invoice is on its way
/// @param processingSlack access after the paid period while the renewal's payment (a bank debit) is processing
/// @param userDirectory where users are looked up (`{userId}` is replaced); null: every user exists
public record Settings(
        List<String> allowedOrigins,
        Duration renewalSlack,
        Duration processingSlack,
        @Nullable URI userDirectory) {
    public static final Duration RENEWAL_SLACK = Duration.ofHours(24);
    public static final Duration PROCESSING_SLACK = Duration.ofDays(14);

    public Settings {
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    public static Settings defaults() {
        return new Settings(List.of(), RENEWAL_SLACK, PROCESSING_SLACK, null);
    }
}
