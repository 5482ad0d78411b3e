package io.tollgate.disputes;

import io.tollgate.money.Money;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A dispute of one payment, or an inquiry that may become one.
///
/// @param providerId the provider's; ours is `dsp_` and it
/// @param status the furthest seen
/// @param reason the provider's: `fraudulent`, `product_not_received`, …
public record Dispute(
        String providerId,
        Status status,
        Money amount,
        @Nullable String reason,
        Instant createdAt) {
    /// In the order in which one can follow the other: an inquiry may become a dispute, and of two ends told the later
    /// one stays. https://docs.stripe.com/disputes/how-disputes-work
    public enum Status {
        WARNING_NEEDS_RESPONSE("warning_needs_response", "warningNeedsResponse"),
        WARNING_UNDER_REVIEW("warning_under_review", "warningUnderReview"),
        WARNING_CLOSED("warning_closed", "warningClosed"),
        NEEDS_RESPONSE("needs_response", "needsResponse"),
        UNDER_REVIEW("under_review", "underReview"),
        PREVENTED("prevented", "prevented"),
        WON("won", "won"),
        LOST("lost", "lost");

        private final String provider;
        private final String spelling;

        Status(String provider, String spelling) {
            this.provider = provider;
            this.spelling = spelling;
        }

        /// As we spell it outside.
        public String spelling() {
            return spelling;
        }

        public static Optional<Status> ofProvider(String status) {
            return Arrays.stream(values())
                    .filter(s -> s.provider.equals(status))
                    .findFirst();
        }
    }

    /// `dsp_…`
    public String id() {
        return "dsp_" + providerId;
    }

    /// The money is withheld until it is decided: an inquiry withholds none.
    public boolean suspends() {
        return status == Status.NEEDS_RESPONSE || status == Status.UNDER_REVIEW;
    }

    public boolean isLost() {
        return status == Status.LOST;
    }

    /// Total, as the bank may change amount and reason without a new status: whichever is told first, the same stays.
    private static final Comparator<Dispute> FURTHER = Comparator.comparing(Dispute::status)
            .thenComparing(dispute -> dispute.amount().amount())
            .thenComparing(Dispute::reason, Comparator.nullsFirst(Comparator.<String>naturalOrder()));

    /// The same dispute, as told once and again: commutative, associative, idempotent.
    public static Dispute merge(Dispute a, Dispute b) {
        return FURTHER.compare(b, a) > 0 ? b : a;
    }
}
