package io.tollgate.providerevents.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Living;
import io.tollgate.accounts.TestClock;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.FakeEventReader;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.fixtures.fakes.InMemoryInbox;
import io.tollgate.jobs.Job;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.usecase.CrashingAccounts;
import io.tollgate.orders.usecase.Shop;
import io.tollgate.payments.Found;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.ObjectRef;
import io.tollgate.payments.Payments;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.EventReader.Route;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.providerevents.ReceivedEvent;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.tenancy.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProcessInboxTest {
    private static final ObjectRef CHARGE = new ObjectRef(ObjectRef.Kind.CHARGE, "ch_1");

    private static final Lookup INVOICE = Lookup.invoiceOf("pi_ord_1");
    private static final OrderId ORDER = new OrderId("ord_1");

    private final Shop shop = new Shop();
    private final FakeEventReader reader = new FakeEventReader();
    private final AtomicInteger wakes = new AtomicInteger();
    private final ReceiveWebhook receive =
            new ReceiveWebhook(reader, shop.database.inbox, shop.time, wakes::incrementAndGet);

    @Test
    void an_event_is_stored_and_wakes_the_worker() {
        assertThat(receive("evt_1", null)).isTrue();

        assertThat(row("evt_1").status()).isEqualTo("received");
        assertThat(wakes).hasValue(1);
    }

    @Test
    void what_is_not_signed_is_refused_and_not_stored() {
        byte[] body = "evt_1".getBytes(StandardCharsets.UTF_8);

        assertThat(receive.receive(null, "forged", body).toCompletableFuture().join())
                .isFalse();
        assertThat(receive.receive("nobody", FakeEventReader.SIGNATURE, body)
                        .toCompletableFuture()
                        .join())
                .isFalse();

        assertThat(shop.database.inbox.rows()).isEmpty();
        assertThat(wakes).hasValue(0);
    }

    @Test
    void a_page_that_was_paid_pays_the_order_by_our_metadata() {
        shop.start("op_1", "pass1");
        told("evt_1", paid("ord_1"), byMetadata(Shop.ALICE));

        work();

        assertThat(row("evt_1").status()).isEqualTo("processed");
        assertThat(shop.order("ord_1")).isInstanceOf(Order.Paid.class);
        assertThat(shop.database.accounts.audit(Shop.ALICE))
                .filteredOn(entry -> entry.event().type().equals("order.paid"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.cause()).isEqualTo(Cause.provider("evt_1")));
    }

    @Test
    void an_event_told_twice_counts_once() {
        shop.start("op_1", "pass1");
        told("evt_1", paid("ord_1"), byMetadata(Shop.ALICE));
        receive("evt_1", null);
        work();
        receive("evt_1", null);

        work();

        assertThat(shop.database.inbox.rows()).hasSize(1);
        assertThat(shop.alice().snapshot().version()).isEqualTo(1);
    }

    @Test
    void an_object_that_we_know_tells_whose_it_is() {
        shop.start("op_1", "pass1");
        String session = shop.payments.pages().getFirst().page().sessionId();
        told("evt_1", paid("ord_1"), new Route(List.of("pi_unknown", session), null, null));

        work();

        assertThat(row("evt_1").account()).isEqualTo(Shop.ALICE);
        assertThat(row("evt_1").status()).isEqualTo("processed");
    }

    @Test
    void our_own_row_says_more_than_metadata() {
        shop.start("op_1", "pass1");
        String session = shop.payments.pages().getFirst().page().sessionId();
        told("evt_1", paid("ord_1"), new Route(List.of(session), Shop.BOB, CHARGE));

        work();

        assertThat(row("evt_1").account()).isEqualTo(Shop.ALICE);
        assertThat(shop.payments.calls()).doesNotContain("identify");
    }

    @Test
    void a_connected_accounts_event_belongs_to_whom_the_account_does() {
        shop.database.inbox.learn(Samples.STRIPE, "acct_1", "acct_1", Shop.ALICE);
        connected("evt_1", "acct_1", new Reading.Unhandled("account.updated", "unhandled_type"));

        work();

        assertThat(row("evt_1").account()).isEqualTo(Shop.ALICE);
        assertThat(row("evt_1").status()).isEqualTo("ignored");
    }

    @Test
    void a_connected_account_that_we_do_not_know_parks_its_events() {
        shop.start("op_1", "pass1");
        String customer = shop.payments.customers().getFirst().id();
        // As objects of the platform's own these would be known.
        shop.database.inbox.learn(Samples.STRIPE, "acct_1", Shop.ALICE);
        shop.payments.hasObject(CHARGE, new Payments.Identity(Shop.ALICE, null));
        connected(
                "evt_1",
                "acct_1",
                new Reading.Understood("evt_1", "t", new Route(List.of(customer), Shop.ALICE, CHARGE), paid("ord_1")));
        connected("evt_2", "acct_1", new Reading.Unhandled("plan.created", "unhandled_type"));
        connected("evt_3", "acct_1", new Reading.ClockMoved("evt_3", "clock_1", shop.time.instant(), true));

        work();

        assertThat(shop.database.inbox.rows()).hasSize(3).allSatisfy(row -> {
            assertThat(row.status()).isEqualTo("parked");
            assertThat(row.reason()).isEqualTo("unknown_account");
        });
        assertThat(shop.payments.calls()).doesNotContain("identify");
    }

    private void connected(String event, String account, Reading reading) {
        reader.reads(event, reading);
        byte[] body = event.getBytes(StandardCharsets.UTF_8);
        shop.database.inbox.store(
                new ReceivedEvent(Samples.STRIPE, account, event, "t", body, null, shop.time.instant()));
    }

    @Test
    void what_tells_nothing_is_looked_up_at_the_provider() {
        shop.start("op_1", "pass1");
        shop.payments.hasObject(CHARGE, new Payments.Identity(Shop.ALICE, null));
        told("evt_1", paid("ord_1"), new Route(List.of(), null, CHARGE));
        shop.payments.hasObject(
                new ObjectRef(ObjectRef.Kind.CHARGE, "ch_2"),
                new Payments.Identity(null, shop.payments.customers().getFirst().id()));
        told("evt_2", paid("ord_1"), new Route(List.of(), null, new ObjectRef(ObjectRef.Kind.CHARGE, "ch_2")));

        work();

        assertThat(row("evt_1").status()).isEqualTo("processed");
        assertThat(row("evt_2").account()).isEqualTo(Shop.ALICE);
        assertThat(row("evt_2").status()).isEqualTo("processed");
    }

    @Test
    void what_belongs_to_nobody_is_parked() {
        told("evt_1", paid("ord_1"), new Route(List.of("pi_1"), null, CHARGE));
        told("evt_2", paid("ord_1"), new Route(List.of("pi_1"), null, null));
        told("evt_3", paid("ord_1"), byMetadata(AccountId.of("nowhere", "alice")));

        work();

        assertThat(shop.database.inbox.rows()).allSatisfy(row -> {
            assertThat(row.status()).isEqualTo("parked");
            assertThat(row.reason()).isEqualTo("no_project");
        });
    }

    @Test
    void metadata_names_only_the_projects_of_the_provider_account_that_signed() {
        shop.database.addProject("rival", "second");
        reader.token("second", "second");
        shop.start("op_1", "pass1");
        reader.reads("evt_1", new Reading.Understood("evt_1", "t", byMetadata(Shop.ALICE), paid("ord_1")));
        receive("evt_1", "second");
        shop.payments.hasObject(CHARGE, new Payments.Identity(Shop.ALICE, null));
        reader.reads("evt_2", new Reading.Understood("evt_2", "t", new Route(List.of(), null, CHARGE), paid("ord_1")));
        receive("evt_2", "second");

        work();

        assertThat(row("evt_1").reason()).isEqualTo("no_project");
        assertThat(row("evt_2").reason()).isEqualTo("no_project");
        assertThat(shop.order("ord_1")).isInstanceOf(Order.Pending.class);
    }

    @Test
    void objects_are_known_for_the_provider_account_that_they_are_of() {
        reader.token("second", "second");
        shop.start("op_1", "pass1");
        String session = shop.payments.pages().getFirst().page().sessionId();
        reader.reads(
                "evt_1", new Reading.Understood("evt_1", "t", new Route(List.of(session), null, null), paid("ord_1")));
        receive("evt_1", "second");

        work();

        assertThat(row("evt_1").reason()).isEqualTo("no_project");
    }

    @Test
    void what_we_do_nothing_with_is_ignored_and_what_we_cannot_read_is_parked() {
        reader.reads("evt_1", new Reading.Unhandled("plan.created", "unhandled_type"));
        reader.reads("evt_2", new Reading.Unreadable("missing:data.object.id"));
        receive("evt_1", null);
        receive("evt_2", null);

        work();

        assertThat(row("evt_1").status()).isEqualTo("ignored");
        assertThat(row("evt_1").reason()).isEqualTo("unhandled_type");
        assertThat(row("evt_2").status()).isEqualTo("parked");
        assertThat(row("evt_2").reason()).isEqualTo("missing:data.object.id");
    }

    @Test
    void what_is_routed_but_about_nothing_of_ours_is_ignored() {
        told("evt_1", paid("ord_9"), byMetadata(Shop.BOB));

        work();

        assertThat(row("evt_1").status()).isEqualTo("ignored");
        assertThat(row("evt_1").reason()).isEqualTo("not_ours");
    }

    @Test
    void while_the_provider_is_away_an_unknown_object_waits() {
        shop.start("op_1", "pass1");
        shop.payments.hasObject(CHARGE, new Payments.Identity(Shop.ALICE, null));
        told("evt_1", paid("ord_1"), new Route(List.of(), null, CHARGE));
        shop.payments.stumble(Fault.UNKNOWN_BEFORE);

        work();
        assertThat(row("evt_1").status()).isEqualTo("received");
        shop.time.advance(Duration.ofMinutes(1));
        work();

        assertThat(row("evt_1").status()).isEqualTo("processed");
    }

    @Test
    void an_event_that_makes_us_stumble_holds_up_no_other_and_is_dead_in_the_end() {
        shop.start("op_1", "pass1");
        receive("evt_unrouted", null);
        reader.reads("evt_unrouted", () -> {
            throw new IllegalArgumentException("secret body");
        });
        receive("evt_routed", null);
        AtomicInteger readings = new AtomicInteger();
        reader.reads("evt_routed", () -> {
            if (readings.incrementAndGet() > 1) {
                throw new IllegalArgumentException("secret body");
            }
            return new Reading.Understood("evt_routed", "t", byMetadata(Shop.ALICE), paid("ord_1"));
        });
        told("evt_1", paid("ord_1"), byMetadata(Shop.ALICE));

        work();
        assertThat(row("evt_1").status()).isEqualTo("processed");
        assertThat(row("evt_unrouted").reason()).isEqualTo("java.lang.IllegalArgumentException");
        for (int i = 0; i < 40; i++) {
            shop.time.advance(Duration.ofHours(2));
            work();
        }

        assertThat(row("evt_unrouted").status()).isEqualTo("dead");
        assertThat(row("evt_routed").status()).isEqualTo("dead");
        assertThat(row("evt_routed").reason()).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(shop.failures).isNotEmpty();
    }

    @Test
    void a_crash_before_or_after_the_commit_loses_nothing_and_doubles_nothing() {
        for (boolean committed : List.of(false, true)) {
            Shop fresh = new Shop();
            fresh.start("op_1", "pass1");
            ReceiveWebhook webhook = new ReceiveWebhook(reader, fresh.database.inbox, fresh.time, () -> {});
            reader.reads("evt_1", new Reading.Understood("evt_1", "t", byMetadata(Shop.ALICE), paid("ord_1")));
            webhook.receive(null, FakeEventReader.SIGNATURE, "evt_1".getBytes(StandardCharsets.UTF_8));

            processor(fresh, new CrashingAccounts(fresh.database.accounts, 1, committed))
                    .step();
            fresh.time.advance(Duration.ofMinutes(10));
            processor(fresh, fresh.database.accounts).step();

            assertThat(fresh.database.inbox.row("evt_1").orElseThrow().status()).isEqualTo("processed");
            assertThat(fresh.order("ord_1")).isInstanceOf(Order.Paid.class);
            assertThat(fresh.alice().snapshot().version()).isEqualTo(1);
        }
    }

    @Test
    void an_invoice_before_its_subscription_fetches_it() {
        shop.start("op_1", "pro");
        Instant now = shop.time.instant();
        shop.payments.hasSubscription("sub_p1", ORDER, state(SubscriptionStatus.ACTIVE, now));
        told("evt_1", Samples.invoicePaid("ord_1", "sub_p1", "in_1", now), byMetadata(Shop.ALICE));

        work();

        assertThat(row("evt_1").status()).isEqualTo("processed");
        assertThat(shop.order("ord_1")).isInstanceOf(Order.Paid.class);
        assertThat(shop.alice().snapshot().holdings()).isNotEmpty();
    }

    @Test
    void a_subscription_that_does_not_say_whose_it_is_is_known_by_its_invoice() {
        shop.start("op_1", "pro");
        Instant now = shop.time.instant();
        shop.payments.hasSubscription("sub_p1", null, state(SubscriptionStatus.ACTIVE, now));
        told("evt_1", Samples.invoicePaid("ord_1", "sub_p1", "in_1", now), byMetadata(Shop.ALICE));

        work();

        assertThat(row("evt_1").status()).isEqualTo("processed");
        assertThat(shop.order("ord_1")).isInstanceOf(Order.Paid.class);
    }

    @Test
    void states_of_one_second_are_settled_by_what_the_provider_says_now() {
        shop.start("op_1", "pro");
        Instant now = shop.time.instant();
        shop.payments.hasSubscription("sub_p1", ORDER, state(SubscriptionStatus.PAST_DUE, now));
        told("evt_1", seen(SubscriptionStatus.PAST_DUE, now), byMetadata(Shop.ALICE));
        told("evt_2", seen(SubscriptionStatus.ACTIVE, now), byMetadata(Shop.ALICE));

        work();

        assertThat(row("evt_1").status()).isEqualTo("processed");
        assertThat(row("evt_2").status()).isEqualTo("processed");
        assertThat(shop.alice().subscriptions().getFirst().status()).contains(SubscriptionStatus.PAST_DUE);
    }

    @Test
    void what_moved_while_it_was_fetched_is_fetched_again() {
        shop.start("op_1", "pro");
        Instant now = shop.time.instant();
        told("evt_1", seen(SubscriptionStatus.PAST_DUE, now), byMetadata(Shop.ALICE));
        work();
        shop.payments.hasSubscription("sub_p1", ORDER, state(SubscriptionStatus.ACTIVE, now));
        told("evt_2", seen(SubscriptionStatus.ACTIVE, now), byMetadata(Shop.ALICE));
        shop.payments.during(() -> shop.take(seen(SubscriptionStatus.UNPAID, now.plusSeconds(5))));

        work();

        assertThat(row("evt_2").status()).isEqualTo("processed");
        assertThat(shop.payments.calls().stream().filter("fetchSubscription"::equals))
                .hasSize(2);
    }

    @Test
    void while_a_subscription_cannot_be_fetched_its_event_waits() {
        shop.start("op_1", "pro");
        Instant now = shop.time.instant();
        shop.payments.hasSubscription("sub_p1", ORDER, state(SubscriptionStatus.ACTIVE, now));
        told("evt_1", Samples.invoicePaid("ord_1", "sub_p1", "in_1", now), byMetadata(Shop.ALICE));
        shop.payments.stumble(Fault.UNKNOWN_BEFORE, Fault.DECLINED);

        work();
        assertThat(row("evt_1").reason()).isEqualTo("provider_unavailable");
        shop.time.advance(Duration.ofMinutes(1));
        work();
        assertThat(row("evt_1").reason()).isEqualTo("refused");
        shop.time.advance(Duration.ofMinutes(1));
        work();

        assertThat(row("evt_1").status()).isEqualTo("processed");
    }

    @Test
    void a_subscription_that_the_provider_no_longer_has_is_taken_from_its_events() {
        shop.start("op_1", "pro");
        Instant now = shop.time.instant();
        told("evt_1", Samples.invoicePaid("ord_1", "sub_gone", "in_1", now), byMetadata(Shop.ALICE));

        work();

        assertThat(row("evt_1").status()).isEqualTo("processed");
        assertThat(shop.alice().subscriptions()).hasSize(1);
    }

    @Test
    void a_refund_is_told_with_the_invoice_that_was_paid() {
        shop.start("op_1", "pass1");
        told("evt_1", paid("ord_1"), byMetadata(Shop.ALICE));
        work();
        refundTold("evt_2");
        shop.payments.stumble(Fault.UNKNOWN_BEFORE);

        work();
        assertThat(row("evt_2").reason()).isEqualTo("provider_unavailable");
        shop.time.advance(Duration.ofMinutes(1));
        work();

        assertThat(row("evt_2").status()).isEqualTo("processed");
        assertThat(shop.alice().snapshot().holdings()).isEmpty();
    }

    @Test
    void what_was_fetched_is_fetched_once_though_the_attempt_dies() {
        for (boolean committed : List.of(false, true)) {
            Shop fresh = new Shop();
            fresh.start("op_1", "pass1");
            fresh.payments.has(INVOICE, new Found("{}"));
            reader.reads("evt_1", new Reading.NeedsLookup("evt_1", "t", byMetadata(Shop.ALICE), INVOICE));
            reader.readsAfterLookUp("evt_1", fetched -> {
                assertThat(fetched.answers()).isEqualTo(Map.of(INVOICE, Optional.of(new Found("{}"))));
                return new Reading.Understood("evt_1", "t", byMetadata(Shop.ALICE), paid("ord_1"));
            });
            new ReceiveWebhook(reader, fresh.database.inbox, fresh.time, () -> {})
                    .receive(null, FakeEventReader.SIGNATURE, "evt_1".getBytes(StandardCharsets.UTF_8));

            processor(fresh, new CrashingAccounts(fresh.database.accounts, 1, committed))
                    .step();
            fresh.time.advance(Duration.ofMinutes(10));
            processor(fresh, fresh.database.accounts).step();

            assertThat(fresh.database.inbox.row("evt_1").orElseThrow().status()).isEqualTo("processed");
            assertThat(fresh.order("ord_1")).isInstanceOf(Order.Paid.class);
            assertThat(fresh.payments.calls()).containsOnlyOnce("lookUp");
        }
    }

    @Test
    void what_needs_two_look_ups_gets_both() {
        Lookup refunds = Lookup.refundsOf("ch_1");
        reader.reads("evt_1", new Reading.NeedsLookup("evt_1", "t", byMetadata(Shop.ALICE), INVOICE));
        reader.readsAfterLookUp(
                "evt_1",
                fetched -> fetched.has(refunds)
                        ? new Reading.Unhandled("t", "both")
                        : new Reading.NeedsLookup("evt_1", "t", byMetadata(Shop.ALICE), refunds));
        receive("evt_1", null);

        work();

        assertThat(row("evt_1").reason()).isEqualTo("both");
        assertThat(row("evt_1").fetched().isGone(INVOICE)).isTrue();
    }

    @Test
    void a_list_that_has_no_end_parks_its_event() {
        shop.payments.hasNoEnd(INVOICE);
        reader.reads("evt_1", new Reading.NeedsLookup("evt_1", "t", byMetadata(Shop.ALICE), INVOICE));
        receive("evt_1", null);

        work();

        assertThat(row("evt_1").status()).isEqualTo("parked");
        assertThat(row("evt_1").reason()).isEqualTo("too_many:invoice_of_payment");
    }

    /// Webhook truth 6.
    @Test
    void deleted_at_the_provider_before_processing_is_settled_by_what_the_event_carries() {
        shop.start("op_1", "pro");
        Instant now = shop.time.instant();
        told("evt_1", Samples.invoicePaid("ord_1", "sub_gone", "in_1", now), byMetadata(Shop.ALICE));

        // The decision that would settle it is rolled back.
        processor(shop, new CrashingAccounts(shop.database.accounts, 2, false)).step();
        assertThat(row("evt_1").status()).isEqualTo("received");
        assertThat(row("evt_1").fetched().isGone(Lookup.subscription("sub_gone")))
                .isTrue();
        // What was seen once is not asked for again, even were it to come back.
        shop.payments.hasSubscription("sub_gone", ORDER, state(SubscriptionStatus.CANCELED, now));
        shop.time.advance(Duration.ofMinutes(10));
        work();

        assertThat(row("evt_1").status()).isEqualTo("processed");
        assertThat(shop.order("ord_1")).isInstanceOf(Order.Paid.class);
        assertThat(shop.payments.calls()).containsOnlyOnce("fetchSubscription");
    }

    private void refundTold(String event) {
        reader.reads(event, new Reading.NeedsLookup(event, "t", byMetadata(Shop.ALICE), INVOICE));
        reader.readsAfterLookUp(
                event,
                _ -> new Reading.Understood(event, "t", byMetadata(Shop.ALICE), Samples.refunded("ord_1", 2500)));
        receive(event, null);
    }

    @Test
    void a_clock_that_moved_moves_each_account_on_it() {
        shop.database.addProject("rival", "second");
        AccountId foreign = AccountId.of("rival", "mallory");
        Instant start = shop.time.instant();
        List.of(Shop.ALICE, Shop.BOB, foreign).forEach(account -> link(account, "clock_1", start));
        link(AccountId.of("acme", "carol"), "clock_2", start);
        Instant moved = start.plus(Duration.ofDays(31));
        reader.reads("evt_1", new Reading.ClockMoved("evt_1", "clock_1", moved, true));
        receive("evt_1", null);

        work();

        assertThat(row("evt_1").status()).isEqualTo("processed");
        assertThat(shop.jobs()).extracting(Job::account).containsExactlyInAnyOrder(Shop.ALICE, Shop.BOB);
        shop.work();
        assertThat(time(Shop.ALICE)).isEqualTo(moved);
        assertThat(time(Shop.BOB)).isEqualTo(moved);
        assertThat(time(foreign)).isEqualTo(start);
        assertThat(time(AccountId.of("acme", "carol"))).isEqualTo(start);
    }

    @Test
    void a_clock_with_many_accounts_is_gone_through_page_by_page() {
        Instant start = shop.time.instant();
        IntStream.range(0, 1_000).forEach(i -> link(AccountId.of("acme", "user" + i), "clock_1", start));
        reader.reads("evt_1", new Reading.ClockMoved("evt_1", "clock_1", start.plusSeconds(60), true));
        receive("evt_1", null);

        work();

        assertThat(shop.jobs()).hasSize(1_000);
    }

    @Test
    void a_clock_on_its_way_moves_nobody() {
        Instant start = shop.time.instant();
        link(Shop.ALICE, "clock_1", start);
        reader.reads("evt_1", new Reading.ClockMoved("evt_1", "clock_1", start.plusSeconds(60), false));
        receive("evt_1", null);

        work();

        assertThat(row("evt_1").status()).isEqualTo("ignored");
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void many_events_of_many_accounts_are_all_taken_in() {
        for (int user = 0; user < 50; user++) {
            AccountId account = AccountId.of("acme", "user" + user);
            shop.startCheckout().start(shop.command("op_" + user, account, "pass1"));
            for (int i = 0; i < 5; i++) {
                told("evt_" + user + "_" + i, paid("ord_" + user), byMetadata(account));
            }
        }

        work();

        assertThat(shop.database.inbox.rows()).hasSize(250).allMatch(row -> row.status()
                .equals("processed"));
        assertThat(shop.failures).isEmpty();
    }

    private void work() {
        ProcessInbox inbox = processor(shop, shop.database.accounts);
        while (inbox.step() > 0) {}
    }

    private ProcessInbox processor(Shop of, Accounts accounts) {
        return new ProcessInbox(
                of.database.inbox,
                reader,
                of.database.projects,
                of.database.catalogs,
                accounts,
                of.database.jobs,
                of.payments,
                of.refunding,
                of.time,
                16,
                (_, cause) -> shop.failures.add(cause));
    }

    private void told(String event, ProviderFact fact, Route route) {
        reader.reads(event, new Reading.Understood(event, "t", route, fact));
        receive(event, null);
    }

    private boolean receive(String event, @Nullable String token) {
        return receive.receive(token, FakeEventReader.SIGNATURE, event.getBytes(StandardCharsets.UTF_8))
                .toCompletableFuture()
                .join();
    }

    private static Route byMetadata(AccountId account) {
        return new Route(List.of(), account, null);
    }

    private ProviderFact paid(String order) {
        return Samples.paid(order, shop.time.instant());
    }

    private static ProviderFact seen(SubscriptionStatus status, Instant when) {
        return new ProviderFact.SubscriptionSeen("sub_p1", ORDER, state(status, when), Observed.event(when), false);
    }

    private static SubscriptionState state(SubscriptionStatus status, Instant when) {
        return new SubscriptionState(status, when.plus(Duration.ofDays(31)), false, null, null, null, "price_pro", 1);
    }

    private void link(AccountId account, String clock, Instant time) {
        shop.database.accounts.decide(
                account, Touching.NOTHING, Shop.CAUSE, a -> Living.link(a, new TestClock(clock, time), given()));
    }

    private Instant time(AccountId account) {
        return shop.database.accounts.whole(account).orElseThrow().now(Instant.EPOCH);
    }

    private Circumstances given() {
        return new Circumstances(shop.time.instant(), Settings.defaults());
    }

    private InMemoryInbox.Row row(String event) {
        return shop.database.inbox.row(event).orElseThrow();
    }
}
