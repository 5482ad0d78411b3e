package io.tollgate.subscriptions;

import static io.tollgate.subscriptions.SubscriptionStatus.ACTIVE;
import static io.tollgate.subscriptions.SubscriptionStatus.CANCELED;
import static io.tollgate.subscriptions.SubscriptionStatus.INCOMPLETE;
import static io.tollgate.subscriptions.SubscriptionStatus.PAST_DUE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.subscriptions.Subscription.Sighting;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which of two states of a subscription is the newer one.
class SubscriptionSightingTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant END = NOON.plusSeconds(1_000_000);
    private static final SubscriptionState BEGUN = state(INCOMPLETE);
    private static final SubscriptionState GOOD = state(ACTIVE);
    private static final SubscriptionState LATE = state(PAST_DUE);
    private static final SubscriptionState OVER = state(CANCELED);

    @Test
    void the_first_sighting_is_news() {
        assertThat(see(bare(), GOOD, Observed.event(NOON))).isInstanceOf(Sighting.Newer.class);
    }

    @Test
    void a_later_second_is_newer_and_an_earlier_one_older() {
        Subscription known = seen(bare(), GOOD, Observed.event(NOON));

        assertThat(see(known, LATE, Observed.event(NOON.plusSeconds(1)))).isInstanceOf(Sighting.Newer.class);
        assertThat(see(known, LATE, Observed.event(NOON.minusSeconds(1)))).isInstanceOf(Sighting.Older.class);
    }

    @Test
    void two_states_of_one_second_have_to_be_asked_about() {
        Subscription known = seen(bare(), GOOD, Observed.event(NOON));

        assertThat(see(known, LATE, Observed.event(NOON))).isEqualTo(new Sighting.Undecided(known.revision()));
    }

    @Test
    void the_creation_comes_first_in_its_second() {
        assertThat(see(seen(bare(), BEGUN, Observed.creation(NOON)), GOOD, Observed.event(NOON)))
                .isInstanceOf(Sighting.Newer.class);
        assertThat(see(seen(bare(), GOOD, Observed.event(NOON)), BEGUN, Observed.creation(NOON)))
                .isInstanceOf(Sighting.Older.class);
    }

    @Test
    void the_creation_is_older_than_any_fetch_by_whatever_clock() {
        Subscription fetched = fetched(bare(), GOOD, NOON);

        assertThat(see(fetched, BEGUN, Observed.creation(NOON))).isInstanceOf(Sighting.Older.class);
        assertThat(fetched.see(BEGUN, Observed.creation(NOON.plusSeconds(1_000)), false))
                .isInstanceOf(Sighting.Older.class);
    }

    @Test
    void the_same_state_seen_later_makes_what_lies_between_older() {
        Subscription created = seen(bare(), GOOD, Observed.creation(NOON));
        Subscription again = seen(created, GOOD, Observed.event(NOON.plusSeconds(9)));

        assertThat(see(again, LATE, Observed.event(NOON.plusSeconds(5)))).isInstanceOf(Sighting.Older.class);
    }

    @Test
    void the_same_state_of_the_same_second_is_no_news() {
        Subscription known = seen(bare(), GOOD, Observed.event(NOON));

        assertThat(see(known, GOOD, Observed.event(NOON))).isInstanceOf(Sighting.Older.class);
    }

    @Test
    void an_end_never_goes_back_whatever_the_times_say() {
        Subscription over = seen(bare(), OVER, Observed.event(NOON));

        assertThat(see(over, GOOD, Observed.event(NOON.plusSeconds(100)))).isInstanceOf(Sighting.Older.class);
        assertThat(over.seeFetched(GOOD, Observed.fetched(END, END), over.revision()))
                .isInstanceOf(Sighting.Older.class);
        assertThat(see(seen(bare(), GOOD, Observed.event(NOON)), OVER, Observed.event(NOON.minusSeconds(100))))
                .isInstanceOf(Sighting.Newer.class);
    }

    @Test
    void of_two_ends_the_later_stays() {
        SubscriptionState other = new SubscriptionState(CANCELED, END, false, null, null, END, null, 1);
        Subscription over = seen(bare(), OVER, Observed.event(NOON));

        assertThat(see(over, other, Observed.event(NOON.plusSeconds(1)))).isInstanceOf(Sighting.Newer.class);
        assertThat(see(over, other, Observed.event(NOON.minusSeconds(1)))).isInstanceOf(Sighting.Older.class);
        assertThat(see(over, other, Observed.event(NOON))).isInstanceOf(Sighting.Undecided.class);
    }

    @Test
    void events_near_a_fetch_have_to_be_asked_about_and_older_ones_are_past() {
        Subscription fetched = fetched(bare(), GOOD, NOON);

        assertThat(see(fetched, LATE, Observed.event(NOON))).isInstanceOf(Sighting.Undecided.class);
        assertThat(see(fetched, LATE, Observed.event(NOON.minusSeconds(60)))).isInstanceOf(Sighting.Older.class);
        assertThat(see(fetched, LATE, Observed.event(NOON.plusSeconds(60)))).isInstanceOf(Sighting.Newer.class);
    }

    @Test
    void on_a_test_clock_events_and_fetches_tell_different_times() {
        Subscription fetched = fetched(bare(), GOOD, NOON);

        assertThat(fetched.see(LATE, Observed.event(NOON.plusSeconds(1_000)), false))
                .isInstanceOf(Sighting.Undecided.class);
        assertThat(seen(bare(), GOOD, Observed.event(NOON)).see(LATE, Observed.event(NOON.plusSeconds(1)), false))
                .isInstanceOf(Sighting.Newer.class);
    }

    @Test
    void a_fetch_that_began_before_the_state_moved_is_asked_again() {
        Subscription known = seen(bare(), GOOD, Observed.event(NOON));
        Subscription moved = seen(known, LATE, Observed.event(NOON.plusSeconds(1)));

        assertThat(moved.seeFetched(GOOD, Observed.fetched(NOON, NOON), known.revision()))
                .isEqualTo(new Sighting.Undecided(moved.revision()));
        assertThat(moved.seeFetched(LATE, Observed.fetched(NOON, NOON), known.revision()))
                .isInstanceOf(Sighting.Older.class);
        assertThat(moved.seeFetched(OVER, Observed.fetched(NOON, NOON), known.revision()))
                .isInstanceOf(Sighting.Newer.class);
    }

    @Test
    void a_state_that_was_confirmed_meanwhile_has_moved_too() {
        Subscription known = seen(bare(), GOOD, Observed.event(NOON));
        Subscription confirmed = seen(known, GOOD, Observed.event(NOON.plusSeconds(9)));

        assertThat(confirmed.seeFetched(LATE, Observed.fetched(NOON, NOON), known.revision()))
                .isInstanceOf(Sighting.Undecided.class);
    }

    @Test
    void where_the_provider_has_forgotten_it_the_further_state_stays_whichever_came_first() {
        Subscription good = seen(bare(), GOOD, Observed.event(NOON));
        Subscription late = seen(bare(), LATE, Observed.event(NOON));

        assertThat(good.seeByRank(LATE, Observed.event(NOON)).state()).isEqualTo(LATE);
        assertThat(late.seeByRank(GOOD, Observed.event(NOON)).state()).isEqualTo(LATE);
        SubscriptionState cheaper = new SubscriptionState(ACTIVE, END, false, null, null, null, "a", 1);
        SubscriptionState dearer = new SubscriptionState(ACTIVE, END, false, null, null, null, "b", 1);
        assertThat(seen(bare(), cheaper, Observed.event(NOON))
                        .seeByRank(dearer, Observed.event(NOON))
                        .state())
                .isEqualTo(seen(bare(), dearer, Observed.event(NOON))
                        .seeByRank(cheaper, Observed.event(NOON))
                        .state());
    }

    private static Sighting see(Subscription known, SubscriptionState state, Observed when) {
        return known.see(state, when, true);
    }

    private static Subscription seen(Subscription known, SubscriptionState state, Observed when) {
        return ((Sighting.Newer) see(known, state, when)).subscription();
    }

    private static Subscription fetched(Subscription known, SubscriptionState state, Instant at) {
        return ((Sighting.Newer) known.seeFetched(state, Observed.fetched(at, at), known.revision())).subscription();
    }

    private static Subscription bare() {
        return Subscription.of(
                new OrderId("ord_1"),
                "sub_p",
                new Terms(
                        "pro",
                        new Price.Recurring("m", Period.ofMonths(1), new Money(1, "usd"), null),
                        0,
                        0,
                        List.of(),
                        1));
    }

    private static SubscriptionState state(SubscriptionStatus status) {
        return new SubscriptionState(status, END, false, null, null, null, null, 1);
    }
}
