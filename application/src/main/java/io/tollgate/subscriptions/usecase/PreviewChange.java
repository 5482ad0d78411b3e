package io.tollgate.subscriptions.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Changing;
import io.tollgate.accounts.Changing.ChangeDecision;
import io.tollgate.accounts.Changing.Wish;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.catalog.Catalogs;
import io.tollgate.orders.OrderId;
import io.tollgate.payments.Payments;
import io.tollgate.subscriptions.ChangePreview;
import io.tollgate.subscriptions.SubscriptionChange;
import io.tollgate.subscriptions.SubscriptionChanges;
import io.tollgate.subscriptions.usecase.ChangeMaking.Subject;
import io.tollgate.tenancy.Projects;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// What another plan, price or quantity would cost now, as the provider reckons it. Begins nothing.
public final class PreviewChange {
    private static final Cause CAUSE = Cause.system("preview-change");

    private final Accounts accounts;
    private final SubscriptionChanges changes;
    private final ChangeMaking making;

    public PreviewChange(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Payments payments,
            SubscriptionChanges changes,
            InstantSource clock) {
        this.accounts = accounts;
        this.changes = changes;
        this.making = new ChangeMaking(projects, catalogs, accounts, payments, changes, clock);
    }

    /// @param order the subscription's
    public record Query(
            AccountId account,
            OrderId order,
            String plan,
            @Nullable String price,
            @Nullable Integer quantity) {}

    public sealed interface Outcome {
        record Previewed(ChangePreview preview, SubscriptionChange.Reprice change) implements Outcome {}

        /// There is nothing to be previewed, as the change would say, too.
        record Refused(ChangeDecision decision) implements Outcome {}

        /// @param message safe to show
        record Declined(String code, String message) implements Outcome {}

        record ProviderUnavailable() implements Outcome {}
    }

    public Outcome preview(Query query) {
        ChangeDecision decision = consider(query);
        if (decision instanceof ChangeDecision.UnknownItem unknown) {
            if (!making.refresh(new Subject(query.account(), unknown.subscription(), CAUSE))) {
                return new Outcome.ProviderUnavailable();
            }
            decision = consider(query);
        }
        return decision instanceof ChangeDecision.Begun begun
                        && begun.operation().change() instanceof SubscriptionChange.Reprice reprice
                ? ask(query, begun.subscription().providerId(), reprice)
                : new Outcome.Refused(decision);
    }

    private ChangeDecision consider(Query query) {
        Account account =
                accounts.decide(query.account(), Touching.order(query.order()), CAUSE, a -> Decision.unchanged(a, a));
        Circumstances given = making.given(query.account());
        // The provider knows whole seconds.
        Instant now = account.now(given.now()).truncatedTo(ChronoUnit.SECONDS);
        Wish.Change wish = new Wish.Change(query.plan(), query.price(), query.quantity(), now);
        return Changing.consider(account, query.order(), "preview", wish, given);
    }

    private Outcome ask(Query query, String subscription, SubscriptionChange.Reprice reprice) {
        return switch (changes.preview(making.provider(query.account()), subscription, reprice)) {
            case io.tollgate.payments.Outcome.Done<ChangePreview> done -> new Outcome.Previewed(done.value(), reprice);
            case io.tollgate.payments.Outcome.Declined<ChangePreview> declined ->
                new Outcome.Declined(declined.code(), declined.message());
            case io.tollgate.payments.Outcome.Unknown<ChangePreview> _ -> new Outcome.ProviderUnavailable();
        };
    }
}
