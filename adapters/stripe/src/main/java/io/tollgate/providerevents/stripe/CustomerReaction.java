package io.tollgate.providerevents.stripe;

import io.tollgate.payments.stripe.StripeObject;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.ProviderFact.CustomerChanged;
import io.tollgate.providerevents.ProviderFact.CustomerGone;
import java.util.Set;

/// A customer that somebody has deleted, or changed: what of it is not ours to mirror, but it may pay with another
/// card.
final class CustomerReaction implements Reaction {
    private static final String DELETED = "customer.deleted";

    @Override
    public Set<String> types() {
        return Set.of(DELETED, "customer.updated");
    }

    @Override
    public Reading read(StripeEvent event) {
        StripeObject customer = event.object();
        String id = customer.id("id");
        return new Reading.Understood(
                event.id(),
                event.type(),
                Routes.of(customer),
                event.type().equals(DELETED) ? new CustomerGone(id) : new CustomerChanged(id));
    }
}
