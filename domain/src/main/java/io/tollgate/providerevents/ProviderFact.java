package io.tollgate.providerevents;

import io.tollgate.invoices.Invoice;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.subscriptions.SubscriptionState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an event of the provider says, in our words. Orders named by our own metadata; null where an object has
/// none.
public sealed interface ProviderFact {
    /// The same fact, to be taken in by what it carries alone, as the provider no longer has the object.
    default ProviderFact asFallback() {
        return switch (this) {
            case SubscriptionSeen s -> new SubscriptionSeen(s.providerId, s.order, s.state, s.observed, true);
            case InvoiceSeen i -> i.asFallback();
            case InvoiceTold t -> new InvoiceTold(t.invoice, t.bill == null ? null : t.bill.asFallback());
            case PaymentReversed p -> new PaymentReversed(p.payment, p.currency, p.told, true);
            case PaymentSeen p -> p.settled(new PaymentSeen.Tiebreak.Rank());
            case CheckoutSeen _,
                    SubscriptionFetched _,
                    CustomerGone _,
                    CardDeclined _,
                    SetupEnded _,
                    CustomerChanged _ -> this;
        };
    }

    /// The same fact, after the provider was asked for the invoice that it tells of.
    ///
    /// @param needs what asked for it
    /// @param now what the provider answered
    default ProviderFact settledBy(FactOutcome.NeedsInvoice needs, InvoiceSeen now) {
        return switch (this) {
            case InvoiceSeen i -> i.settled(needs, now);
            case InvoiceTold t when t.bill != null -> new InvoiceTold(t.invoice, t.bill.settled(needs, now));
            case InvoiceTold _,
                    SubscriptionSeen _,
                    PaymentReversed _,
                    PaymentSeen _,
                    CheckoutSeen _,
                    SubscriptionFetched _,
                    CustomerGone _,
                    CardDeclined _,
                    SetupEnded _,
                    CustomerChanged _ -> throw new IllegalStateException("no bill was told");
        };
    }

    /// The hosted page.
    record CheckoutSeen(
            String sessionId,
            @Nullable OrderId order,
            Result result,
            @Nullable String subscriptionId,
            @Nullable String paymentIntentId,
            @Nullable Money total,
            Instant at)
            implements ProviderFact {
        public enum Result {
            /// Complete, and paid or nothing due.
            PAID,
            /// Complete, the money is still on its way.
            PROCESSING,
            /// The delayed payment failed.
            FAILED,
            EXPIRED
        }
    }

    /// A subscription, as an event told.
    ///
    /// @param fallback whether rank may decide where time can't: the provider was asked, and no longer has the
    ///     object
    record SubscriptionSeen(
            String providerId, @Nullable OrderId order, SubscriptionState state, Observed observed, boolean fallback)
            implements ProviderFact {}

    /// A subscription, as we fetched it.
    record SubscriptionFetched(
            String providerId, @Nullable OrderId order, SubscriptionState state, Observed observed, long asOfRevision)
            implements ProviderFact {}

    /// An invoice of a subscription.
    ///
    /// @param fallback take it in by what it carries: the provider no longer has its subscription, or itself
    /// @param asOfRevision the subscription's when the provider was asked for it; null: it was not
    record InvoiceSeen(
            String subscriptionId,
            @Nullable OrderId order,
            SubscriptionInvoice invoice,
            boolean fallback,
            @Nullable Long asOfRevision)
            implements ProviderFact {
        public InvoiceSeen(
                String subscriptionId, @Nullable OrderId order, SubscriptionInvoice invoice, boolean fallback) {
            this(subscriptionId, order, invoice, fallback, null);
        }

        @Override
        public InvoiceSeen asFallback() {
            return new InvoiceSeen(subscriptionId, order, invoice, true, asOfRevision);
        }

        /// Whether the provider was asked, and nothing was forgotten since.
        public boolean isAsOf(long revision) {
            return asOfRevision != null && asOfRevision == revision;
        }

        private InvoiceSeen settled(FactOutcome.NeedsInvoice needs, InvoiceSeen now) {
            return new InvoiceSeen(subscriptionId, order, invoice.merge(now.invoice), fallback, needs.asOfRevision());
        }
    }

    /// An invoice of a customer, to be mirrored.
    ///
    /// @param bill what it means to the subscription that it is of; null: of none
    record InvoiceTold(Invoice invoice, @Nullable InvoiceSeen bill) implements ProviderFact {}

    /// A customer was deleted at the provider. Its subscriptions end by events of their own.
    record CustomerGone(String customer) implements ProviderFact {}

    /// A card was declined.
    ///
    /// @param attempt the provider's name of the attempt
    record CardDeclined(String attempt, Instant at) implements ProviderFact {}

    /// A set-up can't be used any more: a card was kept by it, or it was canceled.
    ///
    /// @param operation ours
    record SetupEnded(String operation) implements ProviderFact {}

    /// A customer was changed at the provider: what it pays with may be another card.
    record CustomerChanged(String customer) implements ProviderFact {}

    /// A payment of a one-time price, or of an invoice (`order` is null then, and there is nothing to do).
    ///
    /// @param state as the event told
    /// @param charge the attempt that has failed; null unless it has left one
    /// @param tiebreak what settles it where time can't; null: nothing yet
    record PaymentSeen(
            String paymentIntentId,
            @Nullable OrderId order,
            PaymentState state,
            @Nullable String charge,
            @Nullable Tiebreak tiebreak)
            implements ProviderFact {
        /// What settles which of two states is the later one.
        public sealed interface Tiebreak {
            /// The provider no longer has the payment.
            record Rank() implements Tiebreak {}

            /// @param held what the account held when the request went out
            /// @param now what the provider answered
            record Fetched(PaymentState held, PaymentState now) implements Tiebreak {}
        }

        public PaymentSeen(String paymentIntentId, @Nullable OrderId order, PaymentState state) {
            this(paymentIntentId, order, state, null, null);
        }

        public PaymentSeen(
                String paymentIntentId, @Nullable OrderId order, PaymentState state, @Nullable String charge) {
            this(paymentIntentId, order, state, charge, null);
        }

        /// What names the attempt that has failed.
        public String attempt() {
            return charge == null ? paymentIntentId + ":" + state.at().getEpochSecond() : charge;
        }

        public PaymentState.Status status() {
            return state.status();
        }

        /// The same, after the provider was asked.
        ///
        /// @param held of the [FactOutcome.NeedsPayment] that asked for it
        public PaymentSeen settledBy(PaymentState held, PaymentState now) {
            return settled(new Tiebreak.Fetched(held, now));
        }

        private PaymentSeen settled(Tiebreak by) {
            return new PaymentSeen(paymentIntentId, order, state, charge, by);
        }

        /// What stays in place of `held`, where time can't tell; empty: the provider must be asked (again, as the
        /// account has moved on meanwhile).
        public Optional<PaymentState> settle(PaymentState held) {
            return switch (tiebreak) {
                case null -> Optional.empty();
                case Tiebreak.Rank _ -> Optional.of(held.merge(state));
                case Tiebreak.Fetched(PaymentState asOf, PaymentState now) ->
                    asOf.equals(held) ? Optional.of(latest(held, now)) : Optional.empty();
            };
        }

        /// An end is told by an event of its own, with its time.
        private PaymentState latest(PaymentState held, PaymentState now) {
            return now.status().isTerminal() ? held.merge(state) : now;
        }
    }

    /// What speaks against a payment: money given back, disputes, warnings.
    ///
    /// @param currency the payment's
    /// @param fallback as for an invoice
    record PaymentReversed(PaymentRef payment, String currency, Reversals told, boolean fallback)
            implements ProviderFact {}
}
