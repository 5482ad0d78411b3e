package io.tollgate.subscriptions.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.subscriptions.PausedCollection;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionView;
import io.tollgate.tenancy.UserId;
import java.time.Instant;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A subscription as it is answered.
@RegisterForReflection
@Schema(name = "Subscription")
public record SubscriptionAnswer(
        String id,
        String userId,
        String orderId,
        String plan,
        String price,
        int quantity,

        @Schema(
                enumeration = {
                    "incomplete",
                    "incompleteExpired",
                    "trialing",
                    "active",
                    "pastDue",
                    "unpaid",
                    "paused",
                    "canceled"
                })
        String status,

        @Nullable Instant currentPeriodEnd,
        boolean cancelAtPeriodEnd,

        @Nullable @Schema(description = "When it will end by itself")
        Instant cancelAt,

        @Nullable Instant trialEnd,

        @Nullable @Schema(description = "While nothing is collected: access lapses at the end of what is paid")
        CollectionPaused collectionPaused,

        String providerId,

        @Schema(description = "The version of the user's snapshot")
        long version) {
    @RegisterForReflection
    public record CollectionPaused(
            @Schema(
                    description = "What becomes of the invoices meanwhile",
                    enumeration = {"keepAsDraft", "markUncollectible", "void"})
            String behavior,

            @Nullable Instant resumesAt) {
        static CollectionPaused of(PausedCollection paused) {
            return new CollectionPaused(paused.behavior().spelling(), paused.resumesAt());
        }
    }

    static SubscriptionAnswer of(SubscriptionView view) {
        return of(view.user(), view.subscription(), view.version());
    }

    /// @param subscription of which it is known what it is like
    public static SubscriptionAnswer of(UserId user, Subscription subscription, long version) {
        SubscriptionState state = Objects.requireNonNull(subscription.state());
        PausedCollection paused = state.pausedCollection();
        return new SubscriptionAnswer(
                subscription.id(),
                user.value(),
                subscription.order().value(),
                subscription.terms().plan(),
                subscription.terms().price().code(),
                state.quantity(),
                state.status().spelling(),
                state.currentPeriodEnd(),
                state.cancelAtPeriodEnd(),
                state.cancelAt(),
                state.trialEnd(),
                paused == null ? null : CollectionPaused.of(paused),
                subscription.providerId(),
                version);
    }
}
