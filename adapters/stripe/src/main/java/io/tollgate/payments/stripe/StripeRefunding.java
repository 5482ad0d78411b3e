package io.tollgate.payments.stripe;

import static io.tollgate.payments.stripe.StripeApi.then;

import io.tollgate.accounts.AccountId;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.RefundTarget;
import io.tollgate.refunds.Refunding;
import io.tollgate.refunds.Reversals;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Refunds at Stripe.
@Singleton
public class StripeRefunding implements Refunding {
    private static final String REFUNDS = "/v1/refunds";
    private static final String INVOICES = "/v1/invoices/";

    private final StripeApi api;

    public StripeRefunding(StripeApi api) {
        this.api = api;
    }

    @Override
    public Outcome<Refund> refund(ProviderAccount provider, AccountId account, RefundTarget target, Refund refund) {
        return then(paymentIntent(provider, target), intent -> {
            if (intent.isEmpty()) {
                return new Outcome.Declined<>("payment_not_found", "The payment provider has no such payment");
            }
            RefundRequest request = new RefundRequest(account, intent.get(), refund);
            return then(
                    api.make(
                            provider,
                            "refund",
                            REFUNDS,
                            request.form(),
                            "tollgate-" + refund.id().value() + "-refund",
                            () -> findOurs(provider, intent.get(), refund)),
                    made -> new Outcome.Done<>(StripeRefunds.read(made)));
        });
    }

    @Override
    public Outcome<Optional<InvoiceSeen>> fetchInvoice(ProviderAccount provider, String invoice) {
        if (!invoice.startsWith("in_")) {
            // Anybody's text must not become another call than this one.
            return new Outcome.Done<>(Optional.empty());
        }
        return then(fetch(provider, "fetch_invoice", INVOICES + Form.encode(invoice)), found -> {
            Optional<String> subscription = found.flatMap(StripeInvoices::subscription);
            return found.isEmpty() || subscription.isEmpty()
                    ? new Outcome.Done<>(Optional.empty())
                    : then(
                            lines(provider, found.get()),
                            lines -> then(
                                    givenBack(provider, invoice),
                                    told -> new Outcome.Done<>(
                                            Optional.of(seen(subscription.get(), found.get(), lines, told)))));
        });
    }

    private static InvoiceSeen seen(
            String subscription, StripeObject invoice, List<StripeObject> lines, Reversals told) {
        return new InvoiceSeen(
                subscription,
                StripeInvoices.order(invoice).orElse(null),
                StripeInvoices.bill(invoice, lines).reversed(invoice.currency(), told),
                false);
    }

    private Outcome<List<StripeObject>> lines(ProviderAccount provider, StripeObject invoice) {
        return StripeInvoices.hasMoreLines(invoice)
                ? api.all(provider, "list_lines", INVOICES + Form.encode(invoice.id("id")) + "/lines", new Form())
                : new Outcome.Done<>(invoice.list("lines.data"));
    }

    private Outcome<Reversals> givenBack(ProviderAccount provider, String invoice) {
        return then(
                paymentIntent(provider, new RefundTarget.Invoice(invoice)),
                intent -> intent.isEmpty()
                        ? new Outcome.Done<>(Reversals.NONE)
                        : then(
                                refundsOf(provider, intent.get()),
                                all -> new Outcome.Done<>(all.stream()
                                        .map(refund -> Reversals.of(StripeRefunds.read(refund)))
                                        .reduce(Reversals.NONE, Reversals::merge))));
    }

    @Override
    public Outcome<Optional<Refund>> find(ProviderAccount provider, RefundTarget target, Refund refund) {
        return then(
                refund.providerId() == null
                        ? then(
                                paymentIntent(provider, target),
                                intent -> intent.isEmpty()
                                        ? new Outcome.Done<>(Optional.empty())
                                        : findOurs(provider, intent.get(), refund))
                        : fetch(provider, "fetch_refund", REFUNDS + "/" + Form.encode(refund.providerId())),
                found -> new Outcome.Done<>(found.map(StripeRefunds::read)));
    }

    private Outcome<Optional<StripeObject>> fetch(ProviderAccount provider, String operation, String path) {
        Outcome<StripeObject> answer = api.get(provider, operation, path, new Form());
        return answer instanceof Outcome.Declined<StripeObject> declined
                        && declined.code().equals("resource_missing")
                ? new Outcome.Done<>(Optional.empty())
                : then(answer, found -> new Outcome.Done<>(Optional.of(found)));
    }

    private Outcome<Optional<StripeObject>> findOurs(ProviderAccount provider, String paymentIntent, Refund refund) {
        return then(
                refundsOf(provider, paymentIntent),
                all -> new Outcome.Done<>(all.stream()
                        .filter(found -> StripeRefunds.ours(found)
                                .filter(refund.id()::equals)
                                .isPresent())
                        .findFirst()));
    }

    private Outcome<List<StripeObject>> refundsOf(ProviderAccount provider, String paymentIntent) {
        return api.all(provider, "list_refunds", REFUNDS, new Form().with("payment_intent", paymentIntent));
    }

    /// An invoice doesn't name what paid it. Several may have: the one that paid most is given back of, and the same
    /// one each time.
    private Outcome<Optional<String>> paymentIntent(ProviderAccount provider, RefundTarget target) {
        return switch (target) {
            case RefundTarget.Intent(String intent) -> new Outcome.Done<>(Optional.of(intent));
            case RefundTarget.Invoice(String invoice) -> {
                Form query = new Form().with("invoice", invoice).with("status", "paid");
                Outcome<List<StripeObject>> paid =
                        api.all(provider, "list_invoice_payments", "/v1/invoice_payments", query);
                yield then(paid, all -> new Outcome.Done<>(mostPaid(all)));
            }
        };
    }

    private static Optional<String> mostPaid(List<StripeObject> payments) {
        return payments.stream()
                .filter(payment -> payment.findId("payment.payment_intent").isPresent())
                .max(Comparator.comparing((StripeObject payment) ->
                                payment.findNumber("amount_paid").orElse(0L))
                        .thenComparing(payment -> payment.id("id")))
                .map(payment -> payment.id("payment.payment_intent"));
    }
}
