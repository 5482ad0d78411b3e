package io.tollgate.providerevents.stripe;

import io.tollgate.payments.stripe.StripeObject;
import java.time.Instant;

/// An event, opened.
///
/// @param created whole seconds of Stripe's clock, or of the object's test clock
/// @param object what it is about, as it was then
record StripeEvent(String id, String type, Instant created, StripeObject object) {
    static StripeEvent of(StripeObject body) {
        return new StripeEvent(body.id("id"), body.id("type"), body.time("created"), body.at("data.object"));
    }
}
