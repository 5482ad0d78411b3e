package io.tollgate.providerevents.stripe;

import io.tollgate.payments.stripe.StripeObject;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.ProviderFact.CustomerGone;
import java.util.Set;

/// A customer that somebody has deleted. What else is changed of one is not ours to mirror.
final class CustomerReaction implements Reaction {
    @Override
    public Set<String> types() {
        return Set.of("customer.deleted");
    }

    @Override
    public Reading read(StripeEvent event) {
        StripeObject customer = event.object();
        return new Reading.Understood(
                event.id(), event.type(), Routes.of(customer), new CustomerGone(customer.id("id")));
    }
}
