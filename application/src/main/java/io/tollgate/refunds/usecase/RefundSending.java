package io.tollgate.refunds.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.GivingBack;
import io.tollgate.accounts.GivingBack.RefundDecision.Reserved;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.orders.OrderId;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.RefundId;
import io.tollgate.refunds.Refunding;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;
import java.util.Optional;

/// The provider's part of a refund that stands: asked for with the key made from its id, and after the day for which
/// keys last only looked up. Never sent anew.
final class RefundSending {
    private final Projects projects;
    private final Accounts accounts;
    private final Refunding refunding;
    private final InstantSource clock;

    RefundSending(Projects projects, Accounts accounts, Refunding refunding, InstantSource clock) {
        this.projects = projects;
        this.accounts = accounts;
        this.refunding = refunding;
        this.clock = clock;
    }

    sealed interface Sent {
        /// @param refund as the provider has it
        record Known(Refund refund) implements Sent {}

        /// The provider has never had it.
        ///
        /// @param message safe to show
        record Refused(Refund refund, String code, String message) implements Sent {}

        /// To be called again.
        record Unknown(Refund refund) implements Sent {}
    }

    record Sending(AccountId account, OrderId order, Cause cause, Project project) {
        ProviderAccount provider() {
            return new ProviderAccount(project.providerAccount());
        }
    }

    Sending sending(AccountId account, OrderId order, Cause cause) {
        return new Sending(
                account, order, cause, projects.find(account.project()).orElseThrow());
    }

    /// @throws java.util.NoSuchElementException if there is no such refund
    Sent send(Sending sending, RefundId id) {
        Reserved known = look(sending, id);
        Refund refund = known.refund();
        if (refund.status() != Refund.Status.REQUESTED) {
            return settled(refund, "The payment provider refused the request");
        }
        return clock.instant().isBefore(refund.createdAt().plus(Payments.KEYS_LAST))
                ? ask(sending, known)
                : lookUp(sending, known);
    }

    Reserved look(Sending sending, RefundId id) {
        return accounts.decide(
                        sending.account(),
                        Touching.order(sending.order()),
                        sending.cause(),
                        account -> Decision.unchanged(account, GivingBack.find(account, sending.order(), id)))
                .orElseThrow();
    }

    private Sent ask(Sending sending, Reserved known) {
        return switch (refunding.refund(sending.provider(), sending.account(), known.target(), known.refund())) {
            case Outcome.Done<Refund> done -> new Sent.Known(told(sending, done.value()));
            case Outcome.Declined<Refund> declined ->
                settled(failed(sending, known.refund().id(), declined.code()), declined.message());
            case Outcome.Unknown<Refund> _ -> new Sent.Unknown(known.refund());
        };
    }

    /// Sent again, a forgotten key would give the money back twice.
    private Sent lookUp(Sending sending, Reserved known) {
        return switch (refunding.find(sending.provider(), known.target(), known.refund())) {
            case Outcome.Done<Optional<Refund>> done ->
                settled(
                        done.value()
                                .map(found -> told(sending, found))
                                .orElseGet(() -> failed(sending, known.refund().id(), Refund.ABANDONED)),
                        "The payment provider could not be reached in time");
            // Refused to tell is not told that there is none.
            case Outcome.Declined<Optional<Refund>> _, Outcome.Unknown<Optional<Refund>> _ ->
                new Sent.Unknown(known.refund());
        };
    }

    private static Sent settled(Refund refund, String message) {
        String failure = refund.failure();
        return refund.providerId() == null && failure != null
                ? new Sent.Refused(refund, failure, message)
                : new Sent.Known(refund);
    }

    Refund told(Sending sending, Refund told) {
        Circumstances given = given(sending);
        return accounts.decide(
                sending.account(),
                Touching.order(sending.order()),
                sending.cause(),
                account -> GivingBack.told(account, sending.order(), told, given));
    }

    private Refund failed(Sending sending, RefundId id, String code) {
        Circumstances given = given(sending);
        return accounts.decide(
                sending.account(),
                Touching.order(sending.order()),
                sending.cause(),
                account -> GivingBack.failed(account, sending.order(), id, code, given));
    }

    Circumstances given(Sending sending) {
        return new Circumstances(clock.instant(), sending.project().settings());
    }
}
