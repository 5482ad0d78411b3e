package io.tollgate.subscriptions.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Changing.ChangeDecision;
import io.tollgate.accounts.Changing.Wish;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.FakePayments.Crash;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.jobs.Job;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.usecase.CrashingAccounts;
import io.tollgate.orders.usecase.Shop;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.subscriptions.ChangeOperation;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionChange;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeSubscriptionTest {
    private static final OrderId ORDER = new OrderId("ord_1");
    private static final Wish TO_TEAM = new Wish.Change("team", "team-month", 2, null);
    private static final Wish AT_PERIOD_END = new Wish.Cancel(true);

    private final Shop shop = new Shop();

    @BeforeEach
    void subscribe() {
        shop.start("op_1", "pro");
        // The page's own job has nothing left to do.
        shop.time.advance(Duration.ofSeconds(31));
        shop.work();
        become("price_pro", "si_1");
        shop.take(new ProviderFact.SubscriptionSeen(
                "sub_p", ORDER, at("price_pro", "si_1"), Observed.event(shop.time.instant()), false));
        shop.take(Samples.invoicePaid("ord_1", "sub_p", "in_1", shop.time.instant()));
    }

    private void become(String price, @Nullable String item) {
        shop.payments.hasSubscription("sub_p", ORDER, at(price, item));
    }

    private SubscriptionState at(String price, @Nullable String item) {
        return new SubscriptionState(
                SubscriptionStatus.ACTIVE,
                shop.time.instant().plus(Duration.ofDays(31)),
                false,
                null,
                null,
                null,
                price,
                1,
                item,
                null);
    }

    private Optional<ChangeDecision> change(String operation, Wish wish) {
        return change(shop.database.accounts, operation, wish);
    }

    private Optional<ChangeDecision> change(Accounts accounts, String operation, Wish wish) {
        return new ChangeSubscription(
                        shop.database.projects,
                        shop.database.catalogs,
                        accounts,
                        shop.payments,
                        shop.changes,
                        shop.time)
                .change(new ChangeSubscription.Command(operation, Shop.ALICE, ORDER, Shop.CAUSE, wish));
    }

    private Subscription subscription() {
        return shop.alice().subscriptions().getFirst();
    }

    private void assertDone(String operation, Optional<ChangeDecision> decision) {
        assertThat(decision)
                .contains(new ChangeDecision.Settled(
                        subscription(), shop.alice().snapshot().version()));
        assertThat(subscription().operation())
                .satisfies(done -> assertThat(done.id()).isEqualTo(operation))
                .satisfies(done -> assertThat(done.end()).isEqualTo(new ChangeOperation.End.Done()));
        assertThat(shop.jobs()).doesNotHaveAnyElementsOfTypes(Job.ChangeSubscription.class);
    }

    @Test
    void a_change_is_made_and_what_came_of_it_is_known_at_once() {
        Optional<ChangeDecision> changed = change("op_2", TO_TEAM);

        assertDone("op_2", changed);
        assertThat(subscription().terms().plan()).isEqualTo("team");
        assertThat(shop.changes.applied())
                .containsExactly(new SubscriptionChange.Reprice("si_1", "price_team", 2, null));
    }

    @Test
    void sent_again_it_has_the_same_end_and_nobody_is_asked() {
        change("op_2", AT_PERIOD_END);
        int calls = shop.payments.calls().size();

        assertDone("op_2", change("op_2", AT_PERIOD_END));

        assertThat(shop.payments.calls()).hasSize(calls);
    }

    /// Of the change itself, and of the look at what it has come to.
    static List<List<Fault>> faults() {
        return Arrays.stream(Fault.values())
                .filter(fault -> fault != Fault.NONE && fault != Fault.DECLINED && fault != Fault.STORED_FAILURE)
                .flatMap(fault -> IntStream.range(0, 2)
                        .mapToObj(before -> before == 0 ? List.of(fault) : List.of(Fault.NONE, fault)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void wherever_the_provider_leaves_us_alone_a_job_finishes_it_once(List<Fault> faults) {
        shop.payments.stumble(faults.toArray(Fault[]::new));

        try {
            assertThat(change("op_2", TO_TEAM)).isEmpty();
        } catch (Crash e) {
            // The job goes on.
        }
        shop.time.advance(Duration.ofSeconds(31));
        shop.work();

        assertDone("op_2", change("op_2", TO_TEAM));
        assertThat(shop.changes.applied()).hasSize(1);
        assertThat(subscription().terms().plan()).isEqualTo("team");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void the_same_operation_sent_again_goes_on_where_it_stopped(List<Fault> faults) {
        shop.payments.stumble(faults.toArray(Fault[]::new));
        try {
            change("op_2", TO_TEAM);
        } catch (Crash e) {
            // Sent again by the caller.
        }

        assertDone("op_2", change("op_2", TO_TEAM));

        assertThat(shop.changes.applied()).hasSize(1);
    }

    @Test
    void wherever_the_process_dies_a_job_finishes_it_once() {
        for (boolean committed : new boolean[] {false, true}) {
            for (int at = 1; at <= 3; at++) {
                ChangeSubscriptionTest life = new ChangeSubscriptionTest();
                life.subscribe();
                CrashingAccounts dying = new CrashingAccounts(life.shop.database.accounts, at, committed);

                assertThatThrownBy(() -> life.change(dying, "op_2", TO_TEAM)).isInstanceOf(Crash.class);
                life.shop.time.advance(Duration.ofSeconds(31));
                life.shop.work();

                life.assertDone("op_2", life.change("op_2", TO_TEAM));
                assertThat(life.shop.changes.applied()).hasSize(1);
            }
        }
    }

    @Test
    void a_decline_is_told_and_changes_nothing() {
        shop.changes.declines("price_team");

        Optional<ChangeDecision> declined = change("op_2", TO_TEAM);

        assertThat(declined).contains(new ChangeDecision.Refused("card_declined", "The card was declined"));
        assertThat(subscription().terms().plan()).isEqualTo("pro");
        assertThat(shop.jobs()).isEmpty();
        assertThat(change("op_2", TO_TEAM)).isEqualTo(declined);
        assertDone("op_3", change("op_3", AT_PERIOD_END));
    }

    @Test
    void what_was_begun_before_is_finished_before_anything_else() {
        shop.payments.stumble(Fault.UNKNOWN_BEFORE);
        assertThat(change("op_2", AT_PERIOD_END)).isEmpty();

        assertDone("op_3", change("op_3", new Wish.Resume()));

        assertThat(shop.changes.applied()).hasSize(2);
        assertThat(subscription().state().cancelAtPeriodEnd()).isFalse();
    }

    @Test
    void while_the_provider_is_away_nothing_else_is_begun() {
        shop.payments.stumble(Fault.UNKNOWN_BEFORE, Fault.UNKNOWN_BEFORE);
        change("op_2", AT_PERIOD_END);

        assertThat(change("op_3", new Wish.Cancel(false))).isEmpty();

        assertThat(subscription().operation().id()).isEqualTo("op_2");
        assertThat(shop.changes.applied()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_BEFORE", "UNKNOWN_AFTER"})
    void after_the_keys_are_forgotten_it_only_looks(Fault fault) {
        shop.payments.stumble(fault);
        change("op_2", AT_PERIOD_END);
        shop.time.advance(Duration.ofHours(23));

        shop.work();

        boolean happened = fault == Fault.UNKNOWN_AFTER;
        assertThat(shop.changes.applied()).hasSize(happened ? 1 : 0);
        assertThat(subscription().operation().end())
                .isInstanceOf(happened ? ChangeOperation.End.Done.class : ChangeOperation.End.Refused.class);
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void what_is_to_end_at_once_is_asked_for_until_it_has_ended() {
        shop.payments.stumble(Fault.UNKNOWN_BEFORE);
        change("op_2", new Wish.Cancel(false));
        shop.time.advance(Duration.ofDays(2));

        shop.work();

        assertThat(shop.changes.applied()).hasSize(1);
        assertThat(subscription().operation().end()).isInstanceOf(ChangeOperation.End.Done.class);
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void a_failure_that_the_provider_keeps_ends_with_its_keys() {
        shop.payments.stumble(Fault.STORED_FAILURE);
        assertThat(change("op_2", AT_PERIOD_END)).isEmpty();
        shop.time.advance(Duration.ofSeconds(31));
        shop.work();
        assertThat(subscription().operation().isPending()).isTrue();

        shop.time.advance(Duration.ofHours(23));
        shop.work();

        assertThat(subscription().operation().isPending()).isFalse();
        assertThat(shop.changes.applied()).isEmpty();
        assertThat(shop.failures).isEmpty();
    }

    @Test
    void an_answer_that_is_old_by_now_is_not_believed() {
        shop.payments.stumble(Fault.UNKNOWN_AFTER);
        change("op_2", AT_PERIOD_END);
        // Somebody takes it back in the provider's portal, before the job repeats the call.
        become("price_pro", "si_1");
        shop.time.advance(Duration.ofSeconds(31));

        shop.work();

        assertThat(subscription().operation().isPending()).isFalse();
        assertThat(subscription().state().cancelAtPeriodEnd()).isFalse();
    }

    @Test
    void an_item_that_nobody_has_named_is_looked_up() {
        shop.take(new ProviderFact.SubscriptionSeen(
                "sub_p",
                ORDER,
                at("price_pro", null),
                Observed.event(shop.time.instant().plusSeconds(5)),
                false));

        assertDone("op_2", change("op_2", TO_TEAM));
    }

    @Test
    void a_refusal_asks_nobody() {
        int calls = shop.payments.calls().size();

        assertThat(change("op_2", new Wish.Resume())).contains(new ChangeDecision.NothingToResume());

        assertThat(shop.payments.calls()).hasSize(calls);
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void a_preview_begins_nothing() {
        PreviewChange preview = new PreviewChange(
                shop.database.projects,
                shop.database.catalogs,
                shop.database.accounts,
                shop.payments,
                shop.changes,
                shop.time);
        Subscription before = subscription();

        PreviewChange.Outcome outcome =
                preview.preview(new PreviewChange.Query(Shop.ALICE, ORDER, "team", "team-month", 2));

        assertThat(outcome).isInstanceOfSatisfying(PreviewChange.Outcome.Previewed.class, shown -> {
            assertThat(shown.preview().amountDue().amount()).isEqualTo(200);
            assertThat(shown.change().prorationDate()).isEqualTo(shown.preview().prorationDate());
            assertDone(
                    "op_2",
                    change(
                            "op_2",
                            new Wish.Change(
                                    "team", "team-month", 2, shown.preview().prorationDate())));
        });
        assertThat(before.operation()).isNull();
        assertThat(preview.preview(new PreviewChange.Query(Shop.ALICE, ORDER, "none", null, null)))
                .isEqualTo(new PreviewChange.Outcome.Refused(new ChangeDecision.UnknownPlan()));
    }
}
