package io.tollgate.payments.stripe;

import static io.tollgate.payments.stripe.StripeApi.then;

import io.tollgate.accounts.AccountId;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PlacedSubscription;
import io.tollgate.orders.Sale;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.subscriptions.Observed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Subscriptions without a hosted page. See [io.tollgate.payments.Payments] for what each promises.
final class DirectSubscriptions {
    private static final String SUBSCRIPTIONS = "/v1/subscriptions";
    private static final String METHODS = "/v1/payment_methods/";

    private final StripeApi api;
    private final InstantSource clock;

    DirectSubscriptions(StripeApi api, InstantSource clock) {
        this.api = api;
        this.clock = clock;
    }

    Outcome<PlacedSubscription> create(ProviderAccount provider, AccountId account, String customer, Sale sale) {
        if (!(sale.request() instanceof SubscriptionRequest)) {
            throw new IllegalArgumentException("a page or an intent sells " + sale.id());
        }
        String price = sale.terms().price().providerPriceId();
        if (price == null) {
            return new Outcome.Declined<>("price_not_synced", "This price is not known to the payment provider yet");
        }
        return then(
                api.make(
                        provider,
                        "create_subscription",
                        SUBSCRIPTIONS,
                        new SubscriptionCreation(account, customer, sale, price).form(),
                        "tollgate-" + sale.id() + "-" + StripePayments.taxed("subscription", sale),
                        () -> findOf(provider, customer, sale)),
                made -> look(provider, made.id("id")));
    }

    /// The customer's own stays, nobody's is attached; another's is as if unknown.
    Outcome<String> takeMethod(ProviderAccount provider, String customer, OrderId order, String named) {
        String path = METHODS + Form.encode(named);
        Outcome<StripeObject> found = api.get(provider, "fetch_payment_method", path, new Form());
        if (found instanceof Outcome.Declined<StripeObject>) {
            return noSuchMethod();
        }
        return then(found, method -> {
            Optional<String> owner = method.findId("customer");
            if (owner.isEmpty()) {
                return attach(provider, customer, order, path);
            }
            return owner.get().equals(customer) ? new Outcome.Done<>(method.id("id")) : noSuchMethod();
        });
    }

    private static Outcome<String> noSuchMethod() {
        return new Outcome.Declined<>("payment_method_not_found", "The user has no such payment method");
    }

    private Outcome<String> attach(ProviderAccount provider, String customer, OrderId order, String path) {
        return then(
                api.make(
                        provider,
                        "attach_payment_method",
                        path + "/attach",
                        new Form().with("customer", customer),
                        "tollgate-" + order + "-attach",
                        () -> then(
                                api.get(provider, "fetch_payment_method", path, new Form()),
                                method -> new Outcome.Done<>(Optional.of(method).filter(m -> m.findId("customer")
                                        .filter(customer::equals)
                                        .isPresent())))),
                method -> new Outcome.Done<>(method.id("id")));
    }

    Outcome<Optional<PlacedSubscription>> find(ProviderAccount provider, String customer, Sale sale) {
        return then(
                findOf(provider, customer, sale),
                found -> found.isEmpty()
                        ? new Outcome.Done<>(Optional.empty())
                        : then(
                                look(provider, found.get().id("id")),
                                placed -> new Outcome.Done<>(Optional.of(placed))));
    }

    /// Also among those that have ended.
    private Outcome<Optional<StripeObject>> findOf(ProviderAccount provider, String customer, Sale sale) {
        Predicate<StripeObject> isIts = subscription -> Metadata.order(subscription.at("metadata"))
                .filter(sale.id()::equals)
                .isPresent();
        Form query = new Form().with("customer", customer).with("status", "all");
        return api.first(provider, "find_subscription", SUBSCRIPTIONS, query, isIts);
    }

    Outcome<PlacedSubscription> look(ProviderAccount provider, String id) {
        Instant sent = clock.instant();
        Form expanded = new Form()
                .with("expand[0]", "latest_invoice.confirmation_secret")
                .with("expand[1]", "pending_setup_intent");
        Outcome<StripeObject> answer =
                api.get(provider, "look_at_subscription", SUBSCRIPTIONS + "/" + Form.encode(id), expanded);
        return then(answer, subscription -> {
            ProviderFact.SubscriptionFetched seen = new ProviderFact.SubscriptionFetched(
                    id,
                    Metadata.order(subscription.at("metadata")).orElse(null),
                    StripeSubscriptions.state(subscription, subscription.list("items")),
                    Observed.fetched(sent, clock.instant()),
                    0);
            return subscription.text("status").equals("incomplete")
                    ? incomplete(provider, seen, subscription)
                    : new Outcome.Done<>(new PlacedSubscription(id, seen, null, setupSecret(subscription)));
        });
    }

    /// A trial without a card asks for one.
    private static @Nullable String setupSecret(StripeObject subscription) {
        return subscription.find("pending_setup_intent.client_secret").orElse(null);
    }

    /// How its first payment stands, the invoice doesn't tell.
    private Outcome<PlacedSubscription> incomplete(
            ProviderAccount provider, ProviderFact.SubscriptionFetched seen, StripeObject subscription) {
        Form query = new Form()
                .with("invoice", subscription.id("latest_invoice.id"))
                .with("limit", 1)
                .with("expand[0]", "data.payment.payment_intent");
        return then(api.get(provider, "find_payment", "/v1/invoice_payments", query), payments -> {
            Optional<StripeObject> paying =
                    payments.list("data").stream().findFirst().map(one -> one.at("payment.payment_intent"));
            Optional<PaymentState> payment =
                    paying.map(intent -> StripeIntents.state(intent, Observed.creation(intent.time("created"))));
            boolean over = payment.filter(state -> !state.isOpen()).isPresent();
            String secret = subscription
                    .find("latest_invoice.confirmation_secret.client_secret")
                    .orElse(null);
            return new Outcome.Done<>(new PlacedSubscription(
                    seen.providerId(),
                    seen,
                    payment.orElse(null),
                    over ? null : secret,
                    paying.flatMap(StripeIntents::failedCharge).orElse(null)));
        });
    }

    /// Its own method's, or its customer's.
    Outcome<Optional<String>> card(ProviderAccount provider, String id) {
        Form expanded = new Form()
                .with("expand[0]", "default_payment_method")
                .with("expand[1]", "customer.invoice_settings.default_payment_method");
        Outcome<StripeObject> found =
                api.get(provider, "fetch_trial_card", SUBSCRIPTIONS + "/" + Form.encode(id), expanded);
        return then(
                found,
                subscription -> new Outcome.Done<>(fingerprint(subscription, "default_payment_method")
                        .or(() -> fingerprint(subscription, "customer.invoice_settings.default_payment_method"))));
    }

    private static Optional<String> fingerprint(StripeObject subscription, String method) {
        return subscription
                .find(method + ".card.fingerprint")
                .or(() -> subscription.find(method + ".sepa_debit.fingerprint"));
    }

    /// Its first invoice is voided before: one that was paid in the same moment can't be, and goes on.
    Outcome<String> close(ProviderAccount provider, String id) {
        String path = SUBSCRIPTIONS + "/" + Form.encode(id);
        Outcome<StripeObject> found = api.get(provider, "fetch_subscription", path, new Form());
        if (found instanceof Outcome.Declined<StripeObject>(String code, String _) && code.equals("resource_missing")) {
            return notOpen();
        }
        return then(
                found,
                subscription -> subscription.text("status").equals("incomplete")
                        ? then(
                                voidInvoice(provider, subscription.id("latest_invoice")),
                                _ -> cancel(provider, id, path))
                        : notOpen());
    }

    private static Outcome<String> notOpen() {
        return new Outcome.Declined<>("not_open", "The subscription is no longer open");
    }

    private Outcome<String> voidInvoice(ProviderAccount provider, String invoice) {
        String path = "/v1/invoices/" + Form.encode(invoice);
        Outcome<StripeObject> voided = api.make(
                provider,
                "void_invoice",
                path + "/void",
                new Form(),
                // By whatever key: it is voided once.
                "tollgate-" + UUID.randomUUID(),
                () -> new Outcome.Done<>(Optional.empty()));
        if (!(voided instanceof Outcome.Declined<StripeObject>(String code, String message))) {
            return then(voided, done -> new Outcome.Done<>(done.id("id")));
        }
        return then(api.get(provider, "fetch_invoice", path, new Form()), found -> switch (found.text("status")) {
            case "void" -> new Outcome.Done<>(invoice);
            case "paid" -> notOpen();
            default -> new Outcome.Declined<>(code, message);
        });
    }

    /// By the end of its invoice it may have ended by itself.
    private Outcome<String> cancel(ProviderAccount provider, String id, String path) {
        Outcome<StripeObject> canceled = api.delete(provider, "close_subscription", path);
        return canceled instanceof Outcome.Declined<StripeObject>(String code, String _)
                        && code.equals("resource_missing")
                ? new Outcome.Done<>(id)
                : then(canceled, _ -> new Outcome.Done<>(id));
    }
}
