package io.tollgate.orders.usecase;

import static io.tollgate.orders.usecase.Shop.ALICE;
import static io.tollgate.orders.usecase.Shop.CAUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.Changing.Wish;
import io.tollgate.accounts.Customer;
import io.tollgate.accounts.usecase.StartSetup;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.FakePayments.Charging;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.orders.Verdict;
import io.tollgate.payments.Payments;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.usecase.RefundPayment;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.usecase.ChangeSubscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The provider forgets keys after a day. Whatever was sent once with an unknown outcome is after that looked for, and
/// never sent again.
class ForgottenKeysTest {
    private static final OrderId ORDER = new OrderId("ord_1");
    private static final Duration A_DAY = Duration.ofHours(24);

    /// What is asked of the provider.
    private abstract static class Kind {
        final Shop shop = new Shop();

        /// The calls before the one that it is about.
        void prepare() {
            shop.payments.stumble(Fault.NONE);
        }

        abstract String sends();

        abstract String looks();

        /// The caller asks, for the first time or again with the same operation.
        abstract void ask();

        /// How many the provider has made.
        abstract int made();

        /// Whether the account knows of the one.
        abstract boolean isFound();

        /// Whether the account knows that there is none.
        abstract boolean isGivenUp();

        /// Asks without hearing of the outcome.
        void ask(Fault fault) {
            prepare();
            shop.payments.stumble(fault);
            ask();
            assertThat(shop.payments.calls()).last().isEqualTo(sends());
            assertThat(isFound() || isGivenUp()).isFalse();
        }

        /// The calls from now on.
        Stream<String> callsOf(Runnable later) {
            int before = shop.payments.calls().size();
            later.run();
            return shop.payments.calls().stream().skip(before);
        }

        String reason() {
            return String.valueOf(shop.order("ord_1").reason());
        }

        @Override
        public String toString() {
            return sends();
        }
    }

    private static final class Page extends Kind {
        @Override
        String sends() {
            return "openCheckout";
        }

        @Override
        String looks() {
            return "findCheckout";
        }

        @Override
        void ask() {
            shop.start("op_1", "pro");
        }

        @Override
        int made() {
            return shop.payments.pages().size();
        }

        @Override
        boolean isFound() {
            return shop.order("ord_1").sale().page() != null;
        }

        @Override
        boolean isGivenUp() {
            return reason().equals("abandoned");
        }
    }

    private static final class Intent extends Kind {
        @Override
        String sends() {
            return "createIntent";
        }

        @Override
        String looks() {
            return "findIntent";
        }

        @Override
        void ask() {
            StartPayment.What pass = new StartPayment.What.OfPlan("pass1", null);
            IntentRequest request = new IntentRequest(null, Map.of(), "alice@app.test");
            shop.startPayment().start(new StartPayment.Command("op_1", ALICE, CAUSE, pass, request));
        }

        @Override
        int made() {
            return shop.payments.intents().size();
        }

        @Override
        boolean isFound() {
            return shop.order("ord_1").sale().paymentIntentId() != null;
        }

        /// Its own day is over, too.
        @Override
        boolean isGivenUp() {
            return !isFound() && !shop.order("ord_1").isOpen();
        }
    }

    private static final class Direct extends Kind {
        Direct() {
            shop.payments.hasMethod("pm_1", null, Charging.WORKS);
        }

        /// Whose the card is is looked at, too.
        @Override
        void prepare() {
            shop.payments.stumble(Fault.NONE, Fault.NONE);
        }

        @Override
        String sends() {
            return "createSubscription";
        }

        @Override
        String looks() {
            return "findSubscription";
        }

        @Override
        void ask() {
            SubscriptionRequest request = new SubscriptionRequest("pm_1", Map.of(), "alice@app.test");
            shop.startSubscription()
                    .start(new StartSubscription.Command("op_1", ALICE, CAUSE, "pro", null, 1, request));
        }

        @Override
        int made() {
            return shop.payments.directs().size();
        }

        @Override
        boolean isFound() {
            return shop.order("ord_1").sale().subscriptionId() != null;
        }

        @Override
        boolean isGivenUp() {
            return reason().equals("abandoned");
        }
    }

    private static final class Refunded extends Kind {
        Refunded() {
            shop.start("op_1", "pass1");
            shop.take(Samples.paid("ord_1", shop.time.instant()));
            shop.refunding.hasPayment("pi_ord_1", Samples.usd(2500));
        }

        @Override
        void prepare() {}

        @Override
        String sends() {
            return "refund";
        }

        @Override
        String looks() {
            return "findRefund";
        }

        @Override
        void ask() {
            new RefundPayment(
                            shop.database.projects,
                            shop.database.accounts,
                            shop.refunding,
                            shop.cancelRefunded(shop.database.accounts),
                            shop.time)
                    .refund(new RefundPayment.Command(
                            "op_2", ALICE, CAUSE, ORDER, null, null, "sorry", Refund.Access.BY_AMOUNT, false));
        }

        @Override
        int made() {
            return shop.refunding.refunds().size();
        }

        private Refund refund() {
            return shop.order("ord_1").sale().reversals().refunds().getFirst();
        }

        @Override
        boolean isFound() {
            return refund().status() == Refund.Status.SUCCEEDED;
        }

        @Override
        boolean isGivenUp() {
            return refund().status() == Refund.Status.FAILED;
        }
    }

    private static final class Change extends Kind {
        Change() {
            shop.start("op_1", "pro");
            shop.subscribe(ORDER, "sub_p", "si_1", "in_1");
        }

        @Override
        void prepare() {}

        @Override
        String sends() {
            return "change";
        }

        @Override
        String looks() {
            return "fetchSubscription";
        }

        @Override
        void ask() {
            new ChangeSubscription(
                            shop.database.projects,
                            shop.database.catalogs,
                            shop.database.accounts,
                            shop.payments,
                            shop.changes,
                            shop.time)
                    .change(new ChangeSubscription.Command("op_2", ALICE, ORDER, CAUSE, new Wish.Cancel(true)));
        }

        @Override
        int made() {
            return shop.changes.applied().size();
        }

        private Subscription subscription() {
            return shop.alice().subscriptions().getFirst();
        }

        private boolean isPending() {
            return subscription().pendingChange().isPresent();
        }

        @Override
        boolean isFound() {
            return !isPending() && subscription().state().cancelAtPeriodEnd();
        }

        @Override
        boolean isGivenUp() {
            return !isPending() && !subscription().state().cancelAtPeriodEnd();
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(new Page(), new Intent(), new Direct(), new Refunded(), new Change());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void while_keys_last_the_same_is_sent_again(Kind kind) {
        kind.ask(Fault.UNKNOWN_AFTER);
        kind.shop.time.advance(Payments.KEYS_LAST.minusSeconds(1));

        assertThat(kind.callsOf(kind::ask)).startsWith(kind.sends());

        assertThat(kind.isFound()).isTrue();
        assertThat(kind.made()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void first_asked_again_when_keys_are_forgotten_what_was_made_is_found(Kind kind) {
        kind.ask(Fault.UNKNOWN_AFTER);
        kind.shop.time.advance(A_DAY);

        assertThat(kind.callsOf(kind::ask)).startsWith(kind.looks()).doesNotContain(kind.sends());

        assertThat(kind.isFound()).isTrue();
        assertThat(kind.callsOf(kind.shop::work)).doesNotContain(kind.sends());
        assertThat(kind.made()).isEqualTo(1);
        assertThat(kind.shop.jobs()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_job_that_comes_when_keys_are_forgotten_finds_what_was_made(Kind kind) {
        kind.ask(Fault.UNKNOWN_AFTER);
        kind.shop.time.advance(A_DAY);

        assertThat(kind.callsOf(kind.shop::work)).contains(kind.looks()).doesNotContain(kind.sends());

        assertThat(kind.isFound()).isTrue();
        assertThat(kind.made()).isEqualTo(1);
        assertThat(kind.shop.jobs()).isEmpty();
        assertThat(kind.callsOf(kind::ask)).doesNotContain(kind.sends());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void what_was_never_made_is_given_up_and_not_sent_after_all(Kind kind) {
        kind.ask(Fault.UNKNOWN_BEFORE);
        kind.shop.time.advance(A_DAY);

        assertThat(kind.callsOf(() -> {
                    kind.ask();
                    kind.shop.work();
                    kind.ask();
                }))
                .contains(kind.looks())
                .doesNotContain(kind.sends());

        assertThat(kind.isGivenUp()).isTrue();
        assertThat(kind.made()).isZero();
        assertThat(kind.shop.jobs()).isEmpty();
    }

    /// A key without the permission to read, say: not to be told is not to be told that there is none.
    @ParameterizedTest
    @MethodSource("kinds")
    void what_must_not_be_looked_at_is_not_given_up(Kind kind) {
        kind.ask(Fault.UNKNOWN_AFTER);
        kind.shop.time.advance(A_DAY);
        kind.shop.payments.stumble(Fault.DECLINED, Fault.UNKNOWN_BEFORE);

        kind.ask();
        assertThat(kind.isFound() || kind.isGivenUp()).isFalse();
        kind.ask();
        assertThat(kind.isFound() || kind.isGivenUp()).isFalse();
        kind.ask();

        assertThat(kind.isFound()).isTrue();
        assertThat(kind.made()).isEqualTo(1);
    }

    @Test
    void a_customer_is_looked_for_and_only_if_there_is_none_made_after_all() {
        for (Fault fault : List.of(Fault.UNKNOWN_BEFORE, Fault.UNKNOWN_AFTER)) {
            Shop shop = new Shop();
            shop.payments.stumble(fault);
            shop.start("op_1", "pro");
            shop.time.advance(A_DAY);
            shop.payments.stumble(Fault.DECLINED);
            shop.start("op_2", "pass1");
            assertThat(shop.alice().customer()).isInstanceOf(Customer.Creating.class);

            shop.start("op_2", "pass1");

            assertThat(shop.payments.customers()).hasSize(1);
            assertThat(shop.alice().customer())
                    .isEqualTo(new Customer.Known(
                            shop.payments.customers().getFirst().id()));
        }
    }

    /// When a set-up was begun is not known to who repeats it. A second one is no harm: it moves no money, and nobody
    /// has the first one's secret.
    @Test
    void a_set_up_that_nobody_heard_of_is_made_anew() {
        Shop shop = new Shop();
        StartSetup setup = new StartSetup(
                shop.database.projects, shop.database.accounts, shop.payments, shop.directory, shop.time);
        shop.payments.stumble(Fault.NONE, Fault.UNKNOWN_AFTER);
        setup.start("op_1", ALICE, null, CAUSE);

        shop.time.advance(Payments.KEYS_LAST);
        assertThat(setup.start("op_1", ALICE, null, CAUSE)).isInstanceOf(StartSetup.Outcome.Started.class);
        assertThat(shop.payments.setups()).hasSize(1);
        shop.time.advance(A_DAY);
        assertThat(setup.start("op_1", ALICE, null, CAUSE)).isInstanceOf(StartSetup.Outcome.Started.class);

        assertThat(shop.payments.setups()).hasSize(2);
        assertThat(shop.payments.customers()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 60 * 24})
    void a_page_that_another_took_the_place_of_while_nobody_knew_of_it_is_closed(long minutes) {
        Shop shop = new Shop();
        shop.payments.stumble(Fault.NONE, Fault.UNKNOWN_AFTER);
        shop.start("op_1", "pro");
        shop.time.advance(Duration.ofMinutes(minutes));

        assertThat(shop.start("op_2", "pro")).isInstanceOf(PurchaseOutcome.Placed.class);
        shop.time.advance(Duration.ofMinutes(1));
        shop.work();

        assertThat(shop.payments.pages()).hasSize(2);
        assertThat(shop.openPages()).containsExactly("ord_2");
        assertThat(shop.order("ord_1").reason()).isEqualTo("superseded");
        assertThat(shop.jobs()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_BEFORE", "UNKNOWN_AFTER"})
    void paid_on_both_pages_the_later_money_goes_back(Fault closing) {
        Shop shop = new Shop();
        shop.payments.stumble(Fault.NONE, Fault.UNKNOWN_AFTER);
        shop.start("op_1", "pass1");
        shop.start("op_2", "pass1");
        assertThat(shop.openPages()).containsExactlyInAnyOrder("ord_1", "ord_2");

        // Paid, a page is not open any more.
        shop.payments
                .pages()
                .forEach(page ->
                        shop.payments.expireCheckout(Samples.STRIPE, page.page().sessionId()));
        for (String order : List.of("ord_1", "ord_2")) {
            shop.time.advance(Duration.ofSeconds(1));
            shop.refunding.hasPayment("pi_" + order, Samples.usd(2500));
            shop.take(Samples.paid(order, shop.time.instant()));
        }
        shop.payments.stumble(closing, closing);
        for (int i = 0; i < 20 && !shop.jobs().isEmpty(); i++) {
            shop.time.advance(Duration.ofMinutes(1));
            shop.work();
        }

        assertThat(shop.jobs()).isEmpty();
        assertThat(shop.payments.pages()).hasSize(2);
        assertThat(shop.order("ord_1").status()).isEqualTo("paid");
        assertThat(shop.order("ord_2").sale().verdict()).isEqualTo(Verdict.PAID_TWICE);
        assertThat(shop.refunding.refunds()).extracting(Refund::amount).containsExactly(Samples.usd(2500));
    }
}
