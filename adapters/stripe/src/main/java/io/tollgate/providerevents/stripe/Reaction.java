package io.tollgate.providerevents.stripe;

import io.tollgate.payments.stripe.Unreadable;
import io.tollgate.providerevents.EventReader.Reading;
import java.util.Set;

/// Says in our words what the events about one kind of object say.
interface Reaction {
    /// No two reactions may have a type in common.
    Set<String> types();

    /// @throws Unreadable if the object lacks what it must have
    Reading read(StripeEvent event);
}
