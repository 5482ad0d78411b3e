package io.tollgate.journeys;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the provider holds of one user, read from its lists; oldest first.
///
/// @param now the instant that the user lives in, by the provider
/// @param customers of this user, by metadata
/// @param prices the catalog's codes, by the provider's price
record Held(
        Instant now,
        List<JsonNode> customers,
        List<JsonNode> sessions,
        List<JsonNode> subscriptions,
        List<Bill> bills,
        List<Sold> sold,
        Map<String, String> prices) {
    /// A subscription's invoice, with the payment that it was tried with.
    record Bill(JsonNode invoice, Optional<Sold> payment) {
        String id() {
            return invoice.path("id").asText();
        }

        String subscription() {
            return invoice.at("/parent/subscription_details/subscription").asText();
        }

        boolean is(String status) {
            return invoice.path("status").asText().equals(status);
        }

        long paid() {
            return invoice.path("amount_paid").asLong();
        }

        long refunded() {
            return payment.map(Sold::refunded).orElse(0L);
        }

        boolean isProcessing() {
            return payment.filter(p -> p.is("processing")).isPresent();
        }

        /// Whether what it gave is gone.
        boolean isTakenBack() {
            return is("paid") && payment.filter(p -> p.isTakenBack(paid())).isPresent();
        }

        boolean isSuspended() {
            return payment.filter(Sold::isSuspended).isPresent();
        }

        Instant created() {
            return time(invoice.path("created"));
        }

        /// The end of the latest period that it bills, prorations aside.
        Optional<Instant> end() {
            return invoice.at("/lines/data")
                    .valueStream()
                    .filter(Bill::isOfSubscription)
                    .map(line -> time(line.at("/period/end")))
                    .max(Instant::compareTo);
        }

        static boolean isOfSubscription(JsonNode line) {
            JsonNode parent = line.path("parent");
            return parent.path("type").asText().equals("subscription_item_details")
                    && !parent.at("/subscription_item_details/proration").asBoolean();
        }
    }

    /// A payment intent, with its charges and what speaks against them.
    ///
    /// @param access what was asked to become of the access, by our refund's id
    record Sold(
            JsonNode intent,
            List<JsonNode> charges,
            List<JsonNode> refunds,
            List<JsonNode> disputes,
            List<JsonNode> warnings,
            Map<String, String> access) {
        String id() {
            return intent.path("id").asText();
        }

        boolean is(String status) {
            return intent.path("status").asText().equals(status);
        }

        long refunded() {
            return given().mapToLong(r -> r.path("amount").asLong()).sum();
        }

        private Stream<JsonNode> given() {
            return refunds.stream().filter(r -> List.of("succeeded", "pending", "requires_action")
                    .contains(r.path("status").asText()));
        }

        /// Given back in full (unless it was to be kept), revoked, or lost in a dispute.
        boolean isTakenBack(long paid) {
            boolean all = refunded() > 0 && refunded() >= paid;
            return wants("revoke") || (all && !wants("keep")) || isDisputed("lost");
        }

        private boolean wants(String wish) {
            return given().anyMatch(r -> wish.equals(access.get(metadata(r, "operation"))));
        }

        boolean isSuspended() {
            return isDisputed("needs_response") || isDisputed("under_review");
        }

        private boolean isDisputed(String status) {
            return disputes.stream().anyMatch(d -> d.path("status").asText().equals(status));
        }

        long received() {
            return is("succeeded") ? intent.path("amount_received").asLong() : 0;
        }

        /// Whether all was given back, or can't be: a refund of it has failed, or its bank's dispute has taken it.
        boolean isSettled() {
            return refunded() >= received() || !disputes.isEmpty() || hasFailedRefund();
        }

        boolean hasFailedRefund() {
            return refunds.stream().anyMatch(r -> List.of("failed", "canceled")
                    .contains(r.path("status").asText()));
        }

        boolean hasFailed() {
            return charges.stream().anyMatch(c -> c.path("status").asText().equals("failed"));
        }
    }

    /// @param access what was asked to become of the access, by our refund's id: the provider doesn't know
    static Held of(Provider provider, String user, Optional<String> clock, Map<String, String> access) {
        Instant now = clock.map(c ->
                        time(provider.get("/v1/test_helpers/test_clocks/" + c).path("frozen_time")))
                .orElseGet(Instant::now);
        List<JsonNode> customers =
                provider
                        .list("/v1/customers?"
                                + clock.map(c -> "test_clock=" + c).orElse(""))
                        .stream()
                        .filter(c -> metadata(c, "user").equals(user))
                        .toList();
        List<Sold> sold = new ArrayList<>();
        List<Bill> bills = new ArrayList<>();
        List<JsonNode> sessions = new ArrayList<>();
        List<JsonNode> subscriptions = new ArrayList<>();
        for (JsonNode customer : customers) {
            String of = "?customer=" + customer.path("id").asText();
            List<JsonNode> charges = provider.list("/v1/charges" + of);
            List<Sold> payments = provider.list("/v1/payment_intents" + of).stream()
                    .map(intent -> sold(provider, intent, charges, access))
                    .toList();
            provider.list("/v1/invoices" + of).forEach(invoice -> bills.add(bill(provider, invoice, payments)));
            sold.addAll(payments);
            sessions.addAll(provider.list("/v1/checkout/sessions" + of));
            subscriptions.addAll(provider.list("/v1/subscriptions" + of + "&status=all"));
        }
        return new Held(now, customers, sessions, subscriptions, bills, sold, prices(provider));
    }

    private static Map<String, String> prices(Provider provider) {
        return provider.list("/v1/prices?").stream()
                .collect(Collectors.toMap(price -> price.path("id").asText(), price -> metadata(price, "price")));
    }

    private static Sold sold(Provider provider, JsonNode intent, List<JsonNode> charges, Map<String, String> access) {
        String id = intent.path("id").asText();
        return new Sold(
                intent,
                charges.stream()
                        .filter(c -> c.path("payment_intent").asText().equals(id))
                        .toList(),
                provider.list("/v1/refunds?payment_intent=" + id),
                provider.list("/v1/disputes?payment_intent=" + id),
                provider.list("/v1/radar/early_fraud_warnings?payment_intent=" + id),
                access);
    }

    private static Bill bill(Provider provider, JsonNode invoice, List<Sold> payments) {
        List<String> intents = provider
                .list("/v1/invoice_payments?invoice=" + invoice.path("id").asText())
                .stream()
                .map(p -> p.at("/payment/payment_intent").asText())
                .toList();
        return new Bill(
                invoice, payments.stream().filter(p -> intents.contains(p.id())).findFirst());
    }

    /// In short, for whoever looks for a difference.
    String told() {
        List<String> told = new ArrayList<>();
        sessions.forEach(s -> told.add(brief(s) + " " + s.path("payment_status").asText()));
        subscriptions.forEach(s -> told.add(brief(s)));
        bills.forEach(bill -> told.add(brief(bill.invoice())));
        sold.forEach(s -> told.add(brief(s.intent()) + " "
                + Stream.of(s.refunds(), s.disputes(), s.warnings())
                        .flatMap(List::stream)
                        .map(Held::brief)
                        .toList()));
        return now + " " + told;
    }

    private static String brief(JsonNode object) {
        return object.path("id").asText() + " " + object.path("status").asText() + " " + metadata(object, "order");
    }

    Stream<Bill> billsOf(JsonNode subscription) {
        String id = subscription.path("id").asText();
        return bills.stream().filter(bill -> bill.subscription().equals(id));
    }

    /// What we wrote beside an object of the provider's.
    static String metadata(JsonNode object, String name) {
        return object.path("metadata").path("tollgate_" + name).asText();
    }

    static Instant time(JsonNode seconds) {
        return Instant.ofEpochSecond(seconds.asLong());
    }
}
