package io.tollgate.accounts;

import static io.tollgate.accounts.Shop.ALICE;
import static io.tollgate.accounts.Shop.CATALOG;
import static io.tollgate.accounts.Shop.FEB;
import static io.tollgate.accounts.Shop.JAN;
import static io.tollgate.accounts.Shop.MAR;
import static io.tollgate.accounts.Shop.ORDER;
import static io.tollgate.accounts.Shop.created;
import static io.tollgate.accounts.Shop.invoice;
import static io.tollgate.accounts.Shop.paid;
import static io.tollgate.accounts.Shop.pending;
import static io.tollgate.accounts.Shop.priced;
import static io.tollgate.accounts.Shop.pro;
import static io.tollgate.accounts.Shop.state;
import static io.tollgate.accounts.Shop.subscribed;
import static io.tollgate.accounts.Shop.subscriber;
import static io.tollgate.accounts.Shop.updated;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.Changing.ChangeDecision;
import io.tollgate.accounts.Changing.Wish;
import io.tollgate.catalog.Terms;
import io.tollgate.credits.CreditLot;
import io.tollgate.entitlements.Holding;
import io.tollgate.jobs.Job;
import io.tollgate.orders.OrderId;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.publishing.DomainEvent.SubscriptionMoved;
import io.tollgate.subscriptions.ChangeOperation;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.PausedCollection;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionChange;
import io.tollgate.subscriptions.SubscriptionChange.Reprice;
import io.tollgate.subscriptions.SubscriptionChange.Stop;
import io.tollgate.subscriptions.SubscriptionInvoice.Billed;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChangingTest {
    private static final Instant NOW = JAN.plusSeconds(1000);
    private static final Circumstances GIVEN = new Circumstances(NOW, Shop.SETTINGS, CATALOG);
    private static final Wish TO_TEAM = new Wish.Change("team", "team-month", 2, null);
    private static final Reprice TEAM = new Reprice("si_1", "price_team", 2, null);

    /// Alice has one seat of pro, paid until February.
    private static Teller teller(SubscriptionState state) {
        Teller teller = Teller.at(NOW, subscriber(), state);
        return teller.tell(
                created(state, JAN),
                invoice(paid("in_1", JAN, FEB, JAN).invoice().billing(new Billed("price_1", 1))),
                subscribed(JAN));
    }

    private static Teller active() {
        return teller(priced("price_1", 1, FEB));
    }

    private static Decision<ChangeDecision> begin(Account account, Wish wish) {
        return Changing.begin(account, ORDER, "op_1", wish, GIVEN);
    }

    private static ChangeDecision begin(Teller teller, String operation, Wish wish) {
        return teller.decide(Touching.order(ORDER), a -> Changing.begin(a, ORDER, operation, wish, teller.given()));
    }

    private static ChangeDecision made(Teller teller, String operation) {
        return teller.decide(Touching.order(ORDER), a -> Changing.made(a, ORDER, operation, teller.given()));
    }

    private static SubscriptionChange asked(SubscriptionState state, Wish wish) {
        ChangeDecision decision = begin(teller(state).account(), wish).answer();
        assertThat(decision).isInstanceOf(ChangeDecision.Begun.class);
        return ((ChangeDecision.Begun) decision).operation().change();
    }

    private static ChangeDecision refusal(SubscriptionState state, Wish wish) {
        Account account = teller(state).account();
        Decision<ChangeDecision> decision = begin(account, wish);
        assertThat(decision.account()).isEqualTo(account);
        assertThat(decision.effects()).isEmpty();
        return decision.answer();
    }

    private static SubscriptionState in(SubscriptionStatus status) {
        return in(status, false, null, null);
    }

    private static SubscriptionState in(
            SubscriptionStatus status, boolean ending, @Nullable Instant cancelAt, @Nullable PausedCollection paused) {
        return new SubscriptionState(status, FEB, ending, cancelAt, null, null, "price_1", 1, "si_1", paused);
    }

    private static PausedCollection paused() {
        return new PausedCollection(PausedCollection.Behavior.VOID, null);
    }

    @Test
    void a_change_is_stored_with_a_job_that_finishes_it_before_anybody_is_asked() {
        Account account = active().account();

        Decision<ChangeDecision> decision = begin(account, TO_TEAM);

        ChangeOperation operation = ChangeOperation.begin("op_1", TEAM, NOW);
        Subscription subscription = decision.account().subscriptions().getFirst();
        assertThat(decision.answer()).isEqualTo(new ChangeDecision.Begun(subscription, operation));
        assertThat(subscription.operation()).isEqualTo(operation);
        assertThat(subscription.terms()).isEqualTo(pro());
        assertThat(decision.effects())
                .containsExactly(new Effect.Schedule(new Job.ChangeSubscription(ALICE, ORDER), Duration.ofSeconds(30)));
        assertThat(decision.events())
                .containsExactly(new DomainEvent.SubscriptionChangeAsked(subscription.id(), operation));
        assertThat(decision.account().snapshot()).isEqualTo(account.snapshot());
    }

    @Test
    void decided_again_for_the_same_operation_it_is_the_same() {
        Decision<ChangeDecision> first = begin(active().account(), TO_TEAM);

        Decision<ChangeDecision> again = Changing.begin(first.account(), ORDER, "op_1", new Wish.Cancel(false), GIVEN);

        assertThat(again).isEqualTo(Decision.unchanged(first.account(), first.answer()));
    }

    @Test
    void while_nobody_knows_what_became_of_one_change_no_other_is_begun() {
        Account changing = begin(active().account(), TO_TEAM).account();

        Decision<ChangeDecision> other = Changing.begin(changing, ORDER, "op_2", new Wish.Cancel(false), GIVEN);

        assertThat(other.account()).isEqualTo(changing);
        assertThat(other.answer()).isInstanceOfSatisfying(ChangeDecision.Busy.class, busy -> assertThat(
                        busy.operation().id())
                .isEqualTo("op_1"));
    }

    @Test
    void each_wish_asks_for_what_it_needs() {
        SubscriptionState active = in(SubscriptionStatus.ACTIVE);
        SubscriptionState ending = in(SubscriptionStatus.ACTIVE, true, FEB, null);

        assertThat(asked(active, new Wish.Cancel(false))).isEqualTo(new SubscriptionChange.CancelNow());
        assertThat(asked(ending, new Wish.Cancel(false))).isEqualTo(new SubscriptionChange.CancelNow());
        assertThat(asked(in(SubscriptionStatus.INCOMPLETE), new Wish.Cancel(false)))
                .isEqualTo(new SubscriptionChange.CancelNow());
        assertThat(asked(active, new Wish.Cancel(true))).isEqualTo(new SubscriptionChange.CancelAtPeriodEnd());
        assertThat(asked(in(SubscriptionStatus.ACTIVE, false, MAR, null), new Wish.Cancel(true)))
                .isEqualTo(new SubscriptionChange.CancelAtPeriodEnd());
        assertThat(asked(ending, new Wish.Resume()))
                .isEqualTo(new SubscriptionChange.Undo(Set.of(Stop.CANCEL_AT_PERIOD_END)));
        assertThat(asked(in(SubscriptionStatus.ACTIVE, false, MAR, paused()), new Wish.Resume()))
                .isEqualTo(new SubscriptionChange.Undo(Set.of(Stop.CANCEL_AT, Stop.PAUSED_COLLECTION)));
        assertThat(asked(in(SubscriptionStatus.PAUSED), new Wish.Resume()))
                .isEqualTo(new SubscriptionChange.Undo(Set.of(Stop.PAUSED)));
        assertThat(asked(active, TO_TEAM)).isEqualTo(TEAM);
        assertThat(asked(active, new Wish.Change("pro", null, 5, NOW)))
                .isEqualTo(new Reprice("si_1", "price_1", 5, NOW));
    }

    @Test
    void without_a_quantity_it_keeps_its_own() {
        assertThat(asked(priced("price_1", 3, FEB), new Wish.Change("team", "team-month", null, null)))
                .isEqualTo(new Reprice("si_1", "price_team", 3, null));
    }

    @Test
    void another_quantity_of_what_it_has_needs_no_catalog_and_keeps_the_terms() {
        Circumstances soldOut = new Circumstances(NOW, Shop.SETTINGS);

        Decision<ChangeDecision> decision = Changing.begin(
                active().account(), ORDER, "op_1", new Wish.Change("pro", "pro-month", 5, null), soldOut);

        assertThat(decision.answer()).isInstanceOf(ChangeDecision.Begun.class);
        assertThat(decision.account().subscriptions().getFirst().offers()).isEmpty();
    }

    @Test
    void what_is_as_wished_already_needs_nobody() {
        assertThat(refusal(in(SubscriptionStatus.ACTIVE, true, FEB, null), new Wish.Cancel(true)))
                .isInstanceOf(ChangeDecision.Settled.class);
        assertThat(refusal(in(SubscriptionStatus.ACTIVE), new Wish.Change("pro", "pro-month", 1, null)))
                .isInstanceOf(ChangeDecision.Settled.class);
        assertThat(refusal(in(SubscriptionStatus.ACTIVE), new Wish.Resume()))
                .isEqualTo(new ChangeDecision.NothingToResume());
    }

    @ParameterizedTest
    @EnumSource(names = {"CANCELED", "INCOMPLETE_EXPIRED"})
    void what_has_ended_stays_as_it_is(SubscriptionStatus status) {
        SubscriptionState ended = new SubscriptionState(status, FEB, false, null, null, JAN, "price_1", 1);

        for (Wish wish : new Wish[] {new Wish.Cancel(false), new Wish.Cancel(true), new Wish.Resume(), TO_TEAM}) {
            assertThat(refusal(ended, wish)).isEqualTo(new ChangeDecision.Ended(status));
        }
    }

    @Test
    void one_whose_first_payment_is_due_can_only_be_canceled() {
        for (Wish wish : new Wish[] {new Wish.Cancel(true), new Wish.Resume(), TO_TEAM}) {
            assertThat(refusal(in(SubscriptionStatus.INCOMPLETE), wish)).isEqualTo(new ChangeDecision.Incomplete());
        }
    }

    @Test
    void one_that_nobody_has_told_of_is_none() {
        Decision<ChangeDecision> none =
                Changing.begin(subscriber(), new OrderId("ord_9"), "op_1", new Wish.Resume(), GIVEN);
        Account billed = Account.empty(ALICE).with(Subscription.of(ORDER, "sub_x", pro()));

        assertThat(none.answer()).isEqualTo(new ChangeDecision.NoSuchSubscription());
        assertThat(begin(billed, new Wish.Resume()).answer()).isEqualTo(new ChangeDecision.NoSuchSubscription());
    }

    @Test
    void a_change_is_refused_for_what_is_not_sold_like_that() {
        SubscriptionState active = in(SubscriptionStatus.ACTIVE);

        assertThat(refusal(active, new Wish.Change("nothing", null, null, null)))
                .isEqualTo(new ChangeDecision.UnknownPlan());
        assertThat(refusal(active, new Wish.Change("team", null, null, null)))
                .isEqualTo(new ChangeDecision.UnknownPrice());
        assertThat(refusal(active, new Wish.Change("team", "pro-month", null, null)))
                .isEqualTo(new ChangeDecision.UnknownPrice());
        assertThat(refusal(active, new Wish.Change("once", null, null, null)))
                .isEqualTo(new ChangeDecision.NotRecurring("once"));
        assertThat(refusal(active, new Wish.Change("new", null, null, null)))
                .isEqualTo(new ChangeDecision.NotSynced("new"));
        assertThat(refusal(active, new Wish.Change("euro", null, null, null)))
                .isEqualTo(new ChangeDecision.CurrencyConflict("usd"));
    }

    @Test
    void a_plan_that_another_subscription_has_is_not_had_twice() {
        OrderId second = new OrderId("ord_2");
        Terms team = CATALOG.terms("price_team").orElseThrow();
        Subscription other =
                Subscription.of(second, "sub_other", team).seeByRank(priced("price_team", 1, FEB), Observed.event(JAN));
        Account account = active().account().with(pending(second, team)).with(other);

        assertThat(begin(account, TO_TEAM).answer()).isEqualTo(new ChangeDecision.AlreadySubscribed(other.id()));
    }

    @ParameterizedTest
    @CsvSource({"-901, false", "-900, true", "0, true", "60, true", "61, false"})
    void a_preview_holds_for_a_quarter_of_an_hour(long seconds, boolean holds) {
        Wish shown = new Wish.Change("team", "team-month", 2, NOW.plusSeconds(seconds));

        ChangeDecision decision = begin(active().account(), shown).answer();

        assertThat(decision instanceof ChangeDecision.Begun).isEqualTo(holds);
        assertThat(decision instanceof ChangeDecision.PreviewExpired).isEqualTo(!holds);
    }

    @Test
    void an_item_that_nobody_has_named_is_asked_for_first() {
        SubscriptionState old = state(SubscriptionStatus.ACTIVE, FEB);

        assertThat(refusal(old, TO_TEAM)).isInstanceOf(ChangeDecision.UnknownItem.class);
    }

    @Test
    void the_new_plan_is_held_when_the_provider_tells_of_its_price() {
        Teller teller = active();
        begin(teller, "op_1", TO_TEAM);
        assertThat(limit(teller)).isEqualTo(5);

        teller.tell(updated(priced("price_team", 2, FEB), JAN.plusSeconds(999)));

        assertThat(limit(teller)).isEqualTo(2 * 50);
        SubscriptionMoved moved = teller.told(SubscriptionMoved.class).getLast();
        assertThat(moved.change()).isEqualTo("changed");
        assertThat(moved.plan()).isEqualTo("team");
        assertThat(moved.previousPlan()).isEqualTo("pro");
        assertThat(moved.unknownPrice()).isNull();
    }

    @Test
    void what_was_sold_stays_whatever_the_catalog_says_later() {
        Teller teller = active();
        begin(teller, "op_1", TO_TEAM);
        teller.tell(updated(priced("price_team", 2, FEB), JAN.plusSeconds(999)));

        ChangeDecision made = made(teller, "op_1");

        Subscription subscription = teller.account().subscriptions().getFirst();
        assertThat(made)
                .isEqualTo(new ChangeDecision.Settled(
                        subscription, teller.account().snapshot().version()));
        assertThat(subscription.sold()).isEqualTo(CATALOG.terms("price_team").orElseThrow());
        assertThat(subscription.offers()).containsExactly(pro());
        assertThat(begin(teller, "op_1", TO_TEAM)).isEqualTo(made);
    }

    @Test
    void a_price_that_nobody_knows_gives_what_was_sold_last_and_is_told() {
        Teller teller = active();
        begin(teller, "op_1", TO_TEAM);
        teller.tell(updated(priced("price_team", 2, FEB), JAN.plusSeconds(999)));
        made(teller, "op_1");

        teller.tell(updated(priced("price_secret", 2, FEB), JAN.plusSeconds(2000)));

        assertThat(limit(teller)).isEqualTo(2 * 50);
        assertThat(teller.told(SubscriptionMoved.class).getLast().unknownPrice())
                .isEqualTo("price_secret");
    }

    @Test
    void a_change_gives_no_credits_for_what_was_paid_before() {
        Teller teller = active();
        begin(teller, "op_1", TO_TEAM);
        teller.tell(updated(priced("price_team", 2, FEB), JAN.plusSeconds(999)));
        made(teller, "op_1");

        teller.tell(
                updated(priced("price_team", 2, MAR), FEB),
                invoice(paid("in_2", FEB, MAR, FEB).invoice().billing(new Billed("price_team", 2))));

        assertThat(teller.grants.stream().map(CreditLot::amount)).containsExactly(100L, 1800L);
    }

    @Test
    void a_refusal_is_remembered_and_makes_room_for_another_change() {
        Teller teller = active();
        begin(teller, "op_1", TO_TEAM);

        ChangeDecision refused = teller.decide(
                Touching.order(ORDER),
                a -> Changing.refused(a, ORDER, "op_1", "card_declined", "Declined", teller.given()));

        assertThat(refused).isEqualTo(new ChangeDecision.Refused("card_declined", "Declined"));
        assertThat(begin(teller, "op_1", TO_TEAM)).isEqualTo(refused);
        assertThat(limit(teller)).isEqualTo(5);
        assertThat(begin(teller, "op_2", new Wish.Cancel(true))).isInstanceOf(ChangeDecision.Begun.class);
    }

    @Test
    void the_end_of_a_change_ends_its_job_and_nothing_twice() {
        Account changing = begin(active().account(), new Wish.Cancel(true)).account();

        Decision<ChangeDecision> made = Changing.made(changing, ORDER, "op_1", GIVEN);
        Decision<ChangeDecision> late =
                Changing.refused(made.account(), ORDER, "op_1", "card_declined", "Declined", GIVEN);

        assertThat(made.effects()).containsExactly(new Effect.Unschedule(new Job.ChangeSubscription(ALICE, ORDER)));
        assertThat(late.account()).isEqualTo(made.account());
        assertThat(late.effects()).isEmpty();
        assertThat(late.answer()).isInstanceOf(ChangeDecision.Settled.class);
    }

    @Test
    void offers_that_came_to_nothing_do_not_pile_up() {
        Teller teller = active();
        for (int i = 0; i < 10; i++) {
            String operation = "op_" + i;
            begin(teller, operation, new Wish.Change("team", i % 2 == 0 ? "team-month" : "team-year", 1, null));
            teller.decide(Touching.order(ORDER), a -> Changing.refused(a, ORDER, operation, "x", "X", teller.given()));
        }

        assertThat(teller.account().subscriptions().getFirst().offers()).hasSize(1);
    }

    private static long limit(Teller teller) {
        return teller.account().snapshot().holdings().stream()
                .filter(holding -> holding.feature().equals("seats"))
                .mapToLong(Holding::amount)
                .findFirst()
                .orElseThrow();
    }
}
