package io.tollgate.payments.stripe;

import java.time.Duration;

/// How long somebody who waits for a page is made to wait. stripe-java's own 30 s and 80 s are far too long for
/// that.
///
/// @param connect until a connection stands
/// @param deadline until the whole answer is there
/// @param resend from the first attempt; later none is begun
/// @param pause before the second attempt, doubled before each other, up to a second; at random up to this longer or
///     shorter
/// @param leftAlone how long nothing is sent after a run of failures
record Patience(Duration connect, Duration deadline, Duration resend, Duration pause, Duration leftAlone) {
    static final Patience OF_A_CALLER =
            new Patience(Duration.ofSeconds(3), Duration.ofSeconds(20), Duration.ofSeconds(3), Duration.ofMillis(120));

    Patience(Duration connect, Duration deadline, Duration resend, Duration pause) {
        this(connect, deadline, resend, pause, Duration.ofSeconds(2));
    }
}
