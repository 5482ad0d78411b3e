package io.tollgate.refunds.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.GivingBack;
import io.tollgate.accounts.GivingBack.RefundDecision;
import io.tollgate.accounts.GivingBack.Wish;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.RefundId;
import io.tollgate.refunds.Refunding;
import io.tollgate.refunds.usecase.RefundSending.Sending;
import io.tollgate.refunds.usecase.RefundSending.Sent;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Gives money of an order back. Called again with the same operation it comes to the same refund, wherever it
/// stopped before.
public final class RefundPayment {
    private final Accounts accounts;
    private final Refunding refunding;
    private final RefundSending refunds;
    private final CancelRefunded canceling;

    public RefundPayment(
            Projects projects, Accounts accounts, Refunding refunding, CancelRefunded canceling, InstantSource clock) {
        this.accounts = accounts;
        this.refunding = refunding;
        this.canceling = canceling;
        this.refunds = new RefundSending(projects, accounts, refunding, clock);
    }

    /// @param operation drawn and stored before the first call: the refund's id and the provider's key come from it
    /// @param payment the provider's id of one of the order's payments; null: its only one, or that of the
    ///     subscription's running period
    /// @param amount null: all that is left
    /// @param cancelSubscription whether the subscription ends with it
    public record Command(
            String operation,
            AccountId account,
            Cause cause,
            OrderId order,
            @Nullable String payment,
            @Nullable Money amount,
            String reason,
            Refund.Access access,
            boolean cancelSubscription) {
        RefundId refund() {
            return new RefundId("ref_" + operation.substring(operation.indexOf('_') + 1));
        }
    }

    public sealed interface Outcome {
        /// The provider has it, or will be asked until it is known: then it is still `REQUESTED`.
        ///
        /// @param version the snapshot's
        record Made(Refund refund, long version) implements Outcome {}

        /// The provider refused. What was held is free again.
        ///
        /// @param message safe to show
        record Refused(Refund refund, String code, String message) implements Outcome {}

        /// @param left what can still be given back
        record MoreThanLeft(Money left) implements Outcome {}

        record WrongCurrency(String paidIn) implements Outcome {}

        record NotPaid() implements Outcome {}

        record NoSuchPayment() implements Outcome {}

        /// The provider doesn't answer, and it must be asked first what was paid. Nothing is held; to be called again.
        record Unavailable() implements Outcome {}
    }

    public Outcome refund(Command command) {
        Sending sending = refunds.sending(command.account(), command.order(), command.cause());
        Wish wish = wish(command);
        RefundDecision decision = decide(command, account -> GivingBack.request(account, wish, refunds.given(sending)));
        return decision instanceof RefundDecision.Bygone(String invoice)
                ? refundBygone(command, wish, sending, invoice)
                : outcome(command, sending, decision);
    }

    private RefundDecision decide(Command command, Function<Account, Decision<RefundDecision>> decide) {
        return accounts.decide(command.account(), Touching.order(command.order()), command.cause(), decide);
    }

    private Outcome refundBygone(Command command, Wish wish, Sending sending, String invoice) {
        return switch (refunding.fetchInvoice(sending.provider(), invoice)) {
            case io.tollgate.payments.Outcome.Done<Optional<InvoiceSeen>>(Optional<InvoiceSeen> found) ->
                found.map(seen -> decide(
                                command, account -> GivingBack.request(account, wish, seen, refunds.given(sending))))
                        .map(decision -> outcome(command, sending, decision))
                        .orElseGet(Outcome.NoSuchPayment::new);
            case io.tollgate.payments.Outcome.Declined<?> _, io.tollgate.payments.Outcome.Unknown<?> _ ->
                new Outcome.Unavailable();
        };
    }

    private Outcome outcome(Command command, Sending sending, RefundDecision decision) {
        return switch (decision) {
            case RefundDecision.Reserved reserved ->
                outcome(command, refunds.send(sending, reserved.refund().id()));
            case RefundDecision.MoreThanLeft more -> new Outcome.MoreThanLeft(more.left());
            case RefundDecision.WrongCurrency wrong -> new Outcome.WrongCurrency(wrong.paidIn());
            case RefundDecision.NotPaid _ -> new Outcome.NotPaid();
            case RefundDecision.NoSuchPayment _, RefundDecision.Bygone _ -> new Outcome.NoSuchPayment();
        };
    }

    private static Wish wish(Command command) {
        return new Wish(
                command.refund(),
                command.order(),
                command.payment(),
                command.amount(),
                command.reason(),
                command.access(),
                command.cancelSubscription());
    }

    private Outcome outcome(Command command, Sent sent) {
        return switch (sent) {
            case Sent.Known known -> {
                if (command.cancelSubscription()) {
                    // If that is not known yet, the job goes on with it.
                    canceling.cancel(command.account(), command.order(), command.refund(), command.cause());
                }
                yield new Outcome.Made(known.refund(), version(command.account()));
            }
            case Sent.Unknown unknown -> new Outcome.Made(unknown.refund(), version(command.account()));
            case Sent.Refused refused -> new Outcome.Refused(refused.refund(), refused.code(), refused.message());
        };
    }

    private long version(AccountId account) {
        return accounts.find(account).orElseThrow().snapshot().version();
    }
}
