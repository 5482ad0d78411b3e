package io.tollgate.accounts;

import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.jobs.Job;
import io.tollgate.orders.OrderId;
import io.tollgate.subscriptions.ChangeOperation;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionChange;
import io.tollgate.subscriptions.SubscriptionChange.Stop;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Decisions about changes of a subscription: what the provider is to be asked for is stored first, and what became of
/// it afterwards. What the subscription is like is told by the provider alone.
public final class Changing {
    /// After this long, a change that has not heard from itself is finished by a job.
    public static final Duration RESUME_AFTER = Duration.ofSeconds(30);

    /// For so long what a preview has shown is what is charged. A date of one's own choice would be a price of one's
    /// own choice.
    public static final Duration PREVIEW_HOLDS = Duration.ofMinutes(15);

    /// The clocks of who asks and who answers differ.
    private static final Duration SKEW = Duration.ofMinutes(1);

    private Changing() {}

    /// What somebody wants.
    public sealed interface Wish {
        record Cancel(boolean atPeriodEnd) implements Wish {}

        /// Ends the trial at once, and charges.
        record EndTrial() implements Wish {}

        /// Undoes whatever keeps it from going on.
        record Resume() implements Wish {}

        /// @param price the price's code; null: the plan's only one, or the one it has
        /// @param quantity null: as many as it has
        /// @param prorationDate of a preview; null: none was shown
        record Change(
                String plan,
                @Nullable String price,
                @Nullable Integer quantity,
                @Nullable Instant prorationDate) implements Wish {}
    }

    public sealed interface ChangeDecision {
        /// To be asked of the provider. Decided again for the same operation, it is the same.
        record Begun(Subscription subscription, ChangeOperation operation) implements ChangeDecision {}

        /// It is as it should be.
        ///
        /// @param version of the account's snapshot
        record Settled(Subscription subscription, long version) implements ChangeDecision {}

        /// This very operation was refused before.
        record Refused(String code, String message) implements ChangeDecision {}

        /// An earlier change must be finished first.
        record Busy(Subscription subscription, ChangeOperation operation) implements ChangeDecision {}

        /// Its item at the provider must be told first.
        record UnknownItem(Subscription subscription) implements ChangeDecision {}

        record NoSuchSubscription() implements ChangeDecision {}

        record Ended(SubscriptionStatus status) implements ChangeDecision {}

        /// Its first payment is still due.
        record Incomplete() implements ChangeDecision {}

        record NothingToResume() implements ChangeDecision {}

        record UnknownPlan() implements ChangeDecision {}

        /// Not of this plan; or none was named, and the plan has not exactly one.
        record UnknownPrice() implements ChangeDecision {}

        /// A subscription can't have a price that is paid once.
        record NotRecurring(String price) implements ChangeDecision {}

        /// The price is not known to the provider yet.
        record NotSynced(String price) implements ChangeDecision {}

        /// @param source another live subscription (ours) to the plan
        record AlreadySubscribed(String source) implements ChangeDecision {}

        /// @param currency the one that the provider bills this customer in
        record CurrencyConflict(String currency) implements ChangeDecision {}

        /// The preview is too old, or of a time that has not come.
        record PreviewExpired() implements ChangeDecision {}
    }

    /// Begins a change, or says why there is none.
    ///
    /// @param order the subscription's
    /// @param operation drawn and stored before
    public static Decision<ChangeDecision> begin(
            Account account, OrderId order, String operation, Wish wish, Circumstances given) {
        Optional<Subscription> found = find(account, order);
        if (found.isEmpty()) {
            return Decision.unchanged(account, new ChangeDecision.NoSuchSubscription());
        }
        Subscription subscription = found.get();
        ChangeOperation newest = subscription.operation();
        if (newest != null && (newest.isPending() || newest.id().equals(operation))) {
            return Decision.unchanged(account, known(account, subscription, newest, operation));
        }
        return switch (wanted(account, subscription, wish, given)) {
            case Wanted.Not not -> Decision.unchanged(account, not.why());
            case Wanted.Asked asked -> begin(account, subscription, operation, asked, given);
        };
    }

    private static Decision<ChangeDecision> begin(
            Account account, Subscription subscription, String operation, Wanted.Asked asked, Circumstances given) {
        ChangeOperation begun = ChangeOperation.begin(operation, asked.change(), given.now());
        Subscription changing = subscription.changing(begun, asked.sold());
        return Conclusion.of(account, account.with(changing), given, (ChangeDecision)
                        new ChangeDecision.Begun(changing, begun))
                .and(new Effect.Schedule(new Job.ChangeSubscription(account.id(), subscription.order()), RESUME_AFTER));
    }

    /// What a change would be, for a preview: begins nothing.
    public static ChangeDecision consider(
            Account account, OrderId order, String operation, Wish.Change wish, Circumstances given) {
        Optional<Subscription> found = find(account, order);
        if (found.isEmpty()) {
            return new ChangeDecision.NoSuchSubscription();
        }
        return switch (wanted(account, found.get(), wish, given)) {
            case Wanted.Not not -> not.why();
            case Wanted.Asked asked ->
                new ChangeDecision.Begun(found.get(), ChangeOperation.begin(operation, asked.change(), given.now()));
        };
    }

    /// @return empty if it is not known, or nothing but invoices of it
    static Optional<Subscription> find(Account account, OrderId order) {
        return account.subscriptions().stream()
                .filter(s -> s.order().equals(order) && s.state() != null)
                .findFirst();
    }

    private static ChangeDecision known(
            Account account, Subscription subscription, ChangeOperation newest, String operation) {
        if (!newest.id().equals(operation)) {
            return new ChangeDecision.Busy(subscription, newest);
        }
        return switch (newest.end()) {
            case null -> new ChangeDecision.Begun(subscription, newest);
            case ChangeOperation.End.Done _ -> settled(account, subscription);
            case ChangeOperation.End.Refused refused -> new ChangeDecision.Refused(refused.code(), refused.message());
        };
    }

    private static ChangeDecision settled(Account account, Subscription subscription) {
        return new ChangeDecision.Settled(subscription, account.snapshot().version());
    }

    private sealed interface Wanted {
        /// @param sold the terms that the change sells; null: nothing new
        record Asked(SubscriptionChange change, @Nullable Terms sold) implements Wanted {
            Asked(SubscriptionChange change) {
                this(change, null);
            }
        }

        /// There is nothing to be asked.
        record Not(ChangeDecision why) implements Wanted {}
    }

    private static Wanted wanted(Account account, Subscription subscription, Wish wish, Circumstances given) {
        SubscriptionState state = Objects.requireNonNull(subscription.state());
        if (state.status().isTerminal()) {
            return new Wanted.Not(new ChangeDecision.Ended(state.status()));
        }
        boolean endsNow = wish instanceof Wish.Cancel cancel && !cancel.atPeriodEnd();
        if (subscription.isIncomplete() && !endsNow) {
            return new Wanted.Not(new ChangeDecision.Incomplete());
        }
        return switch (wish) {
            case Wish.Cancel cancel -> cancel(account, subscription, state, cancel);
            case Wish.EndTrial _ ->
                state.status() == SubscriptionStatus.TRIALING
                        ? new Wanted.Asked(new SubscriptionChange.EndTrial())
                        : new Wanted.Not(settled(account, subscription));
            case Wish.Resume _ -> resume(state);
            case Wish.Change change -> change(account, subscription, state, change, given);
        };
    }

    private static Wanted cancel(
            Account account, Subscription subscription, SubscriptionState state, Wish.Cancel cancel) {
        if (!cancel.atPeriodEnd()) {
            return new Wanted.Asked(new SubscriptionChange.CancelNow());
        }
        return state.cancelAtPeriodEnd()
                ? new Wanted.Not(settled(account, subscription))
                : new Wanted.Asked(new SubscriptionChange.CancelAtPeriodEnd());
    }

    private static Wanted resume(SubscriptionState state) {
        Set<Stop> stops =
                Arrays.stream(Stop.values()).filter(stop -> stop.isIn(state)).collect(Collectors.toSet());
        return stops.isEmpty()
                ? new Wanted.Not(new ChangeDecision.NothingToResume())
                : new Wanted.Asked(new SubscriptionChange.Undo(stops));
    }

    private static Wanted change(
            Account account,
            Subscription subscription,
            SubscriptionState state,
            Wish.Change wish,
            Circumstances given) {
        Instant date = wish.prorationDate();
        Instant now = account.now(given.now());
        if (date != null && (date.isBefore(now.minus(PREVIEW_HOLDS)) || date.isAfter(now.plus(SKEW)))) {
            return new Wanted.Not(new ChangeDecision.PreviewExpired());
        }
        return keeps(subscription.terms(), wish)
                ? reprice(account, subscription, state, wish, subscription.terms(), null)
                : sell(account, subscription, state, wish, given.catalog());
    }

    /// Another quantity of what it has: on the terms that it has, whatever the catalog says by now.
    private static boolean keeps(Terms terms, Wish.Change wish) {
        return terms.plan().equals(wish.plan())
                && (wish.price() == null || wish.price().equals(terms.price().code()));
    }

    private static Wanted sell(
            Account account, Subscription subscription, SubscriptionState state, Wish.Change wish, Catalog catalog) {
        Optional<Plan> plan = catalog.plan(wish.plan());
        if (plan.isEmpty()) {
            return new Wanted.Not(new ChangeDecision.UnknownPlan());
        }
        Optional<Price> price =
                wish.price() == null ? plan.get().onlyPrice() : plan.get().price(wish.price());
        if (price.isEmpty()) {
            return new Wanted.Not(new ChangeDecision.UnknownPrice());
        }
        Terms terms = Terms.of(catalog, plan.get(), price.get());
        return refusal(account, subscription, terms)
                .<Wanted>map(Wanted.Not::new)
                .orElseGet(() -> reprice(account, subscription, state, wish, terms, terms));
    }

    private static Optional<ChangeDecision> refusal(Account account, Subscription subscription, Terms terms) {
        String currency = subscription.terms().price().amount().currency();
        if (!terms.isRecurring()) {
            return Optional.of(new ChangeDecision.NotRecurring(terms.price().code()));
        }
        if (terms.price().providerPriceId() == null) {
            return Optional.of(new ChangeDecision.NotSynced(terms.price().code()));
        }
        if (!terms.price().amount().currency().equals(currency)) {
            return Optional.of(new ChangeDecision.CurrencyConflict(currency));
        }
        return account.subscriptions().stream()
                .filter(other -> !other.id().equals(subscription.id())
                        && other.terms().plan().equals(terms.plan())
                        && other.status()
                                .filter(SubscriptionStatus::occupiesPlan)
                                .isPresent())
                .map(other -> (ChangeDecision) new ChangeDecision.AlreadySubscribed(other.id()))
                .findFirst();
    }

    /// @param sold null: nothing new
    private static Wanted reprice(
            Account account,
            Subscription subscription,
            SubscriptionState state,
            Wish.Change wish,
            Terms terms,
            @Nullable Terms sold) {
        if (state.itemId() == null) {
            return new Wanted.Not(new ChangeDecision.UnknownItem(subscription));
        }
        // What it has may be a price that the catalog doesn't know.
        String price = sold == null ? state.providerPriceId() : terms.price().providerPriceId();
        if (price == null) {
            return new Wanted.Not(new ChangeDecision.NotSynced(terms.price().code()));
        }
        int quantity = wish.quantity() == null ? state.quantity() : wish.quantity();
        boolean same = price.equals(state.providerPriceId())
                && quantity == state.quantity()
                && subscription.terms().plan().equals(terms.plan());
        return same
                ? new Wanted.Not(settled(account, subscription))
                : new Wanted.Asked(
                        new SubscriptionChange.Reprice(state.itemId(), price, quantity, wish.prorationDate()), sold);
    }

    /// The provider has made the change, and what the subscription is like has been taken in since.
    public static Decision<ChangeDecision> made(Account account, OrderId order, String operation, Circumstances given) {
        return ended(account, order, operation, given, Subscription::changed);
    }

    /// The provider has refused the change, for good; or nobody will ever know, and it is not asked for again.
    ///
    /// @param message safe to show
    public static Decision<ChangeDecision> refused(
            Account account, OrderId order, String operation, String code, String message, Circumstances given) {
        return ended(account, order, operation, given, (s, pending) -> s.refused(pending, code, message));
    }

    private interface Ending {
        Subscription end(Subscription subscription, ChangeOperation pending);
    }

    private static Decision<ChangeDecision> ended(
            Account account, OrderId order, String operation, Circumstances given, Ending ending) {
        Subscription subscription =
                find(account, order).orElseThrow(() -> new IllegalStateException("no subscription of " + order));
        ChangeOperation newest = subscription.operation();
        if (newest == null || !newest.id().equals(operation) || !newest.isPending()) {
            return Decision.unchanged(account, settled(account, subscription));
        }
        Subscription after = ending.end(subscription, newest);
        Decision<ChangeDecision> decision = Conclusion.of(
                account, account.with(after), given, (ChangeDecision) new ChangeDecision.NoSuchSubscription());
        Account settled = decision.account();
        return decision.map(_ -> known(
                        settled,
                        find(settled, order).orElseThrow(),
                        Objects.requireNonNull(after.operation()),
                        operation))
                .and(new Effect.Unschedule(new Job.ChangeSubscription(account.id(), order)));
    }
}
