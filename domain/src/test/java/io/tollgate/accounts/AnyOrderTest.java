package io.tollgate.accounts;

import static io.tollgate.accounts.Shop.APR;
import static io.tollgate.accounts.Shop.FEB;
import static io.tollgate.accounts.Shop.JAN;
import static io.tollgate.accounts.Shop.MAR;
import static io.tollgate.accounts.Shop.ORDER;
import static io.tollgate.accounts.Shop.alice;
import static io.tollgate.accounts.Shop.bought;
import static io.tollgate.accounts.Shop.canceled;
import static io.tollgate.accounts.Shop.completed;
import static io.tollgate.accounts.Shop.created;
import static io.tollgate.accounts.Shop.dispute;
import static io.tollgate.accounts.Shop.ending;
import static io.tollgate.accounts.Shop.free;
import static io.tollgate.accounts.Shop.intent;
import static io.tollgate.accounts.Shop.open;
import static io.tollgate.accounts.Shop.paid;
import static io.tollgate.accounts.Shop.pass;
import static io.tollgate.accounts.Shop.payment;
import static io.tollgate.accounts.Shop.pending;
import static io.tollgate.accounts.Shop.refund;
import static io.tollgate.accounts.Shop.refunding;
import static io.tollgate.accounts.Shop.reversed;
import static io.tollgate.accounts.Shop.settled;
import static io.tollgate.accounts.Shop.state;
import static io.tollgate.accounts.Shop.subscribed;
import static io.tollgate.accounts.Shop.subscriber;
import static io.tollgate.accounts.Shop.trialing;
import static io.tollgate.accounts.Shop.updated;
import static io.tollgate.subscriptions.SubscriptionStatus.ACTIVE;
import static io.tollgate.subscriptions.SubscriptionStatus.INCOMPLETE;
import static io.tollgate.subscriptions.SubscriptionStatus.INCOMPLETE_EXPIRED;
import static io.tollgate.subscriptions.SubscriptionStatus.PAST_DUE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.credits.CreditLot;
import io.tollgate.disputes.Dispute;
import io.tollgate.disputes.FraudWarning;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Payment;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PaymentState.Status;
import io.tollgate.orders.PlacedSubscription;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.providerevents.ProviderFact.CheckoutSeen.Result;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.providerevents.ProviderFact.PaymentSeen;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.PausedCollection;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.subscriptions.SubscriptionState;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/// Whatever order the provider's events come in, and however often each, the account ends the same.
class AnyOrderTest {
    /// @param facts in the order in which the provider made them
    /// @param last the provider's subscription in the end; null: none
    /// @param paid the orders that are paid in the end
    private record Story(
            String name,
            Account account,
            Instant now,
            List<ProviderFact> facts,
            @Nullable SubscriptionState last,
            Set<OrderId> paid) {
        @Override
        public String toString() {
            return name;
        }

        Teller teller() {
            Map<String, PaymentState> standing = standing();
            Map<String, InvoiceSeen> bills = bills();
            return Teller.at(now, account, last)
                    .holding((intent, _) -> standing.get(intent))
                    .billing(bills::get);
        }

        /// Its invoices in the end.
        Map<String, InvoiceSeen> bills() {
            Map<String, InvoiceSeen> bills = new HashMap<>();
            facts.stream()
                    .flatMap(fact -> fact instanceof InvoiceSeen seen ? Stream.of(seen) : Stream.empty())
                    .forEach(seen -> bills.merge(
                            seen.invoice().id(),
                            seen,
                            (was, told) -> Shop.invoice(was.invoice().merge(told.invoice()))));
            return bills;
        }

        /// How the payments stand in the end.
        Map<String, PaymentState> standing() {
            Map<String, PaymentState> standing = new HashMap<>();
            facts.stream()
                    .flatMap(fact -> fact instanceof PaymentSeen seen ? Stream.of(seen) : Stream.empty())
                    .filter(seen ->
                            seen.order() != null && account.order(seen.order()).isPresent())
                    .forEach(seen -> standing.put(seen.paymentIntentId(), seen.state()));
            return standing;
        }

        Story onClock() {
            return new Story(
                    name + ", on a test clock",
                    account.with(new TestClock("clock_1", now)),
                    Instant.parse("2025-06-01T00:00:00Z"),
                    facts,
                    last,
                    paid);
        }
    }

    private static final SubscriptionState BEGUN = state(INCOMPLETE, FEB);
    private static final OrderId SECOND = new OrderId("ord_2");
    private static final OrderId THIRD = new OrderId("ord_3");
    private static final OrderId FOURTH = new OrderId("ord_4");
    private static final OrderId FIFTH = new OrderId("ord_5");

    private static List<ProviderFact> beginning() {
        return List.of(
                created(BEGUN, JAN),
                open("in_1", JAN, FEB),
                updated(state(ACTIVE, FEB), JAN),
                billed(paid("in_1", JAN, FEB, JAN.plusSeconds(1)), "price_1", 1),
                subscribed(JAN.plusSeconds(2)));
    }

    private static Story story(String name, Instant now, SubscriptionState last, ProviderFact... after) {
        List<ProviderFact> facts =
                Stream.concat(beginning().stream(), Stream.of(after)).toList();
        return new Story(name, subscriber(), now, facts, last, Set.of(ORDER));
    }

    private static List<Story> stories() {
        return List.of(
                renewed(),
                missedAndPaid(),
                missed(),
                debited(),
                canceledNow(),
                canceledAtPeriodEnd(),
                refunded(),
                refundFailed(),
                disputeWon(),
                disputeLost(),
                trial(),
                changedElsewhere(),
                changedToAYear(),
                pausedInBetween());
    }

    private static Story renewed() {
        return story(
                "renewed twice, and nearly canceled",
                MAR.plusSeconds(100),
                state(ACTIVE, APR),
                updated(ending(ACTIVE, FEB), JAN.plusSeconds(500)),
                updated(state(ACTIVE, FEB), JAN.plusSeconds(500)),
                updated(ending(ACTIVE, FEB), JAN.plusSeconds(700)),
                updated(state(ACTIVE, FEB), JAN.plusSeconds(900)),
                updated(state(ACTIVE, MAR), FEB),
                open("in_2", FEB, MAR),
                paid("in_2", FEB, MAR, FEB.plusSeconds(3600)),
                updated(state(ACTIVE, APR), MAR),
                open("in_3", MAR, APR),
                paid("in_3", MAR, APR, MAR.plusSeconds(3600)));
    }

    private static Story missedAndPaid() {
        return story(
                "a payment missed, then made",
                MAR.minusSeconds(100),
                state(ACTIVE, MAR),
                updated(state(ACTIVE, MAR), FEB),
                updated(state(PAST_DUE, MAR), FEB),
                open("in_2", FEB, MAR),
                open("in_2", FEB, MAR),
                paid("in_2", FEB, MAR, FEB.plusSeconds(300_000)),
                updated(state(ACTIVE, MAR), FEB.plusSeconds(300_000)));
    }

    private static Story missed() {
        return story(
                "a payment missed, within the slack",
                FEB.plusSeconds(3_600),
                state(PAST_DUE, MAR),
                updated(ending(ACTIVE, FEB), FEB.minusSeconds(5)),
                updated(state(ACTIVE, FEB), FEB.minusSeconds(3)),
                updated(state(ACTIVE, MAR), FEB),
                updated(state(PAST_DUE, MAR), FEB),
                open("in_2", FEB, MAR));
    }

    private static Story debited() {
        Instant failed = FEB.plus(Duration.ofDays(4));
        Instant again = FEB.plus(Duration.ofDays(6));
        return story(
                "a debit that fails, and is tried again",
                FEB.plus(Duration.ofDays(7)),
                state(PAST_DUE, MAR),
                updated(state(ACTIVE, MAR), FEB),
                open("in_2", FEB, MAR),
                Shop.debit("in_2", FEB.plusSeconds(3600), null),
                Shop.debit("in_2", null, failed),
                updated(state(PAST_DUE, MAR), failed),
                Shop.debit("in_2", again, null));
    }

    private static Story canceledNow() {
        return story(
                "canceled at once",
                FEB.minusSeconds(100),
                canceled(FEB, JAN.plusSeconds(800)),
                updated(ending(ACTIVE, FEB), JAN.plusSeconds(700)),
                updated(state(ACTIVE, FEB), JAN.plusSeconds(800)),
                updated(canceled(FEB, JAN.plusSeconds(800)), JAN.plusSeconds(800)),
                refund("in_1", 500));
    }

    private static Story canceledAtPeriodEnd() {
        return story(
                "canceled at the period's end",
                FEB.minusSeconds(100),
                ending(ACTIVE, FEB),
                updated(ending(ACTIVE, FEB), JAN.plusSeconds(700)),
                updated(state(ACTIVE, FEB), JAN.plusSeconds(700)),
                updated(ending(ACTIVE, FEB), JAN.plusSeconds(700)));
    }

    private static Story refunded() {
        return story(
                "the running period refunded in two parts",
                MAR.minusSeconds(100),
                state(ACTIVE, MAR),
                updated(state(ACTIVE, MAR), FEB),
                open("in_2", FEB, MAR),
                paid("in_2", FEB, MAR, FEB.plusSeconds(3600)),
                refund("in_2", 500),
                refund("in_2", 1999));
    }

    private static Story refundFailed() {
        return story(
                "the running period refunded, of which one refund fails",
                MAR.minusSeconds(100),
                state(ACTIVE, MAR),
                updated(state(ACTIVE, MAR), FEB),
                open("in_2", FEB, MAR),
                paid("in_2", FEB, MAR, FEB.plusSeconds(3600)),
                reversed("in_2", refunding("re_1", 999, Refund.Status.PENDING)),
                refund("in_2", 999),
                // With the invoice as the provider has it, as all of these are told in truth.
                reversed(
                        paid("in_2", FEB, MAR, FEB.plusSeconds(3600)).invoice(),
                        refunding("re_2", 1000, Refund.Status.SUCCEEDED)),
                refund("in_2", 1999),
                reversed("in_2", refunding("re_1", 999, Refund.Status.SUCCEEDED)),
                reversed("in_2", refunding("re_1", 999, Refund.Status.FAILED)));
    }

    private static Story disputeWon() {
        return story(
                "an inquiry that becomes a dispute, which is won",
                FEB.minusSeconds(100),
                state(ACTIVE, FEB),
                reversed("in_1", Reversals.of(new FraudWarning("issfr_1", "misc", true))),
                reversed("in_1", dispute("dp_1", Dispute.Status.WARNING_NEEDS_RESPONSE)),
                reversed("in_1", Reversals.of(new FraudWarning("issfr_1", "misc", false))),
                reversed("in_1", dispute("dp_1", Dispute.Status.NEEDS_RESPONSE)),
                reversed("in_1", dispute("dp_1", Dispute.Status.UNDER_REVIEW)),
                reversed("in_1", dispute("dp_1", Dispute.Status.WON)));
    }

    private static Story disputeLost() {
        return story(
                "a dispute of the period before, lost, and another one of the running period, open",
                MAR.minusSeconds(100),
                state(ACTIVE, MAR),
                reversed("in_1", dispute("dp_1", Dispute.Status.NEEDS_RESPONSE)),
                updated(state(ACTIVE, MAR), FEB),
                open("in_2", FEB, MAR),
                paid("in_2", FEB, MAR, FEB.plusSeconds(3600)),
                reversed("in_1", dispute("dp_1", Dispute.Status.UNDER_REVIEW)),
                reversed(
                        paid("in_2", FEB, MAR, FEB.plusSeconds(3600)).invoice(),
                        dispute("dp_2", Dispute.Status.NEEDS_RESPONSE)),
                reversed("in_1", dispute("dp_1", Dispute.Status.LOST)),
                reversed("in_2", dispute("dp_2", Dispute.Status.UNDER_REVIEW)));
    }

    private static Story trial() {
        SubscriptionState trial = trialing(JAN.plus(Duration.ofDays(14)));
        Instant end = JAN.plus(Duration.ofDays(14));
        SubscriptionState last =
                new SubscriptionState(ACTIVE, end.plus(Duration.ofDays(31)), false, null, end, null, "price_1", 1);
        List<ProviderFact> facts = List.of(
                created(trial, JAN),
                free("in_1", JAN, end, JAN),
                subscribed(JAN.plusSeconds(2)),
                updated(
                        new SubscriptionState(ACTIVE, last.currentPeriodEnd(), true, null, end, null, "price_1", 1),
                        end),
                updated(last, end),
                open("in_2", end, end.plus(Duration.ofDays(31))),
                paid("in_2", end, end.plus(Duration.ofDays(31)), end.plusSeconds(3600)),
                payment(new OrderId("ord_unknown"), Status.SUCCEEDED, end));
        return new Story("a trial, then paid", subscriber(), end.plus(Duration.ofDays(3)), facts, last, Set.of(ORDER));
    }

    private static ProviderFact billed(ProviderFact.InvoiceSeen told, String price, int quantity) {
        return Shop.invoice(told.invoice().billing(new SubscriptionInvoice.Billed(price, quantity)));
    }

    /// In the provider's portal: upgraded, renewed on that, and given a price that nobody knows.
    private static Story changedElsewhere() {
        return story(
                "changed by others",
                MAR.minusSeconds(100),
                Shop.priced("price_secret", 3, MAR),
                updated(Shop.priced("price_team", 2, FEB), JAN.plusSeconds(500)),
                updated(Shop.priced("price_team", 2, MAR), FEB),
                open("in_2", FEB, MAR),
                billed(paid("in_2", FEB, MAR, FEB.plusSeconds(3600)), "price_team", 2),
                updated(Shop.priced("price_team", 3, MAR), FEB.plusSeconds(4000)),
                updated(Shop.priced("price_secret", 3, MAR), FEB.plusSeconds(4001)));
    }

    /// Another interval begins a period of its own.
    private static Story changedToAYear() {
        Instant year = JAN.plusSeconds(500).plus(Duration.ofDays(365));
        return story(
                "changed to a year",
                MAR,
                Shop.priced("price_team_year", 1, year),
                updated(Shop.priced("price_team_year", 1, year), JAN.plusSeconds(500)),
                open("in_2", JAN.plusSeconds(500), year),
                billed(paid("in_2", JAN.plusSeconds(500), year, JAN.plusSeconds(501)), "price_team_year", 1));
    }

    private static Story pausedInBetween() {
        SubscriptionState paused = new SubscriptionState(
                ACTIVE,
                MAR,
                false,
                null,
                null,
                null,
                "price_1",
                1,
                "si_1",
                new PausedCollection(PausedCollection.Behavior.VOID, MAR.plusSeconds(5)));
        return story(
                "collection paused",
                MAR.minusSeconds(100),
                paused,
                updated(state(ACTIVE, MAR), FEB),
                updated(paused, FEB.plusSeconds(10)),
                open("in_2", FEB, MAR),
                settled("in_2", SubscriptionInvoice.Status.VOID, FEB, MAR));
    }

    private static Story neverPaid() {
        List<ProviderFact> facts = List.of(
                created(BEGUN, JAN),
                open("in_1", JAN, FEB),
                open("in_1", JAN, FEB),
                completed(ORDER, Result.PROCESSING, JAN),
                settled("in_1", SubscriptionInvoice.Status.VOID, JAN, FEB),
                updated(state(INCOMPLETE, null), JAN.plusSeconds(82_800)),
                updated(state(INCOMPLETE_EXPIRED, FEB), JAN.plusSeconds(82_800)));
        return new Story("never paid", subscriber(), FEB, facts, state(INCOMPLETE_EXPIRED, FEB), Set.of());
    }

    /// Sold without a page, as far as it is known when the provider has answered, or when that answer was lost.
    private static List<Story> directs() {
        Instant failed = JAN.plusSeconds(1);
        SubscriptionState over = state(INCOMPLETE_EXPIRED, FEB);
        SubscriptionState closed = canceled(FEB, JAN.plusSeconds(3));
        return Stream.of(
                        direct(
                                "charged at once",
                                state(ACTIVE, FEB),
                                null,
                                state(ACTIVE, FEB),
                                Set.of(ORDER),
                                created(state(ACTIVE, FEB), JAN),
                                billed(paid("in_1", JAN, FEB, JAN), "price_1", 1)),
                        direct(
                                "authenticated, then paid",
                                BEGUN,
                                first(Status.REQUIRES_ACTION),
                                state(ACTIVE, FEB),
                                Set.of(ORDER),
                                created(BEGUN, JAN),
                                open("in_1", JAN, FEB),
                                updated(state(ACTIVE, FEB), JAN.plusSeconds(40)),
                                billed(paid("in_1", JAN, FEB, JAN.plusSeconds(40)), "price_1", 1)),
                        direct(
                                "paid by a debit",
                                BEGUN,
                                first(Status.PROCESSING),
                                state(ACTIVE, FEB),
                                Set.of(ORDER),
                                created(BEGUN, JAN),
                                open("in_1", JAN, FEB),
                                Shop.debit("in_1", JAN, null),
                                updated(state(ACTIVE, FEB), JAN.plusSeconds(1)),
                                billed(paid("in_1", JAN, FEB, JAN.plus(Duration.ofDays(4))), "price_1", 1)),
                        direct(
                                "never authenticated",
                                BEGUN,
                                first(Status.REQUIRES_ACTION),
                                over,
                                Set.of(),
                                created(BEGUN, JAN),
                                open("in_1", JAN, FEB),
                                updated(over, JAN.plusSeconds(82_800)),
                                settled("in_1", SubscriptionInvoice.Status.VOID, JAN, FEB)),
                        direct(
                                "declined, then paid in the same second",
                                BEGUN,
                                first(Status.FAILED),
                                state(ACTIVE, FEB),
                                Set.of(ORDER),
                                created(BEGUN, JAN),
                                open("in_1", JAN, FEB),
                                Shop.debit("in_1", null, failed),
                                updated(state(ACTIVE, FEB), failed),
                                billed(paid("in_1", JAN, FEB, failed), "price_1", 1)),
                        direct(
                                "declined and closed",
                                BEGUN,
                                first(Status.FAILED),
                                closed,
                                Set.of(),
                                created(BEGUN, JAN),
                                open("in_1", JAN, FEB),
                                Shop.debit("in_1", null, failed),
                                settled("in_1", SubscriptionInvoice.Status.VOID, JAN, FEB),
                                updated(closed, JAN.plusSeconds(3))))
                .flatMap(List::stream)
                .toList();
    }

    private static @Nullable PaymentState first(Status status) {
        return payment(ORDER, status, JAN).state();
    }

    /// @param seen what the answer told
    private static List<Story> direct(
            String name,
            SubscriptionState seen,
            @Nullable PaymentState payment,
            SubscriptionState last,
            Set<OrderId> paid,
            ProviderFact... facts) {
        Account asked = alice(Shop.direct(ORDER));
        ProviderFact.SubscriptionFetched looked = new ProviderFact.SubscriptionFetched(
                Shop.SUBSCRIPTION, ORDER, seen, Observed.fetched(JAN, JAN.plusMillis(500)), 0);
        Account answered = Buying.subscriptionMade(
                        asked,
                        ORDER,
                        new PlacedSubscription(Shop.SUBSCRIPTION, looked, payment, null),
                        new Circumstances(JAN.plusMillis(500), Shop.SETTINGS))
                .account();
        Instant end = FEB.minusSeconds(100);
        return List.of(
                new Story("without a page, " + name, answered, end, List.of(facts), last, paid),
                new Story("without a page, unanswered, " + name, asked, end, List.of(facts), last, paid));
    }

    /// More months than are kept: among them one that was debited, and at first in vain, one of which nothing was
    /// collected, and one in which an upgrade was paid.
    ///
    /// @param owed the month that is never paid; 0: none
    private static Story longLived(String name, int owed) {
        int months = 16;
        List<ProviderFact> facts = new ArrayList<>(beginning());
        for (int i = 1; i < months; i++) {
            String id = "in_" + (i + 1);
            Instant from = month(i);
            Instant to = month(i + 1);
            facts.add(updated(state(ACTIVE, to), from));
            facts.add(settled(id, SubscriptionInvoice.Status.DRAFT, from, to));
            facts.add(open(id, from, to));
            if (i == 2) {
                facts.add(Shop.debit(id, from.plusSeconds(60), null));
                facts.add(Shop.debit(id, null, from.plusSeconds(7200)));
            }
            if (i == 3) {
                facts.add(Shop.invoice(proration(SubscriptionInvoice.Status.OPEN, from, null)));
                facts.add(Shop.invoice(proration(SubscriptionInvoice.Status.PAID, from, from.plusSeconds(5))));
            }
            if (i == 4) {
                facts.add(settled(id, SubscriptionInvoice.Status.VOID, from, to));
            } else if (i != owed) {
                facts.add(paid(id, from, to, from.plusSeconds(i == 2 ? 9000 : 3600)));
            }
        }
        Instant now = month(months - 1).plusSeconds(7200);
        return new Story(name, subscriber(), now, facts, state(ACTIVE, month(months)), Set.of(ORDER));
    }

    private static SubscriptionInvoice proration(
            SubscriptionInvoice.Status status, Instant from, @Nullable Instant paidAt) {
        return Shop.invoice("in_upgrade", status, from, null, paidAt == null ? 0 : 700, paidAt);
    }

    private static Instant month(int i) {
        return JAN.atOffset(ZoneOffset.UTC).plusMonths(i).toInstant();
    }

    private static Story passes() {
        Account account = alice(
                pending(ORDER, pass(Period.ofMonths(1))),
                pending(SECOND, pass(Period.ofMonths(1))),
                pending(THIRD, pass(Period.ofMonths(1))));
        List<ProviderFact> facts = List.of(
                payment(ORDER, Status.PROCESSING, JAN),
                payment(ORDER, Status.FAILED, JAN),
                bought(ORDER, JAN.plusSeconds(2)),
                payment(ORDER, Status.SUCCEEDED, JAN.plusSeconds(1)),
                completed(SECOND, Result.PROCESSING, JAN.plusSeconds(100)),
                payment(SECOND, Status.SUCCEEDED, JAN.plusSeconds(300)),
                bought(SECOND, JAN.plusSeconds(301)),
                refund(SECOND, 200),
                payment(THIRD, Status.SUCCEEDED, JAN.plusSeconds(1)),
                bought(THIRD, JAN.plusSeconds(1)),
                refund(ORDER, 100),
                refund(ORDER, 500));
        return new Story("passes", account, JAN.plusSeconds(1000), facts, null, Set.of(ORDER, SECOND, THIRD));
    }

    /// The first is refunded, and then is not; the second is disputed, and lost; the third's dispute is open.
    private static Story reversals() {
        Account account = alice(
                pending(ORDER, pass(Period.ofMonths(1))),
                pending(SECOND, pass(Period.ofMonths(1))),
                pending(THIRD, pass(Period.ofMonths(1))));
        List<ProviderFact> facts = List.of(
                payment(ORDER, Status.SUCCEEDED, JAN),
                bought(ORDER, JAN.plusSeconds(1)),
                bought(SECOND, JAN.plusSeconds(100)),
                payment(THIRD, Status.SUCCEEDED, JAN.plusSeconds(200)),
                reversed(ORDER, refunding("re_1", 300, Refund.Status.PENDING)),
                reversed(ORDER, refunding("re_2", 200, Refund.Status.SUCCEEDED)),
                refund(ORDER, 500),
                reversed(SECOND, dispute("dp_2", Dispute.Status.NEEDS_RESPONSE)),
                reversed(THIRD, dispute("dp_3", Dispute.Status.NEEDS_RESPONSE)),
                reversed(ORDER, refunding("re_1", 300, Refund.Status.SUCCEEDED)),
                reversed(ORDER, refunding("re_1", 300, Refund.Status.FAILED)),
                reversed(SECOND, dispute("dp_2", Dispute.Status.LOST)),
                reversed(THIRD, dispute("dp_3", Dispute.Status.UNDER_REVIEW)));
        return new Story("reversals", account, JAN.plusSeconds(1000), facts, null, Set.of(ORDER, SECOND, THIRD));
    }

    private static Story ends() {
        Account account =
                alice(pending(ORDER, pass(null)), pending(SECOND, pass(null)), pending(THIRD, pass(Period.ofDays(3))));
        List<ProviderFact> facts = List.of(
                completed(ORDER, Result.EXPIRED, JAN),
                payment(ORDER, Status.FAILED, JAN),
                completed(SECOND, Result.PROCESSING, JAN),
                completed(SECOND, Result.FAILED, JAN.plusSeconds(10)),
                completed(THIRD, Result.PROCESSING, JAN),
                completed(THIRD, Result.FAILED, JAN.plusSeconds(10)),
                bought(THIRD, JAN.plusSeconds(20)),
                payment(THIRD, Status.SUCCEEDED, JAN.plusSeconds(20)));
        return new Story("expired, failed, and paid after all", account, FEB, facts, null, Set.of(THIRD));
    }

    /// In the caller's own page: declined, authenticated and paid; a debit that fails in the same second; given up.
    /// And still open: declined, tried again and declined otherwise in one second; declined, and paid by a debit in
    /// the same second; authenticated and declined, and to be authenticated once more.
    private static Story intents() {
        Account account = alice(intent(ORDER), intent(SECOND), intent(THIRD), intent(FOURTH), intent(FIFTH));
        List<ProviderFact> facts = List.of(
                payment(ORDER, Status.REQUIRES_ACTION, JAN),
                payment(ORDER, Status.FAILED, JAN.plusSeconds(1)),
                payment(ORDER, Status.REQUIRES_ACTION, JAN.plusSeconds(1)),
                payment(ORDER, Status.PROCESSING, JAN.plusSeconds(2)),
                payment(ORDER, Status.SUCCEEDED, JAN.plusSeconds(2)),
                payment(SECOND, Status.REQUIRES_ACTION, JAN),
                payment(SECOND, Status.PROCESSING, JAN.plusSeconds(5)),
                payment(SECOND, Status.FAILED, JAN.plusSeconds(5)),
                payment(THIRD, Status.REQUIRES_ACTION, JAN),
                payment(THIRD, Status.FAILED, JAN.plusSeconds(7)),
                payment(THIRD, Status.CANCELED, JAN.plusSeconds(9)),
                made(FOURTH, JAN.plusSeconds(20)),
                payment(FOURTH, Status.FAILED, JAN.plusSeconds(20)),
                payment(FOURTH, Status.PROCESSING, JAN.plusSeconds(20)),
                made(FIFTH, JAN.plusSeconds(30)),
                payment(FIFTH, Status.REQUIRES_ACTION, JAN.plusSeconds(31)),
                payment(FIFTH, Status.FAILED, JAN.plusSeconds(31)),
                payment(FIFTH, Status.REQUIRES_ACTION, JAN.plusSeconds(31)),
                refund(ORDER, 100));
        return new Story("intents", account, JAN.plusSeconds(1000), facts, null, Set.of(ORDER));
    }

    private static ProviderFact made(OrderId order, Instant at) {
        PaymentState waiting = new PaymentState(Status.REQUIRES_ACTION, Observed.creation(at), null, Shop.usd(500));
        return new PaymentSeen("pi_" + order.value(), order, waiting);
    }

    @Provide
    Arbitrary<Story> subscriptionStories() {
        return Arbitraries.of(bySubscription().toList());
    }

    private static Stream<Story> bySubscription() {
        return Stream.of(stories(), directs(), List.of(neverPaid())).flatMap(List::stream);
    }

    @Provide
    Arbitrary<Story> orderStories() {
        return Arbitraries.of(passes(), reversals(), ends(), intents());
    }

    @Provide
    Arbitrary<Story> clockedStories() {
        return Arbitraries.of(Stream.concat(bySubscription(), Stream.of(passes(), reversals(), ends(), intents()))
                .map(Story::onClock)
                .toList());
    }

    @Property(tries = 12_000, generation = GenerationMode.RANDOMIZED, shrinking = ShrinkingMode.OFF)
    void a_subscriptions_events_come_in_any_order(@ForAll("subscriptionStories") Story story, @ForAll Random random) {
        endsTheSame(story, shuffled(story, random));
    }

    @Property(tries = 2_000, generation = GenerationMode.RANDOMIZED, shrinking = ShrinkingMode.OFF)
    void an_orders_events_come_in_any_order(@ForAll("orderStories") Story story, @ForAll Random random) {
        endsTheSame(story, shuffled(story, random));
    }

    @Property(tries = 2_000, generation = GenerationMode.RANDOMIZED, shrinking = ShrinkingMode.OFF)
    void events_of_an_account_on_a_test_clock_come_in_any_order(
            @ForAll("clockedStories") Story story, @ForAll Random random) {
        endsTheSame(story, shuffled(story, random));
    }

    @Provide
    Arbitrary<Story> longStories() {
        Story paid = longLived("sixteen months", 0);
        Story owing = longLived("sixteen months, of which one is owed", 6);
        return Arbitraries.of(paid, owing, paid.onClock(), owing.onClock());
    }

    /// What is not held any more when it is told, or told again, is neither owed nor on its way for that.
    @Property(tries = 500, generation = GenerationMode.RANDOMIZED, shrinking = ShrinkingMode.OFF)
    void events_of_more_periods_than_are_kept_come_in_any_order_and_again_after_the_end(
            @ForAll("longStories") Story story, @ForAll Random random) {
        List<ProviderFact> facts = random.nextInt(3) == 0 ? new ArrayList<>(story.facts()) : shuffled(story, random);
        facts.addAll(shuffled(story, random));

        endsTheSame(story, facts);
    }

    @Example
    void of_an_old_subscription_whose_events_come_in_order_nothing_is_asked_for() {
        Story story = longLived("sixteen months", 0);
        Teller teller = story.teller().tell(story.facts().toArray(ProviderFact[]::new));

        assertThat(teller.fetches).isZero();
        assertThat(teller.account().snapshot().holdings()).isNotEmpty().allSatisfy(holding -> assertThat(holding.from())
                .isEqualTo(JAN.plusSeconds(1)));
    }

    /// All facts, each perhaps twice, in any order.
    private static List<ProviderFact> shuffled(Story story, Random random) {
        List<ProviderFact> facts = new ArrayList<>(story.facts());
        story.facts().stream().filter(_ -> random.nextInt(3) == 0).forEach(facts::add);
        Collections.shuffle(facts, random);
        return facts;
    }

    private static void endsTheSame(Story story, List<ProviderFact> facts) {
        Teller expected = story.teller();
        story.facts().forEach(expected::outcome);

        Teller actual = story.teller();
        facts.forEach(actual::outcome);

        assertThat(actual.settled()).isEqualTo(expected.settled());
        assertThat(actual.payments).isEqualTo(expected.payments);
        assertThat(paidOrders(actual)).isEqualTo(story.paid());
        story.standing().forEach((intent, state) -> assertThat(actual.payments.get(intent))
                .extracting(Payment::status)
                .isEqualTo(state.status().spelling()));
        assertThat(actual.told(DomainEvent.OrderPaid.class).stream()
                        .map(DomainEvent.OrderPaid::order)
                        .toList())
                .containsExactlyInAnyOrderElementsOf(story.paid());
        assertThat(actual.grants.stream().map(CreditLot::identity)).doesNotHaveDuplicates();
        assertThat(actual.unexpired()).isEqualTo(expected.unexpired());
        assertThat(actual.told(DomainEvent.EntitlementsChanged.class))
                .hasSize((int) actual.account().snapshot().version());
    }

    private static Set<OrderId> paidOrders(Teller teller) {
        return teller.account().orders().stream()
                .filter(Order.Paid.class::isInstance)
                .map(Order::id)
                .collect(Collectors.toSet());
    }

    /// A moment at which the provider's subscription became `state`, and when the event of it comes in.
    private record Moment(Instant at, SubscriptionState state, Instant delivered) {}

    /// Here the provider goes on living while events are on their way, so a fetch answers what is true then.
    @Property(tries = 2_000, generation = GenerationMode.RANDOMIZED, shrinking = ShrinkingMode.OFF)
    void however_late_each_event_comes_the_last_state_stays(@ForAll Random random) {
        List<Moment> moments = life(random);
        SubscriptionState last = moments.getLast().state();
        Teller teller = new Teller(subscriber(), JAN, at -> asOf(moments, at));

        moments.stream().sorted(Comparator.comparing(Moment::delivered)).forEach(moment -> {
            Instant created = Instant.ofEpochSecond(moment.at().getEpochSecond());
            Observed observed = moment == moments.getFirst() ? Observed.creation(created) : Observed.event(created);
            teller.moveTo(moment.delivered())
                    .tell(new ProviderFact.SubscriptionSeen(Shop.SUBSCRIPTION, ORDER, moment.state(), observed, false));
        });

        assertThat(teller.account().subscriptions().getFirst().state()).isEqualTo(last);
    }

    /// A moment at which a payment came to be so, and when the event of it comes in.
    private record Attempt(Instant at, Status status, Instant delivered) {}

    @Property(tries = 4_000, generation = GenerationMode.RANDOMIZED, shrinking = ShrinkingMode.OFF)
    void however_late_each_event_comes_a_payment_stands_as_it_does_at_the_provider(@ForAll Random random) {
        List<Attempt> attempts = attempts(random);
        Teller teller = new Teller(alice(intent(ORDER)), JAN, _ -> null).holding((_, at) -> stood(attempts, at));

        attempts.stream().sorted(Comparator.comparing(Attempt::delivered)).forEach(attempt -> teller.moveTo(
                        attempt.delivered())
                .tell(payment(
                        ORDER,
                        attempt.status(),
                        Instant.ofEpochSecond(attempt.at().getEpochSecond()))));

        Status last = attempts.getLast().status();
        Order order = teller.account().order(ORDER).orElseThrow();
        assertThat(order.sale().payment())
                .isNotNull()
                .extracting(PaymentState::status)
                .isEqualTo(last);
        assertThat(order.status()).isEqualTo(statusOf(last));
    }

    private static String statusOf(Status last) {
        return switch (last) {
            case REQUIRES_ACTION, FAILED -> "pending";
            case PROCESSING -> "processing";
            case CANCELED -> "canceled";
            case SUCCEEDED -> "paid";
        };
    }

    private static List<Attempt> attempts(Random random) {
        List<Attempt> attempts = new ArrayList<>();
        Instant at = JAN.plusMillis(random.nextInt(1000));
        List<Status> open = List.of(Status.REQUIRES_ACTION, Status.PROCESSING, Status.FAILED);
        for (int i = 0; i < 6; i++) {
            at = at.plusMillis(1 + random.nextInt(random.nextBoolean() ? 400 : 20_000));
            attempts.add(attempt(at, open.get(random.nextInt(open.size())), random));
        }
        if (random.nextInt(3) == 0) {
            attempts.add(
                    attempt(at.plusMillis(300), random.nextBoolean() ? Status.SUCCEEDED : Status.CANCELED, random));
        }
        return attempts;
    }

    private static Attempt attempt(Instant at, Status status, Random random) {
        return new Attempt(at, status, at.plusMillis(random.nextInt(random.nextBoolean() ? 500 : 60_000)));
    }

    private static PaymentState stood(List<Attempt> attempts, Instant at) {
        return attempts.stream()
                .filter(attempt -> !attempt.at().isAfter(at))
                .reduce((_, later) -> later)
                .map(attempt -> payment(ORDER, attempt.status(), attempt.at()).state())
                .orElseThrow();
    }

    private static List<Moment> life(Random random) {
        List<SubscriptionState> states = List.of(
                state(ACTIVE, FEB), ending(ACTIVE, FEB), state(PAST_DUE, MAR), state(ACTIVE, MAR), ending(ACTIVE, MAR));
        List<Moment> life = new ArrayList<>();
        Instant at = JAN.plusMillis(random.nextInt(1000));
        life.add(moment(at, BEGUN, random));
        for (int i = 0; i < 8; i++) {
            at = at.plusMillis(1 + random.nextInt(random.nextBoolean() ? 400 : 20_000));
            life.add(moment(at, states.get(random.nextInt(states.size())), random));
        }
        if (random.nextInt(3) == 0) {
            life.add(moment(at.plusMillis(300), canceled(MAR, at), random));
        }
        return life;
    }

    private static Moment moment(Instant at, SubscriptionState state, Random random) {
        return new Moment(at, state, at.plusMillis(random.nextInt(random.nextBoolean() ? 500 : 60_000)));
    }

    private static SubscriptionState asOf(List<Moment> moments, Instant at) {
        return moments.stream()
                .filter(moment -> !moment.at().isAfter(at))
                .reduce((_, later) -> later)
                .orElseThrow()
                .state();
    }
}
