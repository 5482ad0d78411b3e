package io.tollgate.providerevents.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.ReceivedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RecordedEventsTest {
    /// What each type comes to, over all versions from 2011 to today; all others are `unhandled_type`.
    private static final Map<String, Set<String>> READ = Map.ofEntries(
            Map.entry("charge.dispute.closed", Set.of("missing:data.object.id", "needs CHARGE")),
            Map.entry("charge.dispute.created", Set.of("needs CHARGE")),
            Map.entry("charge.dispute.funds_reinstated", Set.of("needs CHARGE")),
            Map.entry("charge.dispute.funds_withdrawn", Set.of("needs CHARGE")),
            Map.entry("charge.dispute.updated", Set.of("missing:data.object.id", "needs CHARGE")),
            Map.entry("charge.failed", Set.of("CardDeclined")),
            Map.entry("charge.refund.updated", Set.of("needs CHARGE")),
            Map.entry("charge.refunded", Set.of("PaymentReversed", "needs INVOICE_OF_PAYMENT")),
            Map.entry("checkout.session.async_payment_failed", Set.of("CheckoutSeen")),
            Map.entry("checkout.session.async_payment_succeeded", Set.of("CheckoutSeen")),
            Map.entry("checkout.session.completed", Set.of("CheckoutSeen")),
            Map.entry("checkout.session.expired", Set.of("CheckoutSeen")),
            Map.entry("customer.deleted", Set.of("CustomerGone")),
            Map.entry("customer.updated", Set.of("CustomerChanged")),
            Map.entry("customer.subscription.created", Set.of("SubscriptionSeen")),
            Map.entry("customer.subscription.deleted", Set.of("SubscriptionSeen")),
            Map.entry("customer.subscription.paused", Set.of("SubscriptionSeen")),
            Map.entry("customer.subscription.pending_update_applied", Set.of("SubscriptionSeen")),
            Map.entry("customer.subscription.pending_update_expired", Set.of("SubscriptionSeen")),
            Map.entry("customer.subscription.resumed", Set.of("SubscriptionSeen")),
            Map.entry("customer.subscription.trial_will_end", Set.of("SubscriptionSeen")),
            Map.entry("customer.subscription.updated", Set.of("SubscriptionSeen")),
            Map.entry("invoice.created", Set.of("InvoiceTold")),
            Map.entry("invoice.deleted", Set.of("InvoiceTold")),
            Map.entry("invoice.overdue", Set.of("InvoiceTold")),
            Map.entry("invoice.payment_action_required", Set.of("InvoiceTold")),
            Map.entry("invoice.finalized", Set.of("InvoiceTold")),
            Map.entry("invoice.marked_uncollectible", Set.of("InvoiceTold")),
            Map.entry("invoice.paid", Set.of("InvoiceTold")),
            Map.entry("invoice.payment_failed", Set.of("InvoiceTold")),
            Map.entry("invoice.payment_succeeded", Set.of("InvoiceTold")),
            Map.entry("invoice.updated", Set.of("InvoiceTold")),
            Map.entry("invoice.voided", Set.of("InvoiceTold")),
            Map.entry("payment_intent.canceled", Set.of("PaymentSeen")),
            Map.entry("payment_intent.created", Set.of("PaymentSeen")),
            Map.entry("payment_intent.payment_failed", Set.of("PaymentSeen")),
            Map.entry("payment_intent.processing", Set.of("needs INVOICE_OF_PAYMENT")),
            Map.entry("payment_intent.requires_action", Set.of("PaymentSeen")),
            Map.entry("payment_intent.succeeded", Set.of("PaymentSeen")),
            Map.entry("radar.early_fraud_warning.created", Set.of("needs CHARGE")),
            Map.entry("radar.early_fraud_warning.updated", Set.of("needs CHARGE")),
            Map.entry("refund.created", Set.of("needs CHARGE")),
            Map.entry("refund.failed", Set.of("needs CHARGE")),
            Map.entry("refund.updated", Set.of("needs CHARGE")),
            Map.entry("setup_intent.canceled", Set.of("not_ours")),
            Map.entry("setup_intent.setup_failed", Set.of("CardDeclined")),
            Map.entry("setup_intent.succeeded", Set.of("not_ours")),
            Map.entry("test_helpers.test_clock.advancing", Set.of("clock moved")),
            Map.entry("test_helpers.test_clock.ready", Set.of("clock moved")));

    @Test
    void every_recorded_event_is_received_and_read_without_failing() throws IOException {
        Optional<List<Path>> files = RecordedEvents.all();
        assumeTrue(files.isPresent(), "skipped: the recorded events (shared/stripe/events) are not on this machine");

        Map<String, Integer> parked = new TreeMap<>();
        Map<String, Set<String>> read = new TreeMap<>();
        for (Path file : files.orElseThrow()) {
            byte[] body = Files.readAllBytes(file);
            ReceivedEvent event = Signed.reader()
                    .receive(null, Signed.header(body), body, Signed.NOW)
                    .orElseThrow();
            parked.merge(String.valueOf(event.parkedAs()), 1, Integer::sum);
            read.computeIfAbsent(String.valueOf(event.type()), _ -> new TreeSet<>())
                    .add(summary(Signed.reader().read(Signed.stored(body))));
        }

        assertThat(read).containsAllEntriesOf(READ);
        assertThat(read.entrySet())
                .filteredOn(e -> !READ.containsKey(e.getKey()))
                .allSatisfy(e -> assertThat(e.getValue()).containsExactly("unhandled_type"));
        assertThat(parked)
                .containsOnlyKeys("null", "missing:livemode", "wrong_mode")
                .containsEntry("missing:livemode", 1)
                .containsEntry("wrong_mode", 1);
    }

    private static String summary(Reading reading) {
        return switch (reading) {
            case Reading.Understood understood -> understood.fact().getClass().getSimpleName();
            case Reading.ClockMoved _ -> "clock moved";
            case Reading.NeedsLookup needs -> "needs " + needs.lookup().kind();
            case Reading.Unhandled unhandled -> unhandled.reason();
            case Reading.Unreadable unreadable -> unreadable.reason();
        };
    }
}
