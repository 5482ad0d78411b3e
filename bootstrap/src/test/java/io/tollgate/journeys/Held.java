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

        boolean isRefundedInFull() {
            return is("paid") && paid() > 0 && refunded() >= paid();
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

    /// A payment intent, with its charges and what was given back of them.
    record Sold(JsonNode intent, List<JsonNode> charges, List<JsonNode> refunds) {
        String id() {
            return intent.path("id").asText();
        }

        boolean is(String status) {
            return intent.path("status").asText().equals(status);
        }

        long refunded() {
            return refunds.stream()
                    .filter(r -> List.of("succeeded", "pending", "requires_action")
                            .contains(r.path("status").asText()))
                    .mapToLong(r -> r.path("amount").asLong())
                    .sum();
        }

        long received() {
            return is("succeeded") ? intent.path("amount_received").asLong() : 0;
        }

        boolean hasFailed() {
            return charges.stream().anyMatch(c -> c.path("status").asText().equals("failed"));
        }

        Instant paidAt() {
            return charges.stream()
                    .filter(c -> c.path("paid").asBoolean())
                    .map(c -> time(c.path("created")))
                    .findFirst()
                    .orElse(Instant.EPOCH);
        }
    }

    static Held of(Provider provider, String user, Optional<String> clock) {
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
                    .map(intent -> sold(provider, intent, charges))
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

    private static Sold sold(Provider provider, JsonNode intent, List<JsonNode> charges) {
        String id = intent.path("id").asText();
        return new Sold(
                intent,
                charges.stream()
                        .filter(c -> c.path("payment_intent").asText().equals(id))
                        .toList(),
                provider.list("/v1/refunds?payment_intent=" + id));
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
