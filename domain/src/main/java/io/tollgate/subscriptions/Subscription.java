package io.tollgate.subscriptions;

import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.Terms;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Sale;
import io.tollgate.tenancy.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A recurring purchase. What the provider says of it is mirrored; what it gives comes from its paid invoices.
///
/// @param id ours, prefixed `sub_`; made from its order's id
/// @param providerId the provider's
/// @param sold the terms of its newest sale: the first, or a change of ours that was made
/// @param offers other terms, each for another price of the provider: of earlier sales, of a change under way, and
///     those of the catalog whose price somebody else has given it
/// @param state null while only invoices have been seen
/// @param observed when `state` was seen; null with it
/// @param revision counts the changes of `state`, and how often something was forgotten: a fetch that began at this
///     revision is newer than all that it holds or has ever held
/// @param invoices the newest, all that are not settled, and all against which something speaks
/// @param operation null: never changed by us
public record Subscription(
        String id,
        String providerId,
        OrderId order,
        Terms sold,
        List<Terms> offers,
        @Nullable SubscriptionState state,
        @Nullable Observed observed,
        long revision,
        List<SubscriptionInvoice> invoices,
        @Nullable ChangeOperation operation) {
    /// Invoices kept for decisions, of periods (paid, and not) and of none (prorations) each; older ones can no longer
    /// matter, as only the latest paid period gives access: but for those that are not settled, or against whose
    /// payment something speaks.
    public static final int KEPT_INVOICES = 12;

    public Subscription {
        offers = List.copyOf(offers);
        invoices = List.copyOf(invoices);
    }

    public static Subscription of(OrderId order, String providerId, Terms terms) {
        return new Subscription(
                "sub_" + order.value().substring(order.value().indexOf('_') + 1),
                providerId,
                order,
                terms,
                List.of(),
                null,
                null,
                0,
                List.of(),
                null);
    }

    /// What it gives: the terms of the price that the provider says it has, whatever order that was told in. A price
    /// that nobody knows gives what was sold.
    public Terms terms() {
        return termsOf(state == null ? null : state.providerPriceId()).orElse(sold);
    }

    /// What an invoice paid for, in the provider's words; see [#terms()].
    public Terms termsOf(SubscriptionInvoice invoice) {
        return Optional.ofNullable(invoice.billed())
                .flatMap(billed -> termsOf(billed.providerPriceId()))
                .orElseGet(this::terms);
    }

    private Optional<Terms> termsOf(@Nullable String price) {
        return Stream.concat(Stream.of(sold), offers.stream())
                .filter(terms -> price != null && price.equals(terms.price().providerPriceId()))
                .findFirst();
    }

    /// The price that the provider says it has, if no terms are known for it.
    public Optional<String> unknownPrice() {
        return Optional.ofNullable(state)
                .map(SubscriptionState::providerPriceId)
                .filter(price -> termsOf(price).isEmpty());
    }

    /// Knows the terms of prices that somebody else has given it.
    public Subscription knowing(Catalog catalog) {
        Subscription known = this;
        Stream<String> billed = invoices.stream()
                .flatMap(invoice -> Stream.ofNullable(invoice.billed()))
                .map(SubscriptionInvoice.Billed::providerPriceId);
        List<String> unknown = Stream.concat(unknownPrice().stream(), billed)
                .distinct()
                .filter(price -> termsOf(price).isEmpty())
                .toList();
        for (String price : unknown) {
            known = catalog.terms(price)
                    .filter(Terms::isRecurring)
                    .map(known::offering)
                    .orElse(known);
        }
        return known;
    }

    /// Offers that can no longer matter go: of a price that it neither has nor was billed for.
    private Subscription offering(Terms added) {
        List<Terms> kept = new ArrayList<>(offers);
        kept.removeIf(offer -> isPriceOf(offer, added.price().providerPriceId()) || !matters(offer));
        kept.add(added);
        return with(sold, kept, operation);
    }

    private boolean matters(Terms offer) {
        return isPriceOf(offer, state == null ? null : state.providerPriceId())
                || invoices.stream()
                        .flatMap(invoice -> Stream.ofNullable(invoice.billed()))
                        .anyMatch(billed -> isPriceOf(offer, billed.providerPriceId()));
    }

    private static boolean isPriceOf(Terms terms, @Nullable String price) {
        return price != null && price.equals(terms.price().providerPriceId());
    }

    /// The change of which nobody knows yet what has become.
    public Optional<ChangeOperation> pendingChange() {
        return Optional.ofNullable(operation).filter(ChangeOperation::isPending);
    }

    /// A change is to be made.
    ///
    /// @param terms what it will give; null: what it gives now
    public Subscription changing(ChangeOperation begun, @Nullable Terms terms) {
        Subscription offered = terms == null ? this : offering(terms);
        return with(offered.sold, offered.offers, begun);
    }

    /// The change was made. What it sold is what stays, should the provider tell of a price that nobody knows.
    public Subscription changed(ChangeOperation made) {
        ChangeOperation done = made.ended(new ChangeOperation.End.Done());
        Optional<Terms> bought = made.change() instanceof SubscriptionChange.Reprice reprice
                ? offers.stream()
                        .filter(offer -> isPriceOf(offer, reprice.providerPriceId()))
                        .findFirst()
                : Optional.empty();
        return bought.map(terms -> with(terms, List.of(), done).keeping(sold, offers))
                .orElseGet(() -> with(sold, offers, done));
    }

    private Subscription keeping(Terms earlier, List<Terms> others) {
        List<Terms> kept = Stream.concat(Stream.of(earlier), others.stream().filter(this::matters))
                .filter(offer -> !isPriceOf(sold, offer.price().providerPriceId()))
                .toList();
        return with(sold, kept, operation);
    }

    /// The change was refused, for good.
    public Subscription refused(ChangeOperation made, String code, String message) {
        return with(sold, offers, made.ended(new ChangeOperation.End.Refused(code, message)));
    }

    private Subscription with(Terms newest, List<Terms> others, @Nullable ChangeOperation newestOperation) {
        return new Subscription(
                id, providerId, order, newest, others, state, observed, revision, invoices, newestOperation);
    }

    public Optional<SubscriptionStatus> status() {
        return Optional.ofNullable(state).map(SubscriptionState::status);
    }

    /// Whether the first payment is still due, by what was told last.
    public boolean isIncomplete() {
        return status().filter(SubscriptionStatus.INCOMPLETE::equals).isPresent();
    }

    public boolean isTrialing() {
        return status().filter(SubscriptionStatus.TRIALING::equals).isPresent();
    }

    /// Whether it began, or is to begin, with a trial.
    public boolean hasTrial() {
        return state != null && state.trialEnd() != null;
    }

    /// As it was looked at a moment ago, to be shown and not to be kept: its events may have told less of it so far.
    /// What has ended stays so.
    public Subscription lookedAt(SubscriptionState seen) {
        return isTerminal()
                ? this
                : new Subscription(id, providerId, order, sold, offers, seen, observed, revision, invoices, operation);
    }

    public boolean isTerminal() {
        return status().filter(SubscriptionStatus::isTerminal).isPresent();
    }

    /// What is to become of a sighting.
    public sealed interface Sighting {
        record Newer(Subscription subscription) implements Sighting {}

        record Older() implements Sighting {}

        /// Time can't tell which is newer: ask the provider.
        record Undecided(long revision) implements Sighting {}
    }

    /// Looks at a state that an event told.
    ///
    /// @param trustTimes false where events carry another clock's time than ours (a test clock's): then only asking
    ///     tells
    public Sighting see(SubscriptionState seen, Observed when, boolean trustTimes) {
        if (state == null || observed == null) {
            return new Sighting.Newer(seen(seen, when));
        }
        if (state.status().isTerminal() != seen.status().isTerminal()) {
            return seen.status().isTerminal() ? new Sighting.Newer(seen(seen, when)) : new Sighting.Older();
        }
        boolean comparable =
                trustTimes || observed.how() != Observed.How.FETCHED || when.how() == Observed.How.CREATION;
        if (comparable && observed.isBefore(when)) {
            // Also where the state is the same: it was so later than we knew, and what lies between is older.
            return new Sighting.Newer(seen(seen, when));
        }
        if (state.equals(seen) || (comparable && when.isBefore(observed))) {
            return new Sighting.Older();
        }
        return new Sighting.Undecided(revision);
    }

    /// Looks at a state that we fetched.
    ///
    /// @param asOfRevision our revision when the request went out: if it has changed since, neither is known to be
    ///     newer
    public Sighting seeFetched(SubscriptionState seen, Observed when, long asOfRevision) {
        boolean ended = seen.status().isTerminal();
        if (isTerminal() && !ended) {
            return new Sighting.Older();
        }
        boolean endsNow = ended && !isTerminal();
        if (asOfRevision != revision && !endsNow) {
            return seen.equals(state) ? new Sighting.Older() : new Sighting.Undecided(revision);
        }
        return new Sighting.Newer(seen(seen, when));
    }

    /// Of two states that time can't order, and of which the provider knows nothing any more, the further one.
    public Subscription seeByRank(SubscriptionState seen, Observed when) {
        return state == null || FURTHER.compare(seen, state) > 0 ? seen(seen, when) : this;
    }

    private static final Comparator<Instant> NULL_OR_EARLIER_FIRST = Comparator.nullsFirst(Comparator.naturalOrder());

    private static final Comparator<String> NULL_OR_SMALLER_FIRST = Comparator.nullsFirst(Comparator.naturalOrder());

    /// Total: whichever of two different states comes first, the same one stays.
    private static final Comparator<SubscriptionState> FURTHER = Comparator.comparing(SubscriptionState::status)
            .thenComparing(SubscriptionState::currentPeriodEnd, NULL_OR_EARLIER_FIRST)
            .thenComparing(SubscriptionState::cancelAtPeriodEnd)
            .thenComparing(SubscriptionState::quantity)
            .thenComparing(SubscriptionState::cancelAt, NULL_OR_EARLIER_FIRST)
            .thenComparing(SubscriptionState::trialEnd, NULL_OR_EARLIER_FIRST)
            .thenComparing(SubscriptionState::endedAt, NULL_OR_EARLIER_FIRST)
            .thenComparing(SubscriptionState::providerPriceId, NULL_OR_SMALLER_FIRST)
            .thenComparing(SubscriptionState::itemId, NULL_OR_SMALLER_FIRST)
            .thenComparing(
                    SubscriptionState::pausedCollection,
                    Comparator.nullsFirst(Comparator.comparing(PausedCollection::behavior)
                            .thenComparing(PausedCollection::resumesAt, NULL_OR_EARLIER_FIRST)));

    private Subscription seen(SubscriptionState seen, Observed when) {
        return new Subscription(id, providerId, order, sold, offers, seen, when, revision + 1, invoices, operation);
    }

    /// Adds what was told of an invoice, however old it is: see [#forgetting()].
    public Subscription bill(SubscriptionInvoice told) {
        Optional<SubscriptionInvoice> known = invoice(told.id());
        SubscriptionInvoice merged = known.map(invoice -> invoice.merge(told)).orElse(told);
        List<SubscriptionInvoice> all = new ArrayList<>(invoices);
        all.removeIf(invoice -> invoice.id().equals(told.id()));
        all.add(merged);
        all.sort(NEWEST_FIRST);
        return with(all, revision);
    }

    /// Without the invoices that can no longer matter.
    public Subscription forgetting() {
        Set<SubscriptionInvoice> newest = newest(invoices);
        List<SubscriptionInvoice> kept = invoices.stream()
                .filter(i -> newest.contains(i) || i.isUnsettled() || i.isReversed())
                .toList();
        return kept.size() == invoices.size() ? this : with(kept, revision + 1);
    }

    private Subscription with(List<SubscriptionInvoice> others, long at) {
        return new Subscription(id, providerId, order, sold, offers, state, observed, at, others, operation);
    }

    /// Whether an invoice that is not settled, as it is told, may have been settled and forgotten since: what was
    /// forgotten is older than so many that are held. Only the provider knows. Where something speaks against a
    /// payment, it is never forgotten.
    public boolean mayHaveForgotten(SubscriptionInvoice told) {
        return told.isUnsettled()
                && !told.isReversed()
                && invoice(told.id()).isEmpty()
                && invoices.stream()
                                .filter(held -> NEWEST_FIRST.compare(held, told) < 0)
                                .count()
                        >= KEPT_INVOICES;
    }

    /// Also where nothing was collected for a year, the payment before that is the last one.
    ///
    /// @param all newest first
    private static Set<SubscriptionInvoice> newest(List<SubscriptionInvoice> all) {
        return Stream.of(
                        all.stream().filter(i -> i.isOfPeriod() && i.isPaid()),
                        all.stream().filter(i -> i.isOfPeriod() && !i.isPaid()),
                        all.stream().filter(i -> !i.isOfPeriod()))
                .flatMap(ofOneKind -> ofOneKind.limit(KEPT_INVOICES))
                .collect(Collectors.toSet());
    }

    /// Whether it is so old that it would be forgotten, if nothing spoke against its payment: whatever it gave is over.
    public boolean isBygone(SubscriptionInvoice invoice) {
        return !newest(invoices).contains(invoice);
    }

    private static final Comparator<SubscriptionInvoice> NEWEST_FIRST = Comparator.comparing(
                    SubscriptionInvoice::periodEnd, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .thenComparing(SubscriptionInvoice::createdAt, NULL_OR_EARLIER_FIRST)
            .thenComparing(SubscriptionInvoice::id)
            .reversed();

    public Optional<SubscriptionInvoice> invoice(String invoiceId) {
        return invoices.stream().filter(i -> i.id().equals(invoiceId)).findFirst();
    }

    /// The first time anything was paid, or nothing was due (a trial, a full discount).
    public Optional<Instant> firstPaidAt() {
        return invoices.stream()
                .filter(SubscriptionInvoice::isPaid)
                .flatMap(i -> Stream.ofNullable(i.paidAt()))
                .min(Comparator.naturalOrder());
    }

    /// The first invoice that was paid, or of which nothing was due, and whose period is known: it makes the order
    /// paid.
    public Optional<SubscriptionInvoice> firstPaid() {
        return invoices.stream()
                .filter(i -> i.isPaid() && i.paidAt() != null && i.periodEnd() != null)
                .min(Comparator.comparing(SubscriptionInvoice::paidAt, NULL_OR_EARLIER_FIRST)
                        .thenComparing(SubscriptionInvoice::id));
    }

    /// Whether it ended before anything was paid. One that was merely canceled may have been paid before, and
    /// the news of that be on its way: only a first invoice that was written off tells.
    public boolean isLost() {
        SubscriptionStatus current = state == null ? null : state.status();
        boolean writtenOff =
                current == SubscriptionStatus.CANCELED && invoices.stream().anyMatch(SubscriptionInvoice::isWrittenOff);
        return (current == SubscriptionStatus.INCOMPLETE_EXPIRED || writtenOff)
                && invoices.stream().noneMatch(SubscriptionInvoice::isPaid);
    }

    /// Whether money has ever been on its way. Once told it stays, so that it may be told before or after its failure.
    public boolean isDebited() {
        return invoices.stream().anyMatch(invoice -> invoice.processingAt() != null);
    }

    /// The end of the last paid period whose money was not given back, or of the trial.
    public Optional<Instant> paidUntil() {
        Optional<Instant> paid = lastEnd(i -> i.isPaid() && !i.isTakenBack());
        Instant trialEnd = state != null && state.status().isLive() ? state.trialEnd() : null;
        return Stream.concat(paid.stream(), Stream.ofNullable(trialEnd)).max(Comparator.naturalOrder());
    }

    /// Whether the payment that covers now, that of the last paid period, is disputed.
    public boolean isSuspended() {
        return paidUntil()
                .filter(end -> {
                    List<SubscriptionInvoice> covering = invoices.stream()
                            .filter(i -> i.isPaid() && !i.isTakenBack() && end.equals(i.periodEnd()))
                            .toList();
                    return !covering.isEmpty() && covering.stream().allMatch(SubscriptionInvoice::isSuspended);
                })
                .isPresent();
    }

    private Optional<Instant> lastEnd(Predicate<SubscriptionInvoice> which) {
        return invoices.stream()
                .filter(which)
                .flatMap(i -> Stream.ofNullable(i.periodEnd()))
                .max(Comparator.naturalOrder());
    }

    /// Until when it gives access, by what is known; empty: it gives none. See product.md, "Rules for access".
    public Optional<Instant> accessUntil(Settings settings) {
        SubscriptionState current = state;
        if (current == null || !current.status().isLive()) {
            return Optional.empty();
        }
        return paidUntil().map(paid -> withSlack(current, paid, settings));
    }

    /// The same, by what was decided about the money, too: none while all that was paid is being given back.
    ///
    /// @param sale its order's
    public Optional<Instant> accessUntil(Sale sale, Settings settings) {
        return isWithheld(sale) ? Optional.empty() : accessUntil(settings);
    }

    private boolean isWithheld(Sale sale) {
        return sale.isGivenBack()
                && invoices.stream()
                        .filter(SubscriptionInvoice::isPaid)
                        .allMatch(invoice -> sale.withholds(invoice.amountPaid(), invoice.reversals()));
    }

    private Instant withSlack(SubscriptionState current, Instant paid, Settings settings) {
        boolean takenBack = lastEnd(SubscriptionInvoice::isTakenBack)
                .filter(end -> end.isAfter(paid))
                .isPresent();
        if (takenBack) {
            return min(paid, endsBy(current, paid));
        }
        Duration slack = slack(settings);
        Duration whileProcessing = max(slack, settings.processingSlack());
        Instant end = paid.plus(isRenewalProcessing(paid) ? whileProcessing : slack);
        return min(min(end, debtsEnd(slack, whileProcessing)), endsBy(current, paid));
    }

    /// When it will end by itself. The period at whose end it is to be canceled may be one that is still to be
    /// paid. While nothing is collected, no period after the paid one comes to be paid.
    private static Instant endsBy(SubscriptionState current, Instant paid) {
        return min(cancellation(current, paid), collectsAgain(current, paid) ? Instant.MAX : paid);
    }

    private static boolean collectsAgain(SubscriptionState current, Instant paid) {
        PausedCollection paused = current.pausedCollection();
        return paused == null
                || (paused.resumesAt() != null && !paused.resumesAt().isAfter(paid));
    }

    private static Instant cancellation(SubscriptionState current, Instant paid) {
        if (current.cancelAt() != null) {
            return current.cancelAt();
        }
        if (!current.cancelAtPeriodEnd()) {
            return Instant.MAX;
        }
        Instant periodEnd = current.currentPeriodEnd();
        return periodEnd == null || periodEnd.isBefore(paid) ? paid : periodEnd;
    }

    private Duration slack(Settings settings) {
        return max(settings.renewalSlack(), Duration.ofDays(terms().graceDays()));
    }

    private boolean isRenewalProcessing(Instant paid) {
        return invoices.stream()
                .anyMatch(i -> i.isProcessing()
                        && (i.periodEnd() == null || i.periodEnd().isAfter(paid)));
    }

    /// How long what is owed is waited for. The renewal that is being collected now began at the paid period's
    /// end, or later, so it takes nothing away.
    private Instant debtsEnd(Duration slack, Duration whileProcessing) {
        return invoices.stream()
                .filter(i -> i.status() == SubscriptionInvoice.Status.OPEN)
                .flatMap(i -> Stream.ofNullable(i.createdAt())
                        .map(created -> created.plus(i.isProcessing() ? whileProcessing : slack)))
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Instant min(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
