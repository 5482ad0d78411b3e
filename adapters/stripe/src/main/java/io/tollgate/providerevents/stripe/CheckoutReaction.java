package io.tollgate.providerevents.stripe;

import io.tollgate.money.Money;
import io.tollgate.payments.stripe.Metadata;
import io.tollgate.payments.stripe.StripeObject;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.ProviderFact.CheckoutSeen;
import io.tollgate.providerevents.ProviderFact.CheckoutSeen.Result;
import java.util.Optional;
import java.util.Set;

/// The hosted page.
final class CheckoutReaction implements Reaction {
    private static final String COMPLETED = "checkout.session.completed";
    private static final String PAID_LATE = "checkout.session.async_payment_succeeded";
    private static final String FAILED_LATE = "checkout.session.async_payment_failed";
    private static final String EXPIRED = "checkout.session.expired";

    @Override
    public Set<String> types() {
        return Set.of(COMPLETED, PAID_LATE, FAILED_LATE, EXPIRED);
    }

    @Override
    public Reading read(StripeEvent event) {
        StripeObject session = event.object();
        Optional<Money> total = session.has("amount_total") && session.has("currency")
                ? Optional.of(session.money("amount_total"))
                : Optional.empty();
        CheckoutSeen seen = new CheckoutSeen(
                session.id("id"),
                Metadata.order(session.at("metadata")).orElse(null),
                result(event.type(), session),
                session.findId("subscription").orElse(null),
                session.findId("payment_intent").orElse(null),
                total.orElse(null),
                event.created());
        return new Reading.Understood(event.id(), event.type(), Routes.of(session), seen);
    }

    /// Complete is not paid: a bank debit's money comes days later, and is told by a later event.
    private static Result result(String type, StripeObject session) {
        return switch (type) {
            case PAID_LATE -> Result.PAID;
            case FAILED_LATE -> Result.FAILED;
            case EXPIRED -> Result.EXPIRED;
            default -> session.text("payment_status").equals("unpaid") ? Result.PROCESSING : Result.PAID;
        };
    }
}
