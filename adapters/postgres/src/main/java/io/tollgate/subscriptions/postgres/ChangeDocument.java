package io.tollgate.subscriptions.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.subscriptions.ChangeOperation;
import io.tollgate.subscriptions.SubscriptionChange;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A change of a subscription as stored.
///
/// @param stops what an `undo` undoes
/// @param itemId and what follows: of a `reprice`
/// @param end null, `done` or `refused`
/// @param code and message: of a refusal
@RegisterForReflection
public record ChangeDocument(
        String id,
        String change,
        List<SubscriptionChange.Stop> stops,
        @Nullable String itemId,
        @Nullable String providerPriceId,
        int quantity,
        @Nullable Instant prorationDate,
        Instant since,
        @Nullable String end,
        @Nullable String code,
        @Nullable String message) {
    static ChangeDocument of(ChangeOperation operation) {
        return switch (operation.change()) {
            case SubscriptionChange.CancelNow _ -> of(operation, "cancelNow", Set.of());
            case SubscriptionChange.CancelAtPeriodEnd _ -> of(operation, "cancelAtPeriodEnd", Set.of());
            case SubscriptionChange.EndTrial _ -> of(operation, "endTrial", Set.of());
            case SubscriptionChange.Undo undo -> of(operation, "undo", undo.stops());
            case SubscriptionChange.Reprice reprice ->
                of(operation, "reprice", Set.of())
                        .with(reprice.itemId(), reprice.providerPriceId(), reprice.quantity(), reprice.prorationDate());
        };
    }

    private static ChangeDocument of(ChangeOperation operation, String change, Set<SubscriptionChange.Stop> stops) {
        ChangeOperation.End end = operation.end();
        ChangeOperation.End.Refused refused = end instanceof ChangeOperation.End.Refused r ? r : null;
        return new ChangeDocument(
                operation.id(),
                change,
                stops.stream().sorted().toList(),
                null,
                null,
                0,
                null,
                operation.since(),
                end == null ? null : refused == null ? "done" : "refused",
                refused == null ? null : refused.code(),
                refused == null ? null : refused.message());
    }

    private ChangeDocument with(String item, String price, int pieces, @Nullable Instant date) {
        return new ChangeDocument(id, change, stops, item, price, pieces, date, since, end, code, message);
    }

    ChangeOperation toOperation() {
        return new ChangeOperation(id, toChange(), since, toEnd());
    }

    private SubscriptionChange toChange() {
        return switch (change) {
            case "cancelNow" -> new SubscriptionChange.CancelNow();
            case "cancelAtPeriodEnd" -> new SubscriptionChange.CancelAtPeriodEnd();
            case "endTrial" -> new SubscriptionChange.EndTrial();
            case "undo" -> new SubscriptionChange.Undo(Set.copyOf(stops));
            case "reprice" ->
                new SubscriptionChange.Reprice(
                        Objects.requireNonNull(itemId),
                        Objects.requireNonNull(providerPriceId),
                        quantity,
                        prorationDate);
            default -> throw new IllegalStateException("change " + id + " is stored as " + change);
        };
    }

    private ChangeOperation.@Nullable End toEnd() {
        return switch (end) {
            case null -> null;
            case "done" -> new ChangeOperation.End.Done();
            case "refused" ->
                new ChangeOperation.End.Refused(Objects.requireNonNull(code), Objects.requireNonNull(message));
            default -> throw new IllegalStateException("change " + id + " has ended as " + end);
        };
    }
}
