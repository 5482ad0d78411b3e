package io.tollgate.payments.stripe;

import static io.tollgate.payments.stripe.StripeApi.then;

import io.tollgate.accounts.AccountId;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.Price;
import io.tollgate.orders.AskedTax;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PlacedIntent;
import io.tollgate.orders.PlacedSubscription;
import io.tollgate.orders.Sale;
import io.tollgate.payments.Found;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.ObjectRef;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.RefusalReason;
import io.tollgate.payments.SetupIntent;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.subscriptions.Observed;
import io.tollgate.tenancy.ProjectId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Stripe.
///
/// What moves or makes something for a user carries a key made from a stored operation. Products and prices need
/// none: their ids and lookup keys are made from ours, so that a second one can't come to be.
@Singleton
public class StripePayments implements Payments {
    private static final String SESSIONS = "/v1/checkout/sessions";
    private static final String CUSTOMERS = "/v1/customers";
    private static final String INTENTS = "/v1/payment_intents";
    private static final String SETUPS = "/v1/setup_intents";
    private static final String SUBSCRIPTIONS = "/v1/subscriptions/";
    private static final String INVOICES = "/v1/invoices/";

    private final StripeApi api;
    private final DirectSubscriptions direct;
    private final InstantSource clock;

    public StripePayments(StripeApi api, InstantSource clock) {
        this.api = api;
        this.clock = clock;
        this.direct = new DirectSubscriptions(api, clock);
    }

    @Override
    public Outcome<String> createCustomer(
            ProviderAccount provider,
            AccountId account,
            String operation,
            @Nullable String email,
            @Nullable String testClock) {
        CustomerRequest request = new CustomerRequest(account, operation, email, testClock);
        return id(api.make(
                provider,
                "create_customer",
                CUSTOMERS,
                request.form(),
                key(operation, "customer"),
                () -> find(provider, operation, email, testClock)));
    }

    @Override
    public Outcome<Optional<String>> findCustomer(
            ProviderAccount provider, String operation, @Nullable String email, @Nullable String testClock) {
        return then(
                find(provider, operation, email, testClock),
                found -> new Outcome.Done<>(found.map(customer -> customer.id("id"))));
    }

    private Outcome<Optional<StripeObject>> find(
            ProviderAccount provider, String operation, @Nullable String email, @Nullable String testClock) {
        Form alike = new Form().with("email", email).with("test_clock", testClock);
        return api.first(provider, "find_customer", CUSTOMERS, alike, customer -> customer.at("metadata")
                .find(Metadata.OPERATION)
                .filter(operation::equals)
                .isPresent());
    }

    @Override
    public Outcome<CheckoutPage> openCheckout(ProviderAccount provider, AccountId account, String customer, Sale sale) {
        String price = sale.terms().price().providerPriceId();
        if (price == null) {
            return new Outcome.Declined<>("price_not_synced", "This price is not known to the payment provider yet");
        }
        return then(
                api.make(
                        provider,
                        "open_checkout",
                        SESSIONS,
                        new SessionRequest(account, customer, sale, price).form(),
                        key(sale.id().value(), taxed("checkout", sale)),
                        () -> findSession(provider, customer, sale)),
                session -> new Outcome.Done<>(page(session)));
    }

    /// What was refused with taxes and is asked for without is another request.
    static String taxed(String what, Sale sale) {
        return sale.request().tax() == AskedTax.GIVEN_UP ? what + "-untaxed" : what;
    }

    @Override
    public Outcome<String> findPromotion(ProviderAccount provider, String code) {
        if (code.startsWith("promo_")) {
            return new Outcome.Done<>(code);
        }
        Form query = new Form().with("code", code).with("active", "true").with("limit", 1);
        return then(
                api.get(provider, "find_promotion_code", "/v1/promotion_codes", query),
                codes -> codes.list("data").stream()
                        .findFirst()
                        .<Outcome<String>>map(found -> new Outcome.Done<>(found.id("id")))
                        .orElseGet(() ->
                                new Outcome.Declined<>("promotion_code_invalid", "This promotion code is not valid")));
    }

    /// A page that was paid or has expired has no address any more.
    private static CheckoutPage page(StripeObject session) {
        return new CheckoutPage(session.id("id"), session.find("url").orElse(""), session.time("expires_at"));
    }

    @Override
    public Outcome<String> expireCheckout(ProviderAccount provider, String sessionId) {
        String path = SESSIONS + "/" + Form.encode(sessionId);
        // A page closes once, however many keys ask for it. One key for good would keep it open for a day after a
        // stored failure, and somebody could still pay on it.
        return closing(
                change(provider, "expire_checkout", path + "/expire", new Form()),
                () -> api.get(provider, "fetch_checkout", path, new Form()),
                session -> session.text("status").equals("open"),
                notOpen("The page is no longer open"));
    }

    /// A refusal to close does not say whether it was used or closed before: what it is now does.
    private static Outcome<String> closing(
            Outcome<StripeObject> closed,
            Supplier<Outcome<StripeObject>> now,
            Predicate<StripeObject> isOpen,
            Outcome<String> notOpen) {
        if (closed instanceof Outcome.Declined<StripeObject> refused) {
            return then(
                    now.get(),
                    found -> isOpen.test(found) ? new Outcome.Declined<>(refused.code(), refused.message()) : notOpen);
        }
        return id(closed);
    }

    private static Outcome<String> notOpen(String message) {
        return new Outcome.Declined<>("not_open", message);
    }

    @Override
    public Outcome<Optional<CheckoutPage>> findCheckout(ProviderAccount provider, String customer, Sale sale) {
        return then(
                findSession(provider, customer, sale), found -> new Outcome.Done<>(found.map(StripePayments::page)));
    }

    private Outcome<Optional<StripeObject>> findSession(ProviderAccount provider, String customer, Sale sale) {
        return api.first(provider, "find_checkout", SESSIONS, new Form().with("customer", customer), isOf(sale));
    }

    @Override
    public Outcome<PlacedIntent> createIntent(ProviderAccount provider, AccountId account, String customer, Sale sale) {
        if (!(sale.request() instanceof IntentRequest wanted)) {
            throw new IllegalArgumentException("no intent sells " + sale.id());
        }
        PaymentIntentRequest request = new PaymentIntentRequest(account, customer, sale, wanted);
        return then(
                api.make(
                        provider,
                        "create_intent",
                        INTENTS,
                        request.form(),
                        key(sale.id().value(), "intent"),
                        () -> findIntentOf(provider, customer, sale)),
                intent -> new Outcome.Done<>(StripeIntents.placed(intent)));
    }

    @Override
    public Outcome<Optional<PlacedIntent>> findIntent(ProviderAccount provider, String customer, Sale sale) {
        return then(
                findIntentOf(provider, customer, sale), found -> new Outcome.Done<>(found.map(StripeIntents::placed)));
    }

    private Outcome<Optional<StripeObject>> findIntentOf(ProviderAccount provider, String customer, Sale sale) {
        return api.first(provider, "find_intent", INTENTS, new Form().with("customer", customer), isOf(sale));
    }

    private static Predicate<StripeObject> isOf(Sale sale) {
        return object ->
                Metadata.order(object.at("metadata")).filter(sale.id()::equals).isPresent();
    }

    @Override
    public Outcome<String> cancelIntent(ProviderAccount provider, String intentId) {
        String path = INTENTS + "/" + Form.encode(intentId);
        // By whatever key, like a page.
        Form abandoned = new Form().with("cancellation_reason", "abandoned");
        return closing(
                change(provider, "cancel_intent", path + "/cancel", abandoned),
                () -> api.get(provider, "fetch_intent", path, new Form()),
                // Not if it is paid, on its way, or canceled already.
                intent -> StripeIntents.placed(intent).state().isOpen(),
                notOpen("The payment is no longer open"));
    }

    @Override
    public Outcome<String> takeMethod(ProviderAccount provider, String customer, OrderId order, String method) {
        return direct.takeMethod(provider, customer, order, method);
    }

    @Override
    public Outcome<PlacedSubscription> createSubscription(
            ProviderAccount provider, AccountId account, String customer, Sale sale) {
        return direct.create(provider, account, customer, sale);
    }

    @Override
    public Outcome<Optional<PlacedSubscription>> findSubscription(
            ProviderAccount provider, String customer, Sale sale) {
        return direct.find(provider, customer, sale);
    }

    @Override
    public Outcome<PlacedSubscription> lookAtSubscription(ProviderAccount provider, String subscriptionId) {
        return direct.look(provider, subscriptionId);
    }

    @Override
    public Outcome<Optional<String>> trialCard(ProviderAccount provider, String subscriptionId) {
        return direct.card(provider, subscriptionId);
    }

    @Override
    public Outcome<String> closeSubscription(ProviderAccount provider, String subscriptionId) {
        return direct.close(provider, subscriptionId);
    }

    @Override
    public Outcome<String> clientSecret(ProviderAccount provider, String intentId) {
        return then(
                api.get(provider, "fetch_intent", INTENTS + "/" + Form.encode(intentId), new Form()),
                intent -> new Outcome.Done<>(intent.text("client_secret")));
    }

    @Override
    public Outcome<SetupIntent> createSetupIntent(
            ProviderAccount provider, AccountId account, String customer, String operation) {
        return then(
                api.make(
                        provider,
                        "create_setup",
                        SETUPS,
                        new SetupIntentRequest(account, customer, operation).form(),
                        // For another customer (the first was deleted) it is another request.
                        key(operation, "setup-" + customer),
                        () -> findSetup(provider, customer, operation)),
                setup -> new Outcome.Done<>(new SetupIntent(setup.id("id"), setup.text("client_secret"))));
    }

    private Outcome<Optional<StripeObject>> findSetup(ProviderAccount provider, String customer, String operation) {
        Predicate<StripeObject> made = setup -> setup.at("metadata")
                .find(Metadata.OPERATION)
                .filter(operation::equals)
                .isPresent();
        return api.first(provider, "find_setup", SETUPS, new Form().with("customer", customer), made);
    }

    @Override
    public Outcome<String> cancelSetupIntent(ProviderAccount provider, String customer, String operation) {
        Outcome<Optional<StripeObject>> found = findSetup(provider, customer, operation);
        if (isCode(found, RefusalReason.CUSTOMER_MISSING.code())) {
            // Its set-ups went with it.
            return noOpenSetup();
        }
        return then(found, setup -> setup.filter(StripePayments::isOpenSetup)
                .map(open -> cancelSetup(provider, open.id("id")))
                .orElseGet(StripePayments::noOpenSetup));
    }

    private Outcome<String> cancelSetup(ProviderAccount provider, String setup) {
        String path = SETUPS + "/" + Form.encode(setup);
        // By whatever key, like a page.
        Form abandoned = new Form().with("cancellation_reason", "abandoned");
        return closing(
                change(provider, "cancel_setup", path + "/cancel", abandoned),
                () -> api.get(provider, "fetch_setup", path, new Form()),
                StripePayments::isOpenSetup,
                noOpenSetup());
    }

    private static boolean isOpenSetup(StripeObject setup) {
        String status = setup.text("status");
        // Deposits to a bank account take days to be seen: whoever has asked for them has used it.
        boolean verifying = setup.find("next_action.type")
                .filter("verify_with_microdeposits"::equals)
                .isPresent();
        return !status.equals("succeeded") && !status.equals("canceled") && !verifying;
    }

    private static Outcome<String> noOpenSetup() {
        return notOpen("The set-up is no longer open");
    }

    @Override
    public Outcome<String> setupSecret(ProviderAccount provider, String setupIntentId) {
        return then(
                api.get(provider, "fetch_setup", SETUPS + "/" + Form.encode(setupIntentId), new Form()),
                setup -> new Outcome.Done<>(setup.text("client_secret")));
    }

    @Override
    public Optional<String> publishableKey(ProviderAccount provider) {
        return api.publishableKey(provider);
    }

    @Override
    public Outcome<String> syncProduct(ProviderAccount provider, ProjectId project, Plan plan) {
        ProductRequest request = new ProductRequest(project, plan);
        Outcome<StripeObject> updated = updateProduct(provider, request);
        if (isCode(updated, "resource_missing")) {
            Outcome<StripeObject> created = change(provider, "create_product", "/v1/products", request.create());
            updated = isCode(created, "resource_already_exists") ? updateProduct(provider, request) : created;
        }
        return id(updated);
    }

    private Outcome<StripeObject> updateProduct(ProviderAccount provider, ProductRequest request) {
        return change(provider, "update_product", "/v1/products/" + Form.encode(request.id()), request.update());
    }

    @Override
    public Outcome<String> syncPrice(ProviderAccount provider, ProjectId project, String product, Price price) {
        Optional<PriceRequest> wanted = PriceRequest.of(project, product, price);
        if (wanted.isEmpty()) {
            return new Outcome.Declined<>("unsupported_interval", "The payment provider has no such interval");
        }
        String bound = price.providerPriceId();
        return bound == null ? syncPrice(provider, wanted.get()) : checkBound(provider, bound, wanted.get());
    }

    /// A price that was bound by hand must be what the catalog says, or customers would pay something else.
    private Outcome<String> checkBound(ProviderAccount provider, String bound, PriceRequest wanted) {
        return then(
                api.get(provider, "fetch_price", "/v1/prices/" + Form.encode(bound), new Form()),
                price -> wanted.matches(price)
                        ? new Outcome.Done<>(price.id("id"))
                        : new Outcome.Declined<>(
                                "price_mismatch", "The provider's price has another amount, currency or interval"));
    }

    private Outcome<String> syncPrice(ProviderAccount provider, PriceRequest wanted) {
        return then(findPrice(provider, wanted), known -> {
            if (known.isPresent()) {
                return reuse(provider, known.get());
            }
            Outcome<StripeObject> created = change(provider, "create_price", "/v1/prices", wanted.form());
            // Another sync may have been quicker: a lookup key can be used once.
            return created instanceof Outcome.Declined<StripeObject>
                    ? then(
                            findPrice(provider, wanted),
                            now -> now.isPresent() ? reuse(provider, now.get()) : id(created))
                    : id(created);
        });
    }

    private Outcome<Optional<StripeObject>> findPrice(ProviderAccount provider, PriceRequest wanted) {
        Form query = new Form().with("lookup_keys[0]", wanted.lookupKey()).with("limit", 1);
        return then(
                api.get(provider, "find_price", "/v1/prices", query),
                prices -> new Outcome.Done<>(
                        prices.list("data").stream().filter(wanted::matches).findFirst()));
    }

    /// One that somebody has archived keeps its lookup key, and comes back.
    private Outcome<String> reuse(ProviderAccount provider, StripeObject price) {
        if (price.isTrue("active")) {
            return new Outcome.Done<>(price.id("id"));
        }
        String path = "/v1/prices/" + Form.encode(price.id("id"));
        return id(change(provider, "reactivate_price", path, new Form().with("active", "true")));
    }

    private static Outcome<String> id(Outcome<StripeObject> made) {
        return then(made, object -> new Outcome.Done<>(object.id("id")));
    }

    @Override
    public Outcome<Optional<ProviderFact.SubscriptionFetched>> fetchSubscription(
            ProviderAccount provider, String subscriptionId, long asOfRevision) {
        Instant sent = clock.instant();
        Outcome<StripeObject> answer =
                api.get(provider, "fetch_subscription", SUBSCRIPTIONS + Form.encode(subscriptionId), new Form());
        return isGone(answer)
                ? new Outcome.Done<>(Optional.empty())
                : then(
                        answer,
                        subscription -> then(
                                items(provider, subscription),
                                items -> new Outcome.Done<>(Optional.of(new ProviderFact.SubscriptionFetched(
                                        subscription.id("id"),
                                        Metadata.order(subscription.at("metadata"))
                                                .orElse(null),
                                        StripeSubscriptions.state(subscription, items),
                                        Observed.fetched(sent, clock.instant()),
                                        asOfRevision)))));
    }

    @Override
    public Outcome<Optional<PaymentState>> fetchIntent(ProviderAccount provider, String intentId) {
        Instant sent = clock.instant();
        return orEmpty(
                api.get(provider, "fetch_intent", INTENTS + "/" + Form.encode(intentId), new Form()),
                intent -> StripeIntents.state(intent, Observed.fetched(sent, clock.instant())));
    }

    private Outcome<List<StripeObject>> items(ProviderAccount provider, StripeObject subscription) {
        return StripeSubscriptions.hasMoreItems(subscription)
                ? allItems(provider, subscription.id("id"))
                : new Outcome.Done<>(subscription.list("items"));
    }

    private Outcome<List<StripeObject>> allItems(ProviderAccount provider, String subscriptionId) {
        return api.all(
                provider, "list_items", "/v1/subscription_items", new Form().with("subscription", subscriptionId));
    }

    @Override
    public Outcome<Optional<Identity>> identify(ProviderAccount provider, ObjectRef object) {
        String path =
                switch (object.kind()) {
                    case CUSTOMER -> "/v1/customers/";
                    case SUBSCRIPTION -> SUBSCRIPTIONS;
                    case INVOICE -> INVOICES;
                    case CHECKOUT_SESSION -> SESSIONS + "/";
                    case PAYMENT_INTENT -> "/v1/payment_intents/";
                    case CHARGE -> "/v1/charges/";
                };
        Outcome<StripeObject> answer = api.get(provider, "identify", path + Form.encode(object.id()), new Form());
        return orEmpty(answer, found -> {
            Optional<AccountId> account = Metadata.account(found.at("metadata"))
                    .or(() -> Metadata.account(found.at("parent.subscription_details.metadata")));
            Optional<String> customer =
                    object.kind() == ObjectRef.Kind.CUSTOMER ? found.findId("id") : found.findId("customer");
            return new Identity(account.orElse(null), customer.orElse(null));
        });
    }

    @Override
    public Outcome<Optional<Found>> lookUp(ProviderAccount provider, Lookup lookup) {
        return switch (lookup.kind()) {
            case INVOICE_OF_PAYMENT -> invoiceOf(provider, lookup.id());
            case LINES_OF_INVOICE ->
                list(api.all(provider, "list_lines", INVOICES + Form.encode(lookup.id()) + "/lines", new Form()));
            case ITEMS_OF_SUBSCRIPTION -> list(allItems(provider, lookup.id()));
            case REFUNDS_OF_CHARGE ->
                list(api.all(provider, "list_refunds", "/v1/refunds", new Form().with("charge", lookup.id())));
            case CHARGE ->
                object(api.get(provider, "fetch_charge", "/v1/charges/" + Form.encode(lookup.id()), new Form()));
            case SUBSCRIPTION ->
                object(api.get(provider, "fetch_subscription", SUBSCRIPTIONS + Form.encode(lookup.id()), new Form()));
            case PAYMENT ->
                object(api.get(provider, "fetch_intent", INTENTS + "/" + Form.encode(lookup.id()), new Form()));
            case INVOICE -> invoice(provider, lookup.id());
        };
    }

    private Outcome<Optional<Found>> invoice(ProviderAccount provider, String id) {
        return object(api.get(provider, "fetch_invoice", INVOICES + Form.encode(id), new Form()));
    }

    private static Outcome<Optional<Found>> object(Outcome<StripeObject> answer) {
        return orEmpty(answer, object -> new Found(object.json()));
    }

    /// Told as Stripe tells a list that has no more pages.
    private static Outcome<Optional<Found>> list(Outcome<List<StripeObject>> all) {
        return orEmpty(
                all,
                objects -> new Found(objects.stream()
                        .map(StripeObject::json)
                        .collect(Collectors.joining(",", "{\"object\":\"list\",\"has_more\":false,\"data\":[", "]}"))));
    }

    private Outcome<Optional<Found>> invoiceOf(ProviderAccount provider, String paymentIntentId) {
        Form query = new Form()
                .with("payment[type]", "payment_intent")
                .with("payment[payment_intent]", paymentIntentId)
                .with("limit", 1);
        Outcome<StripeObject> payments = api.get(provider, "find_invoice", "/v1/invoice_payments", query);
        return then(payments, found -> {
            Optional<String> invoice = found.list("data").stream().findFirst().map(payment -> payment.id("invoice"));
            return invoice.isEmpty() ? new Outcome.Done<>(Optional.empty()) : invoice(provider, invoice.get());
        });
    }

    @Override
    public Outcome<Instant> fetchClock(ProviderAccount provider, String testClock) {
        return then(
                api.get(provider, "fetch_clock", "/v1/test_helpers/test_clocks/" + Form.encode(testClock), new Form()),
                found -> new Outcome.Done<>(found.time("frozen_time")));
    }

    private static <A, T> Outcome<Optional<T>> orEmpty(Outcome<A> answer, Function<A, T> read) {
        return isGone(answer)
                ? new Outcome.Done<>(Optional.empty())
                : then(answer, found -> new Outcome.Done<>(Optional.of(read.apply(found))));
    }

    private static boolean isGone(Outcome<?> outcome) {
        return isCode(outcome, "resource_missing");
    }

    private static boolean isCode(Outcome<?> outcome, String code) {
        return outcome instanceof Outcome.Declined<?> declined
                && declined.code().equals(code);
    }

    private static String key(String id, String what) {
        return "tollgate-" + id + "-" + what;
    }

    /// What may happen twice without harm. Only the repetitions within this call share a key.
    private Outcome<StripeObject> change(ProviderAccount provider, String operation, String path, Form form) {
        return api.make(
                provider,
                operation,
                path,
                form,
                "tollgate-" + UUID.randomUUID(),
                () -> new Outcome.Done<>(Optional.empty()));
    }
}
