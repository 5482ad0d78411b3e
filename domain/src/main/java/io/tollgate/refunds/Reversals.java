package io.tollgate.refunds;

import io.tollgate.disputes.Dispute;
import io.tollgate.disputes.FraudWarning;
import io.tollgate.money.Money;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;

/// What speaks against one payment: refunds, disputes and warnings. Everything in it only ever grows towards its end,
/// so it may be told in any order.
///
/// @param toldRefunded given back in total, as the charge itself told it at most; it names no refunds, and may be known
///     before them
public record Reversals(List<Refund> refunds, List<Dispute> disputes, List<FraudWarning> warnings, long toldRefunded) {
    public static final Reversals NONE = new Reversals(List.of(), List.of(), List.of(), 0);

    public Reversals {
        refunds = refunds.stream()
                .sorted(Comparator.comparing(refund -> refund.id().value()))
                .toList();
        disputes = disputes.stream()
                .sorted(Comparator.comparing(Dispute::providerId))
                .toList();
        warnings = warnings.stream()
                .sorted(Comparator.comparing(FraudWarning::providerId))
                .toList();
    }

    /// Only that so much was given back in total is known.
    public static Reversals inTotal(long refunded) {
        return new Reversals(List.of(), List.of(), List.of(), refunded);
    }

    public static Reversals of(Refund refund) {
        return new Reversals(List.of(refund), List.of(), List.of(), 0);
    }

    public static Reversals of(Dispute dispute) {
        return new Reversals(List.of(), List.of(dispute), List.of(), 0);
    }

    public static Reversals of(FraudWarning warning) {
        return new Reversals(List.of(), List.of(), List.of(warning), 0);
    }

    /// Commutative, associative, idempotent.
    public Reversals merge(Reversals other) {
        return new Reversals(
                merged(refunds, other.refunds, Refund::isSameAs, Refund::merge),
                merged(disputes, other.disputes, (a, b) -> a.providerId().equals(b.providerId()), Dispute::merge),
                merged(warnings, other.warnings, (a, b) -> a.providerId().equals(b.providerId()), FraudWarning::merge),
                Math.max(toldRefunded, other.toldRefunded));
    }

    private interface Same<T> {
        boolean are(T a, T b);
    }

    private static <T> List<T> merged(List<T> known, List<T> told, Same<T> same, BinaryOperator<T> merge) {
        List<T> all = new ArrayList<>(known);
        for (T one : told) {
            Predicate<T> isSame = other -> same.are(one, other);
            T merged = all.stream().filter(isSame).reduce(one, merge);
            all.removeIf(isSame);
            all.add(merged);
        }
        return all;
    }

    public Optional<Refund> refund(RefundId id) {
        return refunds.stream().filter(refund -> refund.id().equals(id)).findFirst();
    }

    /// The dispute as it is known here.
    public Optional<Dispute> dispute(Dispute same) {
        return disputes.stream()
                .filter(dispute -> dispute.providerId().equals(same.providerId()))
                .findFirst();
    }

    /// Given back, in the payment's minor units. The total that the charge told holds those that have failed since,
    /// but none that the provider never had.
    public long refunded() {
        return Math.max(sum(Refund::isGiven), toldRefunded - sum(r -> r.isUndone() && r.providerId() != null));
    }

    /// Asked for by us, and not answered yet.
    public long requested() {
        return sum(refund -> refund.status() == Refund.Status.REQUESTED);
    }

    private long sum(Predicate<Refund> which) {
        return refunds.stream()
                .filter(which)
                .mapToLong(refund -> refund.amount().amount())
                .sum();
    }

    /// What may still be given back of `paid`, whatever is on its way.
    public long left(Money paid) {
        return Math.max(0, paid.amount() - refunded() - requested());
    }

    /// Whether just what is left of `paid` was asked for before and refused or sent back: it is not asked for again.
    ///
    /// @param ids what the ids of those refunds begin with
    public boolean isGivenUp(Money paid, String ids) {
        long left = left(paid);
        return left > 0
                && refunds.stream()
                        .anyMatch(refund -> refund.isUndone()
                                && !Refund.ABANDONED.equals(refund.failure())
                                && refund.amount().amount() == left
                                && refund.id().value().startsWith(ids));
    }

    /// Whether all of `paid` was given back.
    public boolean isRefundedInFull(Money paid) {
        return refunded() > 0 && refunded() >= paid.amount();
    }

    /// Whether what the payment gave is gone: given back in full (unless told to keep it), revoked, or lost in a
    /// dispute.
    public boolean takesBack(Money paid) {
        boolean revoked = refunds.stream().anyMatch(r -> r.isGiven() && r.access() == Refund.Access.REVOKE);
        boolean kept = refunds.stream().anyMatch(r -> r.isGiven() && r.access() == Refund.Access.KEEP);
        return revoked || (isRefundedInFull(paid) && !kept) || disputes.stream().anyMatch(Dispute::isLost);
    }

    /// Whether a dispute that is open withholds what the payment gave. Its clock runs on.
    public boolean suspends() {
        return disputes.stream().anyMatch(Dispute::suspends);
    }
}
