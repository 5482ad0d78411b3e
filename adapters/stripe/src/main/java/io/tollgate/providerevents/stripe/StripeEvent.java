package io.tollgate.providerevents.stripe;

import io.tollgate.payments.Lookup;
import io.tollgate.payments.stripe.StripeObject;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.EventReader.Route;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// An event, opened.
///
/// @param created whole seconds of Stripe's clock, or of the object's test clock
/// @param object what it is about, as it was then
/// @param fetched what has been looked up for it; empty where Stripe no longer has the object
record StripeEvent(
        String id, String type, Instant created, StripeObject object, Map<Lookup, Optional<StripeObject>> fetched) {
    static StripeEvent of(StripeObject body, Map<Lookup, Optional<StripeObject>> fetched) {
        return new StripeEvent(body.id("id"), body.id("type"), body.time("created"), body.at("data.object"), fetched);
    }

    /// Reads on with what the look-up found, or says that it is needed first.
    ///
    /// @param read given what was found: a list with all of its `data`, or the object; empty where Stripe no longer
    ///     has it, and what the event carries must do
    Reading with(Lookup lookup, Route route, Function<Optional<StripeObject>, Reading> read) {
        Optional<StripeObject> found = fetched.get(lookup);
        return found == null ? new Reading.NeedsLookup(id, type, route, lookup) : read.apply(found);
    }
}
