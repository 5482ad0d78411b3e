package io.tollgate.refunds.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.disputes.Dispute;
import io.tollgate.disputes.FraudWarning;
import io.tollgate.postgres.MoneyDocument;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.RefundId;
import io.tollgate.refunds.Reversals;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What speaks against a payment, as stored with it.
@RegisterForReflection
public record ReversalsDocument(
        List<RefundDocument> refunds, List<DisputeDocument> disputes, List<WarningDocument> warnings, long told) {
    @RegisterForReflection
    public record RefundDocument(
            String id,
            @Nullable String providerId,
            MoneyDocument amount,
            Refund.Status status,
            @Nullable String reason,
            @Nullable String failure,
            Refund.Access access,
            Instant createdAt) {}

    @RegisterForReflection
    public record DisputeDocument(
            String providerId,
            Dispute.Status status,
            MoneyDocument amount,
            @Nullable String reason,
            Instant createdAt) {}

    @RegisterForReflection
    public record WarningDocument(String providerId, String type, boolean actionable) {}

    /// @return null if there is nothing to keep
    public static @Nullable ReversalsDocument of(Reversals reversals) {
        return reversals.equals(Reversals.NONE)
                ? null
                : new ReversalsDocument(
                        reversals.refunds().stream().map(ReversalsDocument::of).toList(),
                        reversals.disputes().stream().map(ReversalsDocument::of).toList(),
                        reversals.warnings().stream()
                                .map(w -> new WarningDocument(w.providerId(), w.type(), w.actionable()))
                                .toList(),
                        reversals.toldRefunded());
    }

    private static RefundDocument of(Refund refund) {
        return new RefundDocument(
                refund.id().value(),
                refund.providerId(),
                MoneyDocument.of(refund.amount()),
                refund.status(),
                refund.reason(),
                refund.failure(),
                refund.access(),
                refund.createdAt());
    }

    private static DisputeDocument of(Dispute dispute) {
        return new DisputeDocument(
                dispute.providerId(),
                dispute.status(),
                MoneyDocument.of(dispute.amount()),
                dispute.reason(),
                dispute.createdAt());
    }

    /// @param document null: nothing was kept
    /// @param refunded what was kept before there were documents: a total
    public static Reversals read(@Nullable ReversalsDocument document, MoneyDocument refunded) {
        return document == null ? Reversals.inTotal(refunded.toMoney().amount()) : document.toReversals();
    }

    private Reversals toReversals() {
        return new Reversals(
                refunds.stream().map(ReversalsDocument::toRefund).toList(),
                disputes.stream().map(ReversalsDocument::toDispute).toList(),
                warnings.stream()
                        .map(w -> new FraudWarning(w.providerId, w.type, w.actionable))
                        .toList(),
                told);
    }

    private static Refund toRefund(RefundDocument refund) {
        return new Refund(
                new RefundId(refund.id),
                refund.providerId,
                refund.amount.toMoney(),
                refund.status,
                refund.reason,
                refund.failure,
                refund.access,
                refund.createdAt);
    }

    private static Dispute toDispute(DisputeDocument dispute) {
        return new Dispute(
                dispute.providerId, dispute.status, dispute.amount.toMoney(), dispute.reason, dispute.createdAt);
    }
}
