package io.tollgate.payments.stripe;

import static io.tollgate.payments.stripe.StripeApi.then;

import io.tollgate.money.Money;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.subscriptions.ChangePreview;
import io.tollgate.subscriptions.SubscriptionChange;
import io.tollgate.subscriptions.SubscriptionChange.Stop;
import io.tollgate.subscriptions.SubscriptionChanges;
import io.tollgate.subscriptions.SubscriptionState;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Changes of subscriptions at Stripe.
@Singleton
public class StripeSubscriptionChanges implements SubscriptionChanges {
    private final StripeApi api;

    public StripeSubscriptionChanges(StripeApi api) {
        this.api = api;
    }

    @Override
    public Outcome<String> apply(
            ProviderAccount provider, String operation, String subscriptionId, SubscriptionChange change) {
        Subscription subscription = new Subscription(provider, operation, subscriptionId);
        return switch (change) {
            case SubscriptionChange.CancelNow _ -> cancel(subscription);
            case SubscriptionChange.Undo undo when undo.stops().contains(Stop.PAUSED) -> resume(subscription, undo);
            case SubscriptionChange.CancelAtPeriodEnd _,
                    SubscriptionChange.Undo _,
                    SubscriptionChange.Reprice _,
                    SubscriptionChange.EndTrial _ -> update(subscription, change);
        };
    }

    private record Subscription(ProviderAccount provider, String operation, String id) {
        String path() {
            return "/v1/subscriptions/" + Form.encode(id);
        }

        String key(String what) {
            return "tollgate-" + operation + "-" + what;
        }
    }

    /// To end what has ended is refused as if it were unknown.
    private Outcome<String> cancel(Subscription subscription) {
        Outcome<StripeObject> canceled =
                api.delete(subscription.provider(), "cancel_subscription", subscription.path());
        if (canceled instanceof Outcome.Declined<StripeObject> refused
                && refused.code().equals("resource_missing")) {
            return then(
                    fetch(subscription),
                    found -> state(found).status().isTerminal()
                            ? new Outcome.Done<>(subscription.id())
                            : new Outcome.Declined<>(refused.code(), refused.message()));
        }
        return then(canceled, _ -> new Outcome.Done<>(subscription.id()));
    }

    private Outcome<String> update(Subscription subscription, SubscriptionChange change) {
        return then(
                api.make(
                        subscription.provider(),
                        "update_subscription",
                        subscription.path(),
                        new SubscriptionUpdateRequest(change).form(),
                        subscription.key("change"),
                        () -> changed(subscription, change)),
                _ -> new Outcome.Done<>(subscription.id()));
    }

    /// The status `paused` has a call of its own; what else keeps it from going on is undone before.
    private Outcome<String> resume(Subscription subscription, SubscriptionChange.Undo undo) {
        if (new SubscriptionUpdateRequest(undo).form().isEmpty()) {
            return resume(subscription);
        }
        return then(update(subscription, undo), _ -> resume(subscription));
    }

    private Outcome<String> resume(Subscription subscription) {
        return then(
                api.make(
                        subscription.provider(),
                        "resume_subscription",
                        subscription.path() + "/resume",
                        new Form(),
                        subscription.key("resume"),
                        () -> changed(subscription, new SubscriptionChange.Undo(Set.of(Stop.PAUSED)))),
                _ -> new Outcome.Done<>(subscription.id()));
    }

    /// The first item is the one that is changed; the latest period's end is of no interest here.
    private static SubscriptionState state(StripeObject subscription) {
        return StripeSubscriptions.state(subscription, subscription.list("items"));
    }

    private Outcome<StripeObject> fetch(Subscription subscription) {
        return api.get(subscription.provider(), "fetch_subscription", subscription.path(), new Form());
    }

    private Outcome<Optional<StripeObject>> changed(Subscription subscription, SubscriptionChange change) {
        return then(
                fetch(subscription),
                found -> new Outcome.Done<>(Optional.of(found).filter(s -> change.isSeenIn(state(s)))));
    }

    @Override
    public Outcome<ChangePreview> preview(
            ProviderAccount provider, String subscriptionId, SubscriptionChange.Reprice change) {
        Instant reckoned = Objects.requireNonNull(change.prorationDate(), "without it the preview would be of no use");
        return then(
                api.make(
                        provider,
                        "preview_change",
                        "/v1/invoices/create_preview",
                        new PreviewRequest(subscriptionId, change).form(),
                        // It makes nothing: only the repetitions within this call share a key.
                        "tollgate-" + UUID.randomUUID(),
                        () -> new Outcome.Done<>(Optional.empty())),
                invoice -> new Outcome.Done<>(preview(invoice, reckoned)));
    }

    private static ChangePreview preview(StripeObject invoice, Instant reckoned) {
        Money due = invoice.money("amount_due");
        return new ChangePreview(
                due,
                invoice.number("total"),
                invoice.list("lines").stream()
                        .map(line -> new ChangePreview.Line(
                                line.find("description").orElse(""),
                                line.number("amount"),
                                StripeInvoices.isProration(line)))
                        .toList(),
                reckoned);
    }
}
