package io.tollgate.providerevents.stripe;

import io.tollgate.payments.stripe.Metadata;
import io.tollgate.payments.stripe.StripeObject;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.providerevents.ProviderFact.CardDeclined;
import io.tollgate.providerevents.ProviderFact.SetupEnded;
import java.util.Optional;
import java.util.Set;

/// A card that was tried and declined, for a payment or to be kept, and the end of a set-up. A payment's decline is
/// told by its intent, too, which names the same charge.
final class AttemptReaction implements Reaction {
    private static final String CHARGE_FAILED = "charge.failed";
    private static final String SETUP_FAILED = "setup_intent.setup_failed";

    @Override
    public Set<String> types() {
        return Set.of(CHARGE_FAILED, SETUP_FAILED, "setup_intent.succeeded", "setup_intent.canceled");
    }

    @Override
    public Reading read(StripeEvent event) {
        return switch (event.type()) {
            case CHARGE_FAILED ->
                understood(event, new CardDeclined(event.object().id("id"), event.created()));
            case SETUP_FAILED -> understood(event, new CardDeclined(attempt(event), event.created()));
            default -> ended(event);
        };
    }

    /// An authentication that failed, say, leaves no attempt.
    private static String attempt(StripeEvent event) {
        StripeObject setup = event.object();
        return setup.findId("latest_attempt")
                .orElseGet(() -> setup.id("id") + ":" + event.created().getEpochSecond());
    }

    private static Reading ended(StripeEvent event) {
        Optional<String> operation = event.object().at("metadata").find(Metadata.OPERATION);
        return operation
                .map(ours -> understood(event, new SetupEnded(ours)))
                // The portal's, say.
                .orElseGet(() -> new Reading.Unhandled(event.type(), "not_ours"));
    }

    private static Reading understood(StripeEvent event, ProviderFact fact) {
        return new Reading.Understood(event.id(), event.type(), Routes.of(event.object()), fact);
    }
}
