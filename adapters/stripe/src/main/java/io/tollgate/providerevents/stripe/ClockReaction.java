package io.tollgate.providerevents.stripe;

import io.tollgate.payments.stripe.StripeObject;
import io.tollgate.providerevents.EventReader.Reading;
import java.util.Set;

/// A test clock that moves.
final class ClockReaction implements Reaction {
    @Override
    public Set<String> types() {
        return Set.of(
                "test_helpers.test_clock.created",
                "test_helpers.test_clock.advancing",
                "test_helpers.test_clock.ready");
    }

    @Override
    public Reading read(StripeEvent event) {
        StripeObject clock = event.object();
        return new Reading.ClockMoved(
                event.id(),
                clock.id("id"),
                clock.time("frozen_time"),
                clock.text("status").equals("ready"));
    }
}
