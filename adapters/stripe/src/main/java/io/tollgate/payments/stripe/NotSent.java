package io.tollgate.payments.stripe;

import java.util.Locale;

/// A call that was turned away before anything left for Stripe. Never leaves the adapter.
final class NotSent extends RuntimeException {
    private final Why why;

    enum Why {
        /// Too many calls of this replica are under way.
        BUSY("busy: too many calls at once"),
        /// The account's share of this replica is used up for longer than the caller waits.
        LIMIT("not sent: our limit of requests a second is reached"),
        BREAKER("not sent: the provider has been failing");

        private final String detail;

        Why(String detail) {
            this.detail = detail;
        }

        String detail() {
            return detail;
        }

        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    NotSent(Why why) {
        super(why.detail(), null, false, false);
        this.why = why;
    }

    Why why() {
        return why;
    }
}
