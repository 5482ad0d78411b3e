package io.tollgate.accounts;

import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.PlanFeature;
import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.disputes.Dispute;
import io.tollgate.money.Money;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.Sale;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.providerevents.PaymentRef;
import io.tollgate.providerevents.ProviderFact.CheckoutSeen;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.providerevents.ProviderFact.PaymentReversed;
import io.tollgate.providerevents.ProviderFact.PaymentSeen;
import io.tollgate.providerevents.ProviderFact.SubscriptionSeen;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.RefundId;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.tenancy.Settings;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What tests buy, and how the provider tells of it.
final class Shop {
    static final AccountId ALICE = AccountId.of("acme", "alice");
    static final Settings SETTINGS = Settings.defaults();
    static final Instant JAN = Instant.parse("2026-01-01T10:00:00Z");
    static final Instant FEB = Instant.parse("2026-02-01T10:00:00Z");
    static final Instant MAR = Instant.parse("2026-03-01T10:00:00Z");
    static final Instant APR = Instant.parse("2026-04-01T10:00:00Z");
    static final Money PRICE = usd(1999);
    static final CheckoutRequest REQUEST =
            new CheckoutRequest("https://shop/ok", "https://shop/no", null, null, Map.of(), JAN.plusSeconds(3600));

    static final OrderId ORDER = new OrderId("ord_1");
    static final String SUBSCRIPTION = "sub_provider";

    static final List<PlanFeature> FEATURES =
            List.of(PlanFeature.flag("reports"), PlanFeature.limit("seats", 5), PlanFeature.credits("tokens", 100));

    private Shop() {}

    static Terms pro() {
        return pro(0);
    }

    static Terms pro(int graceDays) {
        return new Terms(
                "pro",
                new Price.Recurring("pro-month", Period.ofMonths(1), PRICE, "price_1"),
                0,
                graceDays,
                FEATURES,
                1);
    }

    static final List<PlanFeature> TEAM_FEATURES =
            List.of(PlanFeature.flag("reports"), PlanFeature.limit("seats", 50), PlanFeature.credits("tokens", 900));

    /// Pro, and dearer plans.
    static final Catalog CATALOG = new Catalog(
            7,
            List.of(),
            List.of(
                    plan("pro", FEATURES, new Price.Recurring("pro-month", Period.ofMonths(1), PRICE, "price_1")),
                    plan(
                            "team",
                            TEAM_FEATURES,
                            new Price.Recurring("team-month", Period.ofMonths(1), usd(4999), "price_team"),
                            new Price.Recurring("team-year", Period.ofYears(1), usd(49999), "price_team_year")),
                    plan(
                            "euro",
                            FEATURES,
                            new Price.Recurring("euro", Period.ofMonths(1), new Money(100, "eur"), "price_eur")),
                    plan("new", FEATURES, new Price.Recurring("new", Period.ofMonths(1), usd(100), null)),
                    plan("once", FEATURES, new Price.OneTime("once", null, usd(100), "price_once"))));

    private static Plan plan(String code, List<PlanFeature> features, Price... prices) {
        return new Plan(code, code, false, 0, 0, List.of(prices), features);
    }

    /// @param access null: for life
    static Terms pass(@Nullable Period access) {
        return new Terms("pass", new Price.OneTime("pass-once", access, usd(500), "price_2"), 0, 0, FEATURES, 1);
    }

    static Money usd(long cents) {
        return new Money(cents, "usd");
    }

    static Order.Pending pending(OrderId id, Terms terms) {
        return new Order.Pending(Sale.begin(id, terms, 1, terms.price().amount(), REQUEST, JAN.minusSeconds(60))
                .withPage(new CheckoutPage("cs_" + id.value(), "https://pay/" + id.value(), JAN.plusSeconds(3600))));
    }

    /// A pass, paid in the caller's own page.
    static Order.Pending intent(OrderId id) {
        return new Order.Pending(Sale.begin(
                id,
                pass(Period.ofMonths(1)),
                1,
                usd(500),
                new IntentRequest(null, Map.of(), null),
                JAN.minusSeconds(60)));
    }

    /// Pro, without a page.
    static Order.Pending direct(OrderId id) {
        SubscriptionRequest request = new SubscriptionRequest("pm_1", Map.of(), null);
        return new Order.Pending(Sale.begin(id, pro(), 1, PRICE, request, JAN.minusSeconds(60)));
    }

    /// Alice, on her provider's page for each of `orders`.
    static Account alice(Order... orders) {
        return Account.empty(ALICE).with(new Customer.Known("cus_1")).with(List.of(orders));
    }

    static Account subscriber() {
        return alice(pending(ORDER, pro()));
    }

    static CheckoutSeen completed(OrderId order, CheckoutSeen.Result result, Instant at) {
        return new CheckoutSeen("cs_" + order.value(), order, result, null, null, null, at);
    }

    static CheckoutSeen subscribed(Instant at) {
        return new CheckoutSeen("cs_" + ORDER.value(), ORDER, CheckoutSeen.Result.PAID, SUBSCRIPTION, null, PRICE, at);
    }

    static CheckoutSeen bought(OrderId order, Instant at) {
        return new CheckoutSeen(
                "cs_" + order.value(), order, CheckoutSeen.Result.PAID, null, "pi_" + order.value(), usd(500), at);
    }

    static PaymentSeen payment(OrderId order, PaymentState.Status status, Instant at) {
        return new PaymentSeen(
                "pi_" + order.value(),
                order,
                new PaymentState(status, at, status == PaymentState.Status.FAILED ? "card_declined" : null, usd(500)));
    }

    /// The charge tells a total.
    static PaymentReversed refund(OrderId order, long inTotal) {
        return reversed(order, Reversals.inTotal(inTotal));
    }

    static PaymentReversed reversed(OrderId order, Reversals told) {
        return new PaymentReversed(new PaymentRef(order, "pi_" + order.value(), null, null), "usd", told, false);
    }

    static PaymentReversed reversed(String invoice, Reversals told) {
        return reversed(SubscriptionInvoice.reversed(invoice, "usd", Reversals.NONE), told);
    }

    /// @param invoice as the provider has it now
    static PaymentReversed reversed(SubscriptionInvoice invoice, Reversals told) {
        return new PaymentReversed(
                new PaymentRef(ORDER, "pi_" + invoice.id(), SUBSCRIPTION, invoice), "usd", told, false);
    }

    /// A refund as the provider tells of it; made there, not by us.
    static Reversals refunding(String id, long cents, Refund.Status status) {
        return Reversals.of(
                new Refund(RefundId.ofProvider(id), id, usd(cents), status, null, null, Refund.Access.BY_AMOUNT, JAN));
    }

    static Reversals dispute(String id, Dispute.Status status) {
        return Reversals.of(new Dispute(id, status, usd(500), "fraudulent", JAN));
    }

    static SubscriptionState state(SubscriptionStatus status, @Nullable Instant periodEnd) {
        return new SubscriptionState(status, periodEnd, false, null, null, null, "price_1", 1);
    }

    static SubscriptionState trialing(Instant trialEnd) {
        return new SubscriptionState(SubscriptionStatus.TRIALING, trialEnd, false, null, trialEnd, null, "price_1", 1);
    }

    static SubscriptionState priced(String price, int quantity, Instant periodEnd) {
        return new SubscriptionState(
                SubscriptionStatus.ACTIVE, periodEnd, false, null, null, null, price, quantity, "si_1", null);
    }

    /// To be canceled at the end of its period.
    static SubscriptionState ending(SubscriptionStatus status, Instant periodEnd) {
        return new SubscriptionState(status, periodEnd, true, periodEnd, null, null, "price_1", 1);
    }

    static SubscriptionState canceled(Instant periodEnd, Instant endedAt) {
        return new SubscriptionState(SubscriptionStatus.CANCELED, periodEnd, false, null, null, endedAt, "price_1", 1);
    }

    static SubscriptionSeen created(SubscriptionState state, Instant at) {
        return new SubscriptionSeen(SUBSCRIPTION, ORDER, state, Observed.creation(at), false);
    }

    static SubscriptionSeen updated(SubscriptionState state, Instant at) {
        return new SubscriptionSeen(SUBSCRIPTION, ORDER, state, Observed.event(at), false);
    }

    static InvoiceSeen invoice(SubscriptionInvoice invoice) {
        return new InvoiceSeen(SUBSCRIPTION, ORDER, invoice, false);
    }

    static InvoiceSeen open(String id, Instant from, Instant to) {
        return invoice(invoice(id, SubscriptionInvoice.Status.OPEN, from, to, 0, null));
    }

    static InvoiceSeen paid(String id, Instant from, Instant to, Instant paidAt) {
        return invoice(invoice(id, SubscriptionInvoice.Status.PAID, from, to, PRICE.amount(), paidAt));
    }

    /// Nothing was due: a trial, or a full discount.
    static InvoiceSeen free(String id, Instant from, Instant to, Instant paidAt) {
        return invoice(invoice(id, SubscriptionInvoice.Status.PAID, from, to, 0, paidAt));
    }

    static InvoiceSeen settled(String id, SubscriptionInvoice.Status status, Instant from, Instant to) {
        return invoice(invoice(id, status, from, to, 0, null));
    }

    /// The invoice comes into being as its period begins.
    static SubscriptionInvoice invoice(
            String id,
            SubscriptionInvoice.Status status,
            Instant from,
            @Nullable Instant to,
            long paid,
            @Nullable Instant paidAt) {
        return new SubscriptionInvoice(id, status, from, to, usd(paid), from, paidAt, null, null, Reversals.NONE);
    }

    /// How an invoice's debit goes on.
    static InvoiceSeen debit(String id, @Nullable Instant processingAt, @Nullable Instant failedAt) {
        return invoice(new SubscriptionInvoice(
                id,
                SubscriptionInvoice.Status.UNKNOWN,
                null,
                null,
                usd(0),
                null,
                null,
                processingAt,
                failedAt,
                Reversals.NONE));
    }

    static PaymentReversed refund(String invoice, long inTotal) {
        return reversed(invoice, Reversals.inTotal(inTotal));
    }
}
