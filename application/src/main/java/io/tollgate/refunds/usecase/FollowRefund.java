package io.tollgate.refunds.usecase;

import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.GivingBack;
import io.tollgate.accounts.GivingBack.RefundDecision.Reserved;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.jobs.Job;
import io.tollgate.payments.Outcome;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.Refunding;
import io.tollgate.refunds.usecase.RefundSending.Sending;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;
import java.util.Optional;

/// Looks what became of a refund that has been on its way for long: the event of its end may never have come.
public final class FollowRefund {
    private static final Cause CAUSE = Cause.system("follow-refund");

    private final Accounts accounts;
    private final Refunding refunding;
    private final RefundSending refunds;

    public FollowRefund(Projects projects, Accounts accounts, Refunding refunding, InstantSource clock) {
        this.accounts = accounts;
        this.refunding = refunding;
        this.refunds = new RefundSending(projects, accounts, refunding, clock);
    }

    /// @return false: the provider doesn't answer, to be tried again
    public boolean follow(Job.FollowRefund job) {
        Sending sending = refunds.sending(job.account(), job.order(), CAUSE);
        Reserved known = refunds.look(sending, job.refund());
        if (!known.refund().isOnItsWay()) {
            return true;
        }
        return switch (refunding.find(sending.provider(), known.target(), known.refund())) {
            case Outcome.Done<Optional<Refund>> done -> {
                // One that the provider no longer has tells nothing of the money.
                done.value().ifPresent(found -> take(sending, job, found));
                yield true;
            }
            case Outcome.Declined<Optional<Refund>> _, Outcome.Unknown<Optional<Refund>> _ -> false;
        };
    }

    private void take(Sending sending, Job.FollowRefund job, Refund found) {
        accounts.decide(
                job.account(),
                Touching.order(job.order()),
                CAUSE,
                account -> GivingBack.followed(account, job, found, refunds.given(sending)));
    }
}
